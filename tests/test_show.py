"""Rules as pages: what a page says, that it stands alone, and that its pictures can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from routing.drawing.layout import lay_out
from routing.drawing.shapes import Box, Line, Picture
from routing.drawing.text import text_width, wrapped
from routing.errors import RoutingError, RulebookError
from routing.quality.show import PackSheet, dossier, markdown, page
from routing.quality.show.data import as_json
from routing.quality.show.drawing import drawing
from routing.quality.show.parts import in_force
from routing.quality.show.pattern_picture import pattern_boxes, pattern_picture
from routing.quality.show.rule_graph import graph_picture, rule_graph
from routing.rulebook import Rulebook, bundled_names
from routing.wording import Language, condition_text
from tests.packs import bundled_rulebook
from tests.pages import Reader, faults, stands_alone

DATA = Path(__file__).parent / "data" / "wording" / "pack"
LANGUAGES: tuple[Language, ...] = ("ja", "en")
PACKS = bundled_names()
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def shown(pack: str, *ids: str) -> PackSheet:
    return dossier(pack, ids)


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("pack", PACKS)
def test_the_page_of_every_pack_stands_alone_and_holds_together(pack: str, language: Language) -> None:
    text = page(shown(pack), language)
    stands_alone(text, language)


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", PACKS)
def test_a_page_has_each_rule_with_its_title_its_law_and_its_place(pack: str) -> None:
    sheet = shown(pack)
    text = "".join(Reader(page(sheet, "ja")).text)
    for rule in (rule for one in sheet.sheets for rule in one.versions):
        assert rule.title["ja"] in text
        assert rule.place in text
        assert all(basis.law in text for basis in rule.basis)


@pytest.mark.unmeasured
def test_headings_go_down_one_level_at_a_time() -> None:
    for ids in ((), ("household-8050",), ("household-8050", "hikikomori")):
        levels = Reader(page(shown("generic", *ids), "ja")).levels
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_graph_alone_has_its_heading_whether_of_one_rule_or_many() -> None:
    for ids in ((), ("dv-report",)):
        text = page(shown("national", *ids), "en", graph_only=True)
        assert Reader(text).levels == [1, 2]
        assert "dv-victim" in text


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("", "at all times"),
        ("in_force: {from: 2020-04-01}, ", "from 2020-04-01"),
        ("in_force: {until: 2020-04-01}, ", "until the day before 2020-04-01"),
        ("in_force: {from: 2019-04-01, until: 2020-04-01}, ", "from 2019-04-01 until the day before 2020-04-01"),
    ],
)
def test_a_page_says_when_a_rule_holds(dates: str, said: str) -> None:
    head = "rulebook: own\nversion: '1'\ntitle: {ja: 題, en: T}\ntiers: [a]\n"
    rule = (
        f"rules:\n  - {{id: r, title: {{ja: 題, en: T}}, {dates}basis: [{{law: 法, status: memory}}], "
        'match: "(p:Person)", then: [{refer: {to: medical, role: inform, about: p}}]}\n'
    )
    book = Rulebook.parse({"rulebook.yaml": head, "topic.yaml": rule})
    assert in_force(book.rules[0], "en") == said


@pytest.mark.unmeasured
def test_a_rule_of_another_pack_is_shown_where_it_is_named() -> None:
    assert [sheet.newest.pack for sheet in shown("setagaya", "dv-report").sheets] == ["national"]


@pytest.mark.unmeasured
def test_a_pack_shows_its_own_rules_and_on_demand_all() -> None:
    own, every = dossier("ube"), dossier("ube", everything=True)
    assert {sheet.newest.pack for sheet in own.sheets} == {"ube"}
    assert {sheet.newest.pack for sheet in every.sheets} == {"ube", "generic", "national"}
    assert {one.id for one in every.sheets} == {rule.id for rule in bundled_rulebook("ube").rules}


def test_dated_versions_stand_side_by_side() -> None:
    text = page(shown("national", "danger-police-notice"), "en")
    assert text.count('<div class="version">') == 2
    assert '<div class="versions">' in text


def test_a_day_leaves_the_version_that_holds_on_it() -> None:
    import datetime as dt

    versions = shown("national", "danger-police-notice").sheets[0].versions
    old = dossier("national", ["danger-police-notice"], on=versions[0].start)
    assert [rule.start for rule in old.sheets[0].versions] == [versions[0].start]
    with pytest.raises(RulebookError, match="no version of the rule `danger-police-notice` is in force on 1900-01-01"):
        dossier("national", ["danger-police-notice"], on=dt.date(1900, 1, 1))


def test_the_rows_of_a_decision_table_are_shown_like_rules(tmp_path: Path) -> None:
    head = "rulebook: own\nversion: '1'\ntitle: {ja: 題, en: T}\ntiers: [specialist]\n"
    (tmp_path / "rulebook.yaml").write_text(head, "utf-8")
    rows = "table,desks\ntitle,例,Example\nhit,collect\nrole,lead\ntier,specialist\n\nrow,need,age,to\n"
    (tmp_path / "desks.table.csv").write_text(f"{rows}a,care.dementia,65..,support_center\n", "utf-8")
    (sheet,) = dossier(tmp_path).sheets
    assert sheet.topic == "desks"
    said = condition_text(sheet.newest, Rulebook.load(tmp_path).vocabulary, "en")
    assert said.startswith("The person (65 or over")
    assert "“Dementia”" in said


def test_a_rule_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(RulebookError, match="there is no rule `dv-reprot`") as error:
        dossier("national", ["dv-reprot"])
    assert str(error.value.help).startswith("did you mean `dv-report`?")


def test_the_tests_of_a_rule_are_those_that_name_it() -> None:
    (sheet,) = shown("setagaya", "dv-report").sheets
    fires = [note.fires for note in sheet.tests]
    assert True in fires
    assert False in fires
    for note in sheet.tests:
        assert "dv-report" in Path(note.test.place.rpartition(":")[0]).read_text(encoding="utf-8")


def test_findings_lead_to_the_rules_at_their_other_end() -> None:
    (maker,) = shown("national", "dv-recorded").sheets
    (reader,) = shown("national", "dv-report").sheets
    assert "dv-report" in maker.makes["dv-victim"]
    assert "dv-recorded" in reader.reads["dv-victim"]


def test_indexes_name_the_rules_of_a_need_and_of_an_agency() -> None:
    pack = shown("generic")
    assert "household-8050" in pack.by_need()["isolation.hikikomori"]
    assert "household-8050" in pack.by_agency()["support_center"]
    assert "household-8050" not in pack.by_agency()["child_family"]


def pictures(pack: str, language: Language) -> Iterator[tuple[str, Picture]]:
    sheet = shown(pack)
    yield "graph", graph_picture(sheet, rule_graph(sheet), language)
    for one in sheet.sheets:
        for rule in one.versions:
            yield rule.id, pattern_picture(rule, sheet.rulebook.vocabulary, language)[0]


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("pack", PACKS)
def test_in_every_picture_boxes_stand_apart_and_lines_pass_them_by(pack: str, language: Language) -> None:
    wrong = {name: found for name, picture in pictures(pack, language) if (found := list(faults(picture)))}
    assert wrong == {}


def test_a_tangle_of_boxes_and_lines_is_laid_out_without_fault() -> None:
    import random

    for seed in range(60):
        rng = random.Random(seed)
        count = rng.randint(1, 14)
        texts = [tuple("語" * rng.randint(1, 12) for _ in range(rng.randint(1, 4))) for _ in range(count)]
        boxes = [Box(f"b{at}", text, rng.randint(0, 4) if at else 0) for at, text in enumerate(texts)]
        ends = [(rng.randrange(count), rng.randrange(count)) for _ in range(rng.randint(0, 20))]
        lines = [Line(f"b{a}", f"b{b}", "か" * rng.randint(0, 5)) for a, b in ends if a != b]
        picture = lay_out(boxes, lines)
        assert list(faults(picture)) == [], seed
        assert len(picture.lines) == len(lines)


def test_a_picture_of_nothing_is_empty() -> None:
    assert lay_out([], []).boxes == ()


def test_text_is_wrapped_within_the_width() -> None:
    for text in ("地域包括支援センター" * 9, "one two three " * 12, "x" * 200):
        lines = wrapped(text)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert max(map(text_width, lines)) <= 260


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("id", ["household-8050", "carer-gone", "dementia-and-fraud"])
def test_the_picture_of_a_rule_is_well_formed_and_says_what_it_shows(id: str, language: Language) -> None:
    sheet = shown("generic", id)
    root = ElementTree.fromstring(drawing(sheet, language, False).encode())
    space = "{http://www.w3.org/2000/svg}"
    assert sheet.sheets[0].newest.title[language] in (root.findtext(f"{space}title") or "")
    assert root.findtext(f"{space}desc")
    assert len(root.findall(f"{space}rect")) >= 3  # two boxes at least, and the ground


def test_the_graph_of_a_pack_is_well_formed() -> None:
    root = ElementTree.fromstring(drawing(shown("national"), "ja", True).encode())
    assert "dv-victim" in "".join(root.itertext())


def test_a_graph_beyond_reading_is_not_drawn(tmp_path: Path) -> None:
    chain = ["rules:"]
    for at in range(120):
        match = "(p:Person)" if at == 0 else f"(:Finding {{kind: 'k{at - 1}'}})-[:ABOUT]->(p:Person)"
        match += ", (:Finding {kind: 'k0'})-[:ABOUT]->(p)" if at > 1 else ""
        chain.append(
            f'  - {{id: r{at}, title: {{ja: 題, en: T}}, basis: [{{law: 法, status: memory}}], match: "{match}",'
            f" then: [{{finding: {{kind: k{at}, about: p}}}}]}}"
        )
    (tmp_path / "rulebook.yaml").write_text(
        "rulebook: own\nversion: '1'\ntitle: {ja: 題, en: T}\ntiers: [a]\n", "utf-8"
    )
    (tmp_path / "topic.yaml").write_text("\n".join(chain), "utf-8")
    pack = dossier(tmp_path)
    assert "The graph is too large to be drawn." in page(pack, "en")
    with pytest.raises(RoutingError, match="the graph is too large to be drawn"):
        drawing(pack, "en", True)


def test_a_picture_draws_what_must_not_be_there_with_a_word_for_it() -> None:
    rule = shown("national", "carer-gone").sheets[0].newest
    boxes, lines, _ = pattern_boxes(rule, bundled_rulebook("national").vocabulary, "en")
    absent = [box for box in boxes if "absent" in box.style]
    assert len(absent) == 2
    assert all(box.lines[0] == "must not be there" for box in absent)
    assert sum(line.style == "absent" for line in lines) == 2


@pytest.mark.unmeasured
def test_a_picture_that_leaves_something_out_says_so() -> None:
    assert "The picture shows the main part" in page(shown("generic", "care-under-40"), "en")
    assert "The picture shows the main part" not in page(shown("generic", "hikikomori-child"), "en")


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("pack", PACKS)
def test_markdown_names_every_rule_and_draws_it(pack: str, language: Language) -> None:
    sheet = shown(pack)
    text = markdown(sheet, language)
    versions = sum(len(one.versions) for one in sheet.sheets)
    assert text.count("```mermaid") >= versions
    assert text.count("```") % 2 == 0
    for one in sheet.sheets:
        assert text.count(f'<a id="rule-{one.id}"></a>') == 1
    assert set(re.findall(r"\(#rule-([^)]+)\)", text)) <= {one.id for one in sheet.sheets}


def test_a_flow_chart_joins_only_boxes_that_it_has() -> None:
    text = markdown(shown("city_001"), "ja")
    for chart in re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL):
        boxes = set(re.findall(r"^  (n\d+)[\[(]", chart, re.MULTILINE))
        joined = re.findall(r'^  (n\d+) [-.=>]+(?:\|"[^"]*"\|)? (n\d+)$', chart, re.MULTILINE)
        assert {name for pair in joined for name in pair} <= boxes
        assert len(chart.splitlines()) == 1 + len(boxes) + len(joined)


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", PACKS)
def test_json_holds_what_the_page_says(pack: str) -> None:
    sheet = shown(pack)
    data = json.loads(as_json(sheet, "ja"))
    assert data["schema"] == "show/1"
    assert [rule["rule"] for rule in data["rules"]] == [one.id for one in sheet.sheets]
    assert all(version["when"] and version["does"] for rule in data["rules"] for version in rule["versions"])


HOSTILE = """\
rules:
  - id: r
    title: {ja: "<script>alert(1)</script>&amp;`*[x](http://e.example)\\"", en: "</title><img src=x> | # _a_"}
    basis: [{law: "<b>法</b>", article: "\\u202e逆", status: memory, note: "<!-- -->"}]
    match: "(p:Person)-[:HAS]->(n:Need)"
    where: p.nick = '</svg><script>' OR p.nick CONTAINS ']]>' OR p.nick = '"#quot;`' OR n.severity > 1
    then: [{refer: {to: medical, role: inform, about: p, service: "<i>"}}]
    note: "<u>"
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    head = (
        "rulebook: own\nversion: '<1>'\ntitle: {ja: '<h1>', en: '</style>'}\ntiers: [a]\nvocabulary: vocabulary.yaml\n"
    )
    (tmp_path / "rulebook.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "topic.yaml").write_text(HOSTILE, encoding="utf-8")
    vocabulary = (
        "vocabulary: own\nextends: core\nproperties: {Person: {nick: {type: string, ja: '<k>', en: '\"k\"'}}}\n"
    )
    (tmp_path / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    return tmp_path


@in_both_languages
def test_what_a_rule_file_says_cannot_become_part_of_the_page(hostile: Path, language: Language) -> None:
    for ids in ([], ["r"]):
        found = Reader(page(dossier(hostile, ids), language))
        assert found.open == []
        assert found.tags["script"] == found.tags["img"] == found.tags["b"] == found.tags["k"] == found.tags["u"] == 0
        ElementTree.fromstring(drawing(dossier(hostile, ["r"]), language, False).encode())


@in_both_languages
def test_what_a_rule_file_says_cannot_become_markup_in_markdown(hostile: Path, language: Language) -> None:
    text = markdown(dossier(hostile), language)
    outside = re.sub(r"```mermaid.*?```", "", text, flags=re.DOTALL)
    assert re.findall(r"<(?!a id=\"rule-r\"></a>|/a>)", outside) == []
    assert "](http" not in outside.replace("\\", "") or "\\](http" in outside
    assert "\u202e" not in text


def test_samples_of_every_construct_show_in_every_form() -> None:
    sheet = dossier(DATA)
    assert list(faults(graph_picture(sheet, rule_graph(sheet), "ja"))) == []
    for one in sheet.sheets:
        assert list(faults(pattern_picture(one.newest, sheet.rulebook.vocabulary, "ja")[0])) == [], one.id
    assert Reader(page(sheet, "en")).open == []
    assert markdown(sheet, "en").count("```") % 2 == 0
