"""Decision tables in packs: what their rows become, and where errors stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from routing.case import Case
from routing.router import Router
from routing.rulebook import Rulebook, limits
from routing.rulebook.digest import rule_content
from routing.rulebook.effects import Basis, Duty, Escalate, Exclude, FindingEffect, Immediate, Refer, Share
from routing.rulebook.merge import read_packs
from routing.rulebook.packs import Library, in_memory
from routing.rulebook.reading import Problems
from tests.tables import FILE, PACK, errors, load, rules, table

IN_JAPANESE = """表,consult,,,,,
題名,相談窓口,Consultation desks,,,,
判定,すべて,,,,,
施行,2026/4/1,令和9年4月1日,,,,
根拠,社会福祉法,第106条の4第2項,現行を確認,,,
役割,主担当,,,,,

行,題名,困りごと,年齢,手帳,つなぎ先,段,期限,内容
a,認知症の人,認知症、認知症の疑い,６５歳〜,-,地域包括支援センター,総合,１４日,見守り
"""


def test_a_table_with_japanese_headings_and_words_becomes_a_rule() -> None:
    rule = rules(IN_JAPANESE)["consult-a"]
    assert rule.title == {"ja": "認知症の人", "en": "Consultation desks a"}
    assert rule.match == "(p:Person)-[:HAS]->(n:Need)"
    assert rule.where == "n.code IN ['care.dementia', 'care.dementia_suspected'] AND p.age >= 65"
    said = {"to": "support_center", "role": "lead", "tier": "generalist", "about": "p", "for": "n", "within": "P14D"}
    assert rule.effects == (Refer.model_validate({**said, "service": "見守り"}),)
    assert rule.basis == (Basis(law="社会福祉法", article="第106条の4第2項", status="verified"),)
    assert (rule.start, rule.until) == (dt.date(2026, 4, 1), dt.date(2027, 4, 1))


def test_a_rule_of_a_table_is_the_rule_that_a_rule_file_would_give() -> None:
    written = """
rules:
  - id: consult-a
    title: {ja: 認知症の人, en: Consultation desks a}
    in_force: {from: 2026-04-01, until: 2027-04-01}
    basis: [{law: 社会福祉法, article: 第106条の4第2項, status: verified}]
    match: (p:Person)-[:HAS]->(n:Need)
    where: n.code IN ['care.dementia', 'care.dementia_suspected'] AND p.age >= 65
    then: {refer: {to: support_center, role: lead, tier: generalist, about: p, for: n, within: P14D, service: 見守り}}
"""
    from_yaml = Rulebook.parse({**PACK, "desks.yaml": written})
    from_table = load(IN_JAPANESE)
    assert [rule_content(rule) for rule in from_table.rules] == [rule_content(rule) for rule in from_yaml.rules]
    assert from_table.digest == from_yaml.digest


def test_the_digest_does_not_count_how_a_table_is_typed() -> None:
    typed = IN_JAPANESE.replace("６５歳〜", "65..").replace("１４日", "P14D").replace("困りごと", "need")
    assert load(typed).digest == load(IN_JAPANESE).digest
    assert load(IN_JAPANESE.replace("６５歳〜", "66..")).digest != load(IN_JAPANESE).digest


def test_a_case_is_routed_by_a_table() -> None:
    case = Case.parse(
        "{case: t, as_of: 2026-05-01, municipality: anywhere, received_by: town_center, persons: [{id: a, age: 80}],"
        " needs: [{id: n1, person: a, code: care.dementia}]}"
    )
    decision = Router(load(IN_JAPANESE)).route(case)
    assert decision.lead is not None
    assert decision.lead.to == "support_center"


def test_a_rule_of_a_table_has_its_row_for_a_place() -> None:
    assert rules(IN_JAPANESE)["consult-a"].place == "desks.table.csv:9"


def test_the_rules_of_tables_are_among_those_that_tools_find_as_written() -> None:
    packs = read_packs(in_memory({**PACK, FILE: IN_JAPANESE}), Library(), Problems())
    (written,) = packs[-1].rules
    assert written.document.position((*written.path, "then", 0, "refer", "tier")) == (9, 7)
    assert written.document.text_position((*written.path, "where"), 70) == (9, 4)


def test_a_pack_in_a_folder_reads_its_tables(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text(PACK["rulebook.yaml"], "utf-8")
    (tmp_path / "desks.table.csv").write_text(IN_JAPANESE, "utf-8")
    (tmp_path / "list.csv").write_text("no table\n", "utf-8")
    assert [rule.id for rule in Rulebook.load(tmp_path).rules] == ["consult-a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_encoding_of_a_table_is_recognised(encoding: str) -> None:
    text = IN_JAPANESE.replace("〜", "～")  # CP932 knows only the full-width tilde
    assert load(text.encode(encoding)).digest == load(IN_JAPANESE).digest


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(ends: str) -> None:
    assert load(IN_JAPANESE.replace("\n", ends)).digest == load(IN_JAPANESE).digest


def test_rows_may_be_empty_and_cells_may_hold_blanks() -> None:
    text = IN_JAPANESE.replace("\n行,", "\n\n , ,\n行,").replace("a,認知症の人", " a , 認知症の人 ") + ",,,,\n\n"
    assert load(text).digest == load(IN_JAPANESE).digest


# rows, effects, bases


def test_a_row_without_a_name_adds_an_effect_to_the_rule_above() -> None:
    found = rules(table("row,age,to", "a,65..,support_center", ",,health_center", "b,<65,town_center"))
    assert [effect.to for effect in found["desks-a"].effects if isinstance(effect, Refer)] == [
        "support_center",
        "health_center",
    ]
    assert len(found["desks-b"].effects) == 1


def test_a_row_that_repeats_the_name_and_the_conditions_adds_to_the_rule_above() -> None:
    found = rules(table("row,age,to", "a,65..,support_center", "a,65..,health_center"))
    assert len(found["desks-a"].effects) == 2


def test_rows_of_one_name_with_other_days_are_versions_of_one_rule() -> None:
    text = table(
        "row,from,until,age,to", "a,2020-04-01,2026-04-01,65..,town_center", "a,2026-04-01,,65..,support_center"
    )
    found = load(text).rules
    assert [(rule.id, rule.start) for rule in found] == [
        ("desks-a", dt.date(2020, 4, 1)),
        ("desks-a", dt.date(2026, 4, 1)),
    ]


def test_every_effect_can_stand_in_a_row() -> None:
    rows = [
        "row,effect,kind,action,to,jointly,role,tier,about,for,within,before,less,items,consent,level,reason",
        "a,finding,alone,,,,,,p,,,,,,,,",
        ",緊急,,直ちに訪問,\"health_center, town_center\",yes,,,p,,,,,,,,",
        ",通報,,,child_family,,,,p,,48時間,,,,不要,,",
        ",つなぐ,,,support_center,,支援,総合,p,n,,n.due,3日,,,,",
        ",除外,town_center,,,,,,p,,,,,,,,",
        ",共有,,,support_center,,,,p,,,,,介護,,,",
        ",escalate,,,,,,,,,,,,,,助言,reason here",
    ]  # fmt: skip
    effects = rules(table(*rows, head=()))["desks-a"].effects
    assert effects == (
        FindingEffect(kind="alone", about=("p",)),
        Immediate(action="visit_now", to=("health_center", "town_center"), jointly=True, about=("p",)),
        Duty(to="child_family", about=("p",), within="PT48H", consent="not_required"),
        Refer.model_validate(
            {"to": "support_center", "role": "support", "tier": "generalist", "about": "p", "for": "n",
             "before": {"date": "n.due", "less": "P3D"}}
        ),
        Exclude(about=("p",), kind="town_center"),
        Share(to=("support_center",), about=("p",), items=("care",)),
        Escalate(level="advice", reason="reason here"),
    )  # fmt: skip


def test_an_effect_may_have_bases_of_its_own() -> None:
    rows = [
        "row,effect,to,its_law,効果の条文,its_status,law,status",
        "a,duty,child_family,法,第1条,現行を確認,根拠法,memory",
        ",,,条例,,memory,,",
        ",duty,child_guidance,法,,memory,,",
    ]
    rule = rules(table(*rows, head=()))["desks-a"]
    first, second = (Basis(law="法", article="第1条", status="verified"), Basis(law="条例", status="memory"))
    assert rule.basis == (Basis(law="根拠法", status="memory"),)
    assert rule.effects == (
        Duty(to="child_family", about=("p",), basis=(first, second)),
        Duty(to="child_guidance", about=("p",), basis=(Basis(law="法", status="memory"),)),
    )


def test_a_dash_in_an_effect_leaves_out_what_the_head_says() -> None:
    rule = rules(table("row,to,tier,for", "a,support_center,-,-", head=("role,support", "tier,specialist")))["desks-a"]
    assert rule.effects == (Refer(to="support_center", role="support", about=("p",)),)


def test_a_row_may_name_its_own_basis_and_several_of_them() -> None:
    rows = [
        "row,to,law,article,status",
        "a,support_center,介護保険法,第115条の46,verified",
        ",,老人福祉法,,memory",
        "b,town_center,,,",
    ]
    found = rules(table(*rows, head=("role,lead", "tier,specialist", "basis,条例,,memory")))
    assert [basis.law for basis in found["desks-a"].basis] == ["介護保険法", "老人福祉法"]
    assert [basis.law for basis in found["desks-b"].basis] == ["条例"]


def test_a_sheet_may_hold_several_tables() -> None:
    text = table("row,to", "a,support_center") + "\n" + table("row,to", "a,town_center").replace("desks", "others")
    assert set(rules(text)) == {"desks-a", "others-a"}


def test_a_column_of_whole_ids_names_the_rules() -> None:
    assert set(rules(table("id,to", "any-name,support_center"))) == {"any-name"}


# conditions


def test_a_condition_of_the_head_and_expressions_of_rows_are_joined() -> None:
    text = table(
        "row,age,where,to", "a,65..,p.pregnant OR p.bedridden,support_center", "b,,p.elderly,support_center",
        head=("role,lead", "tier,specialist", "where,p.age < 80 OR p.age > 90"),
    )  # fmt: skip
    found = rules(text)
    assert found["desks-a"].where == "(p.age < 80 OR p.age > 90) AND p.age >= 65 AND (p.pregnant OR p.bedridden)"
    assert found["desks-b"].where == "(p.age < 80 OR p.age > 90) AND p.elderly"


def test_a_heading_may_be_an_expression() -> None:
    rows = ["row,EXISTS { (p)-[:CARES_FOR]->(:Person) },days_until(n.due),to", "a,no,0..14,support_center"]
    where = rules(table(*rows))["desks-a"].where
    assert where == "NOT EXISTS { (p)-[:CARES_FOR]->(:Person) } AND 0 <= days_until(n.due) < 15"


def test_a_comment_in_a_cell_or_a_heading_takes_in_nothing_of_other_cells() -> None:
    rows = ["row,p.pregnant // is she?,where,p.age,to", 'a,no,"p.bedridden // or was",65..,support_center']
    assert rules(table(*rows))["desks-a"].where == "p.pregnant = false AND p.bedridden AND p.age >= 65"


ACROSS = [("(p.a", "p.b)"), ("p.a /* x", "y */ OR p.b"), ("p.a = 'x", "y'"), ("p.a)", "(p.b"), ("[1", "]")]


@pytest.mark.parametrize(("first", "second"), ACROSS)
def test_an_expression_does_not_reach_from_one_cell_into_another(first: str, second: str) -> None:
    found = errors(table("row,where,where,to", f"a,{first},{second},town_center"))
    assert f"{FILE}:B8: a bracket, quote or comment is not closed in its cell" in found


def test_a_property_of_one_of_several_persons_is_named_with_its_variable() -> None:
    head = ("match,(parent:Person)-[:PARENT_OF]->(child:Person)", "about,child", "role,support")
    rule = rules(table("row,parent.age,child.年齢,to", "a,80..,50..64,support_center", head=head))["desks-a"]
    assert rule.where == "parent.age >= 80 AND 50 <= child.age < 65"


def test_a_property_that_a_pack_declares_is_a_heading_by_its_label() -> None:
    files = {
        "rulebook.yaml": PACK["rulebook.yaml"] + "vocabulary: words.yaml\n",
        "words.yaml": "vocabulary: w\nproperties: {Person: {cat: {type: boolean, ja: 猫がいる, en: Cat}}}\n",
        FILE: table("row,猫がいる,to", "a,はい,support_center"),
    }
    assert Rulebook.parse(files).rules[0].where == "p.cat = true"


# errors

ROWS = {
    "row,need,to\na,care.dementa,support_center": ["B8: unknown need code `care.dementa`"],
    "row,nedd,to\na,care.dementia,support_center": ["B7: unknown heading `nedd`"],
    "row,p.agee,to\na,1,support_center": ["B7: unknown property `agee` of Person"],
    "row,q.age,to\na,1,support_center": ["B7: unknown heading `q.age`"],
    "row,p.age > 'x',to\na,yes,support_center": ["B7: `Person.age` (an integer) is compared with a string"],
    "row,age,年齢,to\na,1,2,support_center": ["C7: there is already a column `p.age`"],
    "row,age,to\na,old,support_center": ["B8: `old` is no number or range"],
    "row,where,to\na,p.age >,support_center": ["B8: rule `desks-a`: the text ends too early"],
    "row,where,where,to\na,p.age > 3,p.agee > 3,support_center": [
        "C8: rule `desks-a`: unknown property `agee` of Person"
    ],
    "row,to\na,suport_center": ["B8: rule `desks-a` refers to unknown agency kind `suport_center`"],
    "row,to,within\na,support_center,soon": ["C8: within: a span of time is written"],
    "row,to,role\na,support_center,boss": ["C8: role: is not one of the allowed values"],
    "row,to,action\na,support_center,visit_now": ["C8: unknown field `action`"],
    "row,effect,to\na,send,support_center": ["B8: unknown effect `send`"],
    "row,effect,to,jointly\na,immediate,support_center,x": ["D8: `x` is neither yes nor no"],
    "row,to,from\na,support_center,2026-02-30": ["C8: in_force.from: must be a day of the calendar"],
    "row,to,law,status\na,support_center,x,sure": ["D8: basis[0].status: is not one of the allowed values"],
    "row,effect,to,its_law,its_status\na,duty,town_center,x,y\n,,,z,": [
        "E8: basis[0].status: is not one",
        "D9: basis[1].status: is missing",
    ],
    "row,to,its_law\na,support_center,x": ["C8: unknown field `basis`"],
    "row,to\na,support_center,extra": ["C8: this column has no heading"],
    "row,to\n,support_center": ["A8: the first rule of a table needs a name"],
    "row,age,to\na,1,support_center\n,2,town_center": ["B9: this differs from the rule above"],
    "row,to\nA B!,support_center": ["A8: id: must be a rule id in kebab-case"],
    "row,to\na,support_center\nb,town_center\na,town_center": [
        "A10: two versions of rule `desks-a` are in force at the same time: the other is at desks.table.csv:8"
    ],
    "row,to\na,=B7": ["B8: a formula is not read"],
    "row,to\na,x\x07": ["B8: control characters are not allowed"],
    'row,to\na,"x': ["A8: not valid CSV"],
    "row,ja,en,to\na,,x,support_center": [],
}


@pytest.mark.parametrize(("rows", "expected"), ROWS.items(), ids=[str(number) for number in range(len(ROWS))])
def test_an_error_of_a_table_stands_at_its_cell(rows: str, expected: list[str]) -> None:
    found = [line.removeprefix(f"{FILE}:") for line in errors(table(rows))]
    starts = [line[: len(start)] for line, start in zip(found, expected, strict=False)]
    assert starts == expected
    assert bool(found) == bool(expected)


HEADS = {
    "": "A1: a table begins with its name",
    "x,y\n": "A1: a table begins with its name",
    "表\tdesks\n判定\tすべて\n": "A1: the cells are not parted by commas",
    "table;desks\nhit;collect\n": "A1: the cells are not parted by commas",
    "table,desks\nhit,collect\n": "A1: the table has no headings",
    "table,\nhit,collect\nrow,to\n": "B1: a table needs a name",
    "table,desks\nrow,to\n": "A1: the head does not say the hit policy",
    "table,desks\nhit,first\nrow,to\n": "B2: the head does not say the hit policy",
    "table,desks\nhit,collect\nhit,unique\nrow,to\n": "A3: the head says `hit` twice",
    "table,desks\nhit,collect\nwho,unique\nrow,to\n": "A3: the head of a table has no `who`",
    "table,desks\nhit,collect\nmatch,(p:Persn)\nrow,to\na,town_center\n": "B3: unknown label `Persn`",
    "table,desks\nhit,collect\nrole,lead\ntier,fallback\nrow,to\na,police_fire\n": "A6: the rule has no title in `ja`",
}


@pytest.mark.parametrize(("text", "expected"), HEADS.items(), ids=[str(number) for number in range(len(HEADS))])
def test_an_error_of_a_head_stands_at_its_cell(text: str, expected: str) -> None:
    assert errors(text) == [f"{FILE}:{expected}"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xfet\x00", "desks.table.csv: the file is not CSV but UTF-16"),
        (b"PK\x03\x04", "desks.table.csv: the file is not CSV but a workbook"),
        (b"table,\x81 x", "desks.table.csv:A1: the text is neither UTF-8 nor CP932"),
        ("a," * limits.TABLE_COLUMNS + "x", "desks.table.csv:GS1: a table has at most 200 columns"),
        ("\n" * limits.TABLE_ROWS + "x", "desks.table.csv:A5001: a table has at most 5000 rows"),
        ("x" * (limits.CELL_CHARACTERS + 1), "desks.table.csv:A1: a cell has at most 8192 characters"),
        ("x" * 140_000, "desks.table.csv:A1: a cell is too long"),
        (("x" * 8000 + ",") * 126, "desks.table.csv:DV1: a sheet has at most 1000000 characters"),
        (b"x" * (limits.FILE_BYTES + 1), "desks.table.csv: the file is larger than 1048576 bytes"),
    ],
    ids=["utf-16", "workbook", "neither", "columns", "rows", "cell", "field", "sheet", "file"],
)
def test_a_file_that_is_no_table_or_too_large_is_refused(data: str | bytes, expected: str) -> None:
    assert errors(data) == [expected]


def test_a_heading_is_not_as_long_as_a_cell_may_be() -> None:
    heading = " OR ".join(["p.pregnant"] * 50)
    assert errors(table(f"row,{heading},to")) == [f"{FILE}:B7: a heading has at most 500 characters"]


def test_a_table_with_errors_throughout_is_read_no_further_than_they_are_told() -> None:
    assert len(errors(table("row,age,to", *(f"r{number},x,town_center" for number in range(500))))) <= limits.ERRORS


def test_a_rulebook_with_too_many_rows_is_refused_as_one_with_too_many_rules() -> None:
    found = errors(table("row,to", *(f"r{number},town_center" for number in range(limits.RULES + 1))))
    assert found == ["rulebook.yaml:2:1: a rulebook has at most 2000 rules"]


def test_the_patterns_of_a_table_count_as_those_of_a_rule_file() -> None:
    where = " AND ".join(["p.age > 1"] * 500)
    rows = [f"r{number},{where},town_center" for number in range(40)]
    found = errors(table("row,where,to", *rows))
    assert found == ["rulebook.yaml:2:1: the patterns of a rulebook have at most 240000 characters together"]
