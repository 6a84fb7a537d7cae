"""`routing rules convert`: tables to rule files and back, without a change of meaning."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import RulebookError, RulebookErrors
from routing.quality.tables import convert
from routing.quality.tables.convert import same
from routing.quality.tables.rule_file import rule_file
from routing.rulebook.digest import rule_content
from routing.rulebook.effect_check import Declared
from routing.rulebook.rule import Rule
from routing.rulebook.single import declared_by, read_rule_file
from routing.source import load_yaml
from tests.tables import FILE, changed, table

ROOT = Path(__file__).parent.parent
SHIPPED = sorted(
    path
    for path in (ROOT / "rules").glob("*/*.yaml")
    if not path.name.endswith("_test.yaml") and path.name not in ("rulebook.yaml", "vocabulary.yaml", "directory.yaml")
)


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declared_by("national")


def read(data: bytes, file: str, declared: Declared) -> tuple[Rule, ...]:
    return read_rule_file(data, file, declared).rules


def rule(where: str, then: str = "{refer: {to: town_center, role: support, about: p}}", **more: str) -> str:
    fields = {"id": "x-a", "title": "{ja: 例, en: Example}", "match": "(p:Person)-[:HAS]->(n:Need)", **more}
    lines = [f"{key}: {value}" for key, value in fields.items()]
    return "\n".join(
        [
            "rules:",
            f"  - {lines[0]}",
            *(f"    {line}" for line in lines[1:]),
            f'    where: "{where}"',
            f"    then: {then}",
        ]
    )


def as_csv(text: str, declared: Declared) -> list[list[str]]:
    return list(csv.reader(io.StringIO(convert(text.encode(), "x.yaml", "csv", declared).decode())))


# cells


@pytest.mark.parametrize(
    ("where", "heading", "cell"),
    [
        ("p.age >= 65", "p.age", "65.."),
        ("p.age < 18", "p.age", "<18"),
        ("40 <= p.age < 65", "p.age", "40..64"),
        ("p.age >= 40 AND p.age < 65", "p.age", "40..64"),
        ("p.age < 65 AND 40 <= p.age", "p.age", "40..64"),
        ("65 <= p.age", "p.age", "65.."),
        ("p.age = 7 OR p.age > 90", "p.age", "7, >90"),
        ("p.care_level IN [1, 2]", "p.care_level", "1, 2"),
        ("n.code IN ['care.dementia', 'care.needed']", "n.code", "care.dementia, care.needed"),
        ("NOT n.code IN ['care.dementia', 'care.needed']", "n.code", "not care.dementia, care.needed"),
        ("n.code <> 'care.dementia'", "n.code", "not care.dementia"),
        ("n.code STARTS WITH 'care.'", "n.code", "care.*"),
        ("p.pregnant = true", "p.pregnant", "yes"),
        ("p.pregnant = false", "p.pregnant", "no"),
        ("p.age IS NULL", "p.age", "unknown"),
        ("p.age IS NULL OR p.age >= 65", "p.age", "unknown, 65.."),
        ("n.due >= '2026-04-01'", "n.due", "2026-04-01.."),
        ("-30 <= days_until(n.due) <= 0", "days_until(n.due)", "-30..0"),
        ("coalesce(p.pregnant, false) = false", "where", "coalesce(p.pregnant, false) = false"),
        ("p.age >= 65 OR p.pregnant = true", "where", "p.age >= 65 OR p.pregnant = true"),
        ("NOT EXISTS { (p)-[:CARES_FOR]->(q:Person) WHERE q.age < 18 AND q.pregnant }", "where", None),
    ],
)
def test_a_condition_becomes_the_cell_that_a_person_would_type(
    where: str, heading: str, cell: str | None, declared: Declared
) -> None:
    rows = as_csv(rule(where), declared)
    headings, values = rows[-2], rows[-1]
    assert values[headings.index(heading)] == (where if cell is None else cell)


def test_conditions_stand_in_columns_and_what_no_cell_says_in_an_expression(declared: Declared) -> None:
    rows = as_csv(rule("p.age >= 65 AND EXISTS { (p)-[:HAS]->(m:Need) WHERE NOT m = n } AND n.severity = 3"), declared)
    assert rows[-2][3:6] == ["p.age", "n.severity", "where"]
    assert rows[-1][3:6] == ["65..", "3", "EXISTS { (p)-[:HAS]->(m:Need) WHERE NOT m = n }"]


def test_the_bases_of_an_effect_stand_in_rows_below_it(declared: Declared) -> None:
    bases = "[{law: 法, article: 第1条, status: memory}, {law: 条例, status: verified, note: 注}]"
    then = f"[{{duty: {{to: child_family, about: p, basis: {bases}}}}}, {{refer: {{to: town_center, role: inform}}}}]"
    rows = as_csv(rule("p.age >= 65", then), declared)
    columns = [rows[-4].index(name) for name in ("effect", "its_law", "its_article", "its_status", "its_note")]
    assert [[row[column] for column in columns] for row in rows[-3:]] == [
        ["duty", "法", "第1条", "memory", ""],
        ["", "条例", "", "verified", "注"],
        ["", "", "", "", ""],
    ]


def test_rules_of_different_patterns_become_tables_one_below_another(declared: Declared) -> None:
    text = (
        rule("p.age >= 65") + "\n" + rule("p.age >= 65", id="y-a", match="(p:Person)-[:IN]->(:Case)").split("\n", 1)[1]
    )
    rows = as_csv(text, declared)
    assert [row for row in rows if row[:1] == ["table"]] == [["table", "x"], ["table", "y"]]


def test_ids_that_begin_alike_name_the_table_and_others_stand_whole(declared: Declared) -> None:
    one, other = rule("p.age >= 65", id="meals-warm"), rule("p.age >= 65", id="baths").split("\n", 1)[1]
    alike = rule("p.age < 65", id="meals-cold").split("\n", 1)[1]
    rows = as_csv(f"{one}\n{alike}", declared)
    assert (rows[0], [row[0] for row in rows[-3:]]) == (["table", "meals"], ["row", "warm", "cold"])
    rows = as_csv(f"{one}\n{other}", declared)
    assert (rows[0], [row[0] for row in rows[-3:]]) == (["table", "x"], ["id", "meals-warm", "baths"])


# what does not fit


def test_a_text_that_a_cell_cannot_hold_does_not_fit_a_table(declared: Declared) -> None:
    then = "{refer: {to: town_center, role: support, about: p, service: ' -'}}"
    with pytest.raises(RulebookErrors) as found:
        as_csv(rule("p.age >= 65", then), declared)
    assert [error.message for error in found.value.errors] == [
        "rule `x-a` does not fit a table: `then` would not be the same"
    ]


def test_a_text_that_a_spreadsheet_would_run_is_not_written(declared: Declared) -> None:
    then = "{refer: {to: town_center, role: support, about: p, service: '=HYPERLINK(1)'}}"
    with pytest.raises(RulebookError) as found:
        as_csv(rule("p.age >= 65", then), declared)
    assert found.value.message == "the rules cannot be written as csv: a formula is not read (at x.yaml.csv:H6)"


def test_a_sheet_of_a_workbook_may_have_any_name_that_a_file_gives_it(declared: Declared) -> None:
    pytest.importorskip("openpyxl", reason="openpyxl writes workbooks")
    data = convert(table("row,to", "a,support_center").encode(), FILE, "xlsx", declared)
    renamed = changed(data, "xl/workbook.xml", lambda text: text.replace('name="table"', 'name="a[b]*c"'))
    again = convert(renamed, "x.table.xlsx", "xlsx", declared)
    assert [rule.place for rule in read(again, "y.table.xlsx", declared)] == ["y.table.xlsx:a-b--c:8"]


def test_a_file_that_is_not_valid_is_told_as_by_check(declared: Declared) -> None:
    with pytest.raises(RulebookErrors) as found:
        as_csv(rule("p.agee >= 65"), declared)
    assert found.value.errors[0].message == "rule `x-a`: unknown property `agee` of Person"


# round trips

CELLS = {
    "age": ["65..", "<18", "40..64", "65, 70", "<18, 65..", "unknown", "<>40", "-", ""],
    "certificate": ["none", "physical, mental", "not none", "-", ""],
    "need": ["care.dementia", "care.*", "care.needed, debt.multiple", "not care.needed", ""],
    "pregnant": ["yes", "no", "no, unknown", ""],
    "where": ["", "p.bedridden = true OR p.elderly = true", "NOT EXISTS { (p)-[:CARES_FOR]->(:Person) }"],
    "to": ["town_center", "support_center"],
    "within": ["", "P14D", "5bd"],
    "service": ["", "見守り", "a, b", 'with "quotes"'],
    "law": ["", "介護保険法"],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1, max_size=5
)


def typed(rows: list[dict[str, str]], order: list[str]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["row", *order, "status"])
    for number, row in enumerate(rows):
        writer.writerow([f"r{number}", *(row[name] for name in order), "memory" if row["law"] else ""])
    return table(stream.getvalue())


@pytest.mark.unmeasured
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=st.permutations(list(CELLS)), form=st.sampled_from(["csv", "xlsx"]))
def test_from_a_table_to_a_rule_file_to_a_table_the_rules_stay_the_same(
    rows: list[dict[str, str]], order: list[str], form: str, declared: Declared
) -> None:
    if form == "xlsx":
        pytest.importorskip("openpyxl", reason="openpyxl writes workbooks")
    data = typed(rows, order).encode()
    first = read(data, FILE, declared)
    as_yaml = convert(data, FILE, "yaml", declared)
    second = read(as_yaml, "x.yaml", declared)
    assert [rule_content(rule) for rule in first] == [rule_content(rule) for rule in second]
    back = convert(as_yaml, "x.yaml", form, declared)  # type: ignore[arg-type]
    third = {rule.id: rule for rule in read(back, f"x.table.{form}", declared)}
    assert len(third) == len(first)
    assert all(same(rule, third[rule.id], declared.schema) for rule in first)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_stays_a_table_cell_by_cell(encoding: str, declared: Declared) -> None:
    text = table("行,困りごと,年齢,つなぎ先", "a,認知症,６５～,保健所", ",,,town_center").encode("cp932")
    made = convert(text, FILE, "csv", declared, encoding)  # type: ignore[arg-type]
    assert made.decode(encoding).splitlines()[7:] == ["a,認知症,６５～,保健所", ",,,town_center"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", SHIPPED[::6], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_shipped_rule_file_fits_tables(path: Path) -> None:
    whole = declared_by(path.parent)
    source = read(path.read_bytes(), path.name, whole)
    made = convert(path.read_bytes(), path.name, "csv", whole)
    back = {(rule.id, rule.start): rule for rule in read(made, "x.table.csv", whole)}
    assert all(same(rule, back[rule.id, rule.start], whole.schema) for rule in source)


def test_a_written_rule_file_is_read_as_what_was_written() -> None:
    rules = [
        {"id": "a", "title": {"ja": "例: 一", "en": "yes"}, "in_force": {"from": "2026-04-01"}, "where": "x = 'y # z'"},
        {"id": "b", "note": "two\nlines", "basis": [{"law": "法" * 60, "note": "x"}, {"law": "y"}]},
        {"id": "c", "then": [{"refer": {"to": "null"}}]},
    ]
    assert load_yaml(rule_file(rules, "a note")).data == {"rules": rules}


def test_a_written_workbook_keeps_its_head_in_sight_and_offers_codes(declared: Declared) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes workbooks")
    data = table("row,need,age,to", "a,care.dementia,65..,support_center").encode()
    book = openpyxl.load_workbook(io.BytesIO(convert(data, FILE, "xlsx", declared)))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "B8"
    assert sheet["B7"].font.bold
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(offered) == {"B8:B208", "D8:D208"}
    assert offered["B8:B208"] == f"lists!$A$2:$A${len(declared.vocabulary.needs) + 1}"
    names = [cell.value for cell in book["lists"]["A"]]
    assert names[0] == "need"
    assert "care.dementia" in names
    assert book["lists"].sheet_state == "hidden"
