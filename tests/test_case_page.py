"""The page about a case: its picture can be read, it says all that the decision says, and each reason unfolds."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from routing import Case, Decision, Router, Rulebook
from routing.drawing.layout import lay_out
from routing.drawing.markup import spoken
from routing.drawing.shapes import Picture
from routing.errors import RoutingError
from routing.explain import why
from routing.explain.page import case_drawing, case_picture, page
from routing.explain.page.why_picture import why_picture
from routing.quality.generated import generated
from routing.router import rulebook_for
from routing.wording import Language
from routing.wording.effect import law_and_status
from routing.wording.names import Names
from tests.documents import blocks
from tests.packs import router
from tests.pages import Reader, faults, stands_alone

ROOT = Path(__file__).parent.parent
LANGUAGES: tuple[Language, ...] = ("ja", "en")
KINUTA = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
EXAMPLES = sorted(
    path for path in (ROOT / "examples").glob("*/*.yaml") if "case:" in path.read_text(encoding="utf-8")
    and path.parent.name not in ("tables", "diff", "show")
)  # fmt: skip
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def decided(path: Path) -> tuple[Case, Decision, Router]:
    case = Case.load(path)
    routing = router(rulebook_for(case).id)
    return case, routing.route(case), routing


def drawn(case: Case, pack: str, language: Language = "ja") -> Picture:
    book = router(pack).rulebook
    return picture_of(case, router(pack).route(case), Names(book, language, case.as_of))


def picture_of(case: Case, decision: Decision, names: Names) -> Picture:
    picture = case_picture(case, decision, names)
    assert picture is not None
    return picture


def kinuta(name: str, language: Language) -> str:
    case, decision, routing = decided(ROOT / "examples" / "kinuta" / f"{name}.yaml")
    return page([(case, decision, routing.rulebook)], language)


def text_of(page: str) -> str:
    return "".join(Reader(page).text)


def family(size: int, seed: int = 0) -> Case:
    """A household of this size, all living together, related to and fro, with two needs each and agencies at work."""
    chance = random.Random(seed)
    book = router("setagaya").rulebook
    persons = [f"p{number}" for number in range(size)]
    codes = sorted(book.vocabulary.needs)
    kinds = sorted(book.vocabulary.relations)
    pairs = [tuple(chance.sample(persons, 2)) for _ in range(size)] if size > 1 else []
    data: dict[str, Any] = {
        "case": f"family-{size}-{seed}",
        "as_of": "2026-04-01",
        "municipality": "setagaya",
        "district": "kinuta",
        "received_by": "support_center",
        "persons": [{"id": id, "age": chance.randint(0, 95), "sex": chance.choice("FM")} for id in persons],
        "relations": [{"from": a, "type": "LIVES_WITH", "to": b} for a, b in pairwise(persons)]
        + [{"from": a, "type": chance.choice(kinds), "to": b} for a, b in pairs],
        "needs": [{"id": f"n{at}", "person": chance.choice(persons), "code": chance.choice(codes),
                   "urgent": chance.random() < 0.2} for at in range(2 * size)],
        "involvements": [{"person": chance.choice(persons), "agency": chance.choice(["care_service", "health_center"]),
                          "status": chance.choice(["active", "ended", "refused"])} for _ in range(size // 2)],
        "events": [{"person": persons[0], "type": "discharge", "date": "2026-04-10"}],
    }  # fmt: skip
    return Case.from_dict(data)


@pytest.mark.unmeasured
@in_both_languages
def test_in_the_picture_of_every_example_no_line_passes_a_foreign_box_and_text_fits(language: Language) -> None:
    wrong = {}
    for path in EXAMPLES:
        case, decision, routing = decided(path)
        picture = picture_of(case, decision, Names(routing.rulebook, language, case.as_of))
        if found := list(faults(picture)):
            wrong[path.name] = found
    assert wrong == {}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 8, 20])
def test_a_family_of_any_size_is_drawn_without_fault(size: int) -> None:
    case = family(size)
    picture = drawn(case, "setagaya", "ja" if size % 2 else "en")
    assert list(faults(picture)) == []
    assert {f"person p{number}" for number in range(size)} <= {box.box.key for box in picture.boxes}


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "okayama", "generic"])
def test_generated_cases_and_their_reasons_are_drawn_without_fault(pack: str) -> None:
    for seed in range(80):
        case = Case.from_dict(generated(seed, router(pack).rulebook))
        language = LANGUAGES[seed % 2]
        assert list(faults(drawn(case, pack, language))) == [], seed
        stands_alone(page([(case, router(pack).route(case), router(pack).rulebook)], language), language)
        found = why(router(pack), case, lang=language)
        stands_alone(found.html(), language)
        assert list(faults(why_picture(found.whys, found) or lay_out([], []))) == [], seed
    for size in (3, 5, 8):
        for seed in range(10):
            assert list(faults(drawn(family(size, seed), "setagaya"))) == [], (size, seed)


def test_the_picture_and_the_page_are_the_same_each_time() -> None:
    assert drawn(family(8), "setagaya") == drawn(family(8), "setagaya")
    assert kinuta("dv", "ja") == kinuta("dv", "ja")


def test_who_must_not_be_told_is_called_a_person_and_a_finding_is_named_once() -> None:
    text = text_of(kinuta("dv", "en"))
    assert "any office in kinuta" in text
    assert "person c" in text
    assert "finding: “dv-victim” (a)" in text
    assert "“dv-victim”: “dv-victim”" not in text


def test_the_picture_has_every_person_need_event_and_agency_and_how_they_are_joined() -> None:
    case, decision, routing = decided(ROOT / "examples" / "kinuta" / "household-8050.yaml")
    picture = picture_of(case, decision, Names(routing.rulebook, "en", case.as_of))
    boxes = {box.box.key: " ".join(box.box.lines) for box in picture.boxes}
    assert "82 years old" in boxes["person a"]
    assert "suspected" in boxes["need n1"]
    assert "Yoga care management" in boxes["so far care_service/yoga-care"]
    lines = {(line.line.start, line.line.end): line.line for line in picture.lines}
    assert lines["person a", "person b"].label == "parent of"
    assert lines["so far care_service/yoga-care", "person a"].label == "active"
    assert {("person a", "need n3"), ("person b", "need n3")} <= lines.keys()
    owners = {(f"need {owner.need}", f"role {owner.to}/{owner.agency}") for owner in decision.owners}
    assert owners <= lines.keys()
    assert [band.name for band in picture.bands] == ["Living together"]


def test_the_picture_shows_who_leads_and_who_is_accountable_now() -> None:
    case, decision, routing = decided(ROOT / "examples" / "kinuta" / "chores.yaml")
    picture = picture_of(case, decision, Names(routing.rulebook, "en", case.as_of))
    (lead,) = [box.box for box in picture.boxes if box.box.style == "lead"]
    assert decision.lead is not None
    assert lead.key == f"role {decision.lead.to}/{decision.lead.agency}"
    assert "lead (proposed)" in " ".join(lead.lines)
    (holder,) = [box.box for box in picture.boxes if "accountable now" in " ".join(box.box.lines)]
    assert holder.key == f"role {decision.holder.to}/{decision.holder.agency}"


def test_whom_nothing_may_reach_is_drawn_apart_with_a_word_for_it() -> None:
    case, decision, routing = decided(ROOT / "examples" / "kinuta" / "dv.yaml")
    picture = picture_of(case, decision, Names(routing.rulebook, "en", case.as_of))
    barred = [" ".join(box.box.lines) for box in picture.boxes if "absent" in box.box.style and box.box.lines]
    assert len(barred) == 2  # the husband, and every office in the district
    assert all("must not be told" in text for text in barred)


def test_an_open_need_that_nobody_answers_is_marked() -> None:
    for seed in range(40):
        one = Case.from_dict(generated(seed, router("national").rulebook))
        decision = router("national").route(one)
        gaps = {f"need {gap.need}" for gap in decision.gaps}
        picture = picture_of(one, decision, Names(router("national").rulebook, "en", one.as_of))
        marked = {box.box.key for box in picture.boxes if "nobody answers it" in " ".join(box.box.lines)}
        assert marked == gaps
        if gaps:
            return
    pytest.fail("no case has a gap")


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("path", KINUTA, ids=lambda path: path.stem)
def test_the_page_of_a_case_stands_alone_and_holds_together(path: Path, language: Language) -> None:
    found = stands_alone(kinuta(path.stem, language), language)
    assert found.levels[0] == 1
    assert found.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found.levels))


def test_several_cases_are_one_page_with_contents() -> None:
    cases = [decided(path) for path in KINUTA]
    text = page([(case, decision, routing.rulebook) for case, decision, routing in cases], "ja")
    found = stands_alone(text, "ja")
    assert found.tags["article"] == len(KINUTA)
    assert [link for link in found.links if link.startswith("#case-") and "-rule-" not in link] == [
        f"#case-{at}" for at in range(1, len(KINUTA) + 1)
    ]


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("path", KINUTA, ids=lambda path: path.stem)
def test_every_reason_unfolds_to_its_rule_its_law_and_what_it_applied_to(path: Path, language: Language) -> None:
    _, decision, routing = decided(path)
    html = kinuta(path.stem, language)
    text = text_of(html)
    rules = {rule.id: rule for rule in routing.rulebook.rules_in_force(decision.as_of)}
    named = {rule for part in (*decision.owners, *decision.supports, *decision.duties) for rule in part.rules}
    assert named
    for id in named:
        assert rules[id].title[language] in text
        assert html.count(f'-rule-{id}"') >= 2  # where it is told in full, and from where a reason leads there
        for basis in rules[id].basis:
            law, status = law_and_status(basis, language)
            assert law in text
            assert status in text
    assert Reader(html).tags["details"] >= len(named)


def test_a_reason_tells_which_persons_and_needs_its_rule_applied_to() -> None:
    text = text_of(kinuta("household-8050", "en"))
    people = "the child: b (52 years old, male) · the parent: a (82 years old, female)"
    assert f"{people} · that need: Social withdrawal (hikikomori) (n1) (b)" in text


ODD = """\
rules:
  - id: maker
    title: {ja: 所見, en: Maker}
    match: (p:Person)-[:SUBJECT_OF]->(e:Event)
    then: [{finding: {kind: seen, about: p}}]
  - id: odd
    title: {ja: 変わり, en: Odd}
    match: "(f:Finding {kind: 'seen'})-[:ABOUT]->(p:Person)-[r:CARES_FOR]->(q:Person)-[:MEMBER_OF]->(h:Household), \
            (p)-[far:LIVES_WITH*1..2]-(z:Person), (p)-[:SERVED_BY]->(a:Agency)"
    where: z.id <> q.id
    then: [{refer: {to: support_center, role: lead, tier: first, about: [p, q]}}]
  - id: event
    title: {ja: 出来事, en: Event}
    match: (p:Person)-[:SUBJECT_OF]->(e:Event)
    then: [{refer: {to: health_center, role: support, tier: first, about: p}}]
"""


def test_a_reason_tells_findings_relations_households_events_and_agencies_in_words() -> None:
    head = "rulebook: own\nversion: '1'\ntitle: {ja: 題, en: T}\ntiers: [first]\nserves: any\n"
    own = Router(Rulebook.parse({"rulebook.yaml": head, "topic.yaml": ODD}))
    case = Case.from_dict({
        "case": "odd", "as_of": "2026-04-01", "municipality": "own", "received_by": "support_center",
        "persons": [{"id": "a"}, {"id": "b", "age": 9}, {"id": "c"}],
        "relations": [{"from": "a", "type": "CARES_FOR", "to": "b"}, {"from": "a", "type": "LIVES_WITH", "to": "b"},
                      {"from": "b", "type": "LIVES_WITH", "to": "c"}],
        "involvements": [{"person": "a", "agency": "care_service"}],
        "events": [{"id": "e", "person": "a", "type": "discharge", "date": "2026-04-10"}],
    })  # fmt: skip
    told = text_of(page([(case, own.route(case), own.rulebook)], "en"))
    assert "“seen” (a)" in told
    assert "a cares for b (9 years old)" in told
    assert "a and b (9 years old) live together, b (9 years old) and c live together" in told
    assert "household: a, b (9 years old), c" in told
    assert "Care manager and care services" in told
    assert "(date: 2026-04-10)" in told


@in_both_languages
def test_the_page_says_all_that_the_decision_says(language: Language) -> None:
    for path in KINUTA:
        _, decision, routing = decided(path)
        names = Names(routing.rulebook, language, decision.as_of)
        text = text_of(kinuta(path.stem, language))
        agencies = [decision.holder, *decision.duties, *decision.owners, *decision.supports, *decision.inform]
        assert all(names.agency(one.to, one.agency) in text for one in agencies)
        assert all(str(one.due) in text for one in (*decision.supports, *decision.duties) if one.due)
        assert all(names.property(question.property) in text for question in decision.questions)
        assert decision.digest in text
        assert decision.rulebook.version in text


def test_the_facts_stand_in_words_beside_the_picture() -> None:
    text = text_of(kinuta("household-8050", "en"))
    for fact in ("82 years old, female, care level: 2", "a is a parent of b", "a and b live together",
                 "a has consented to sharing", "b has not been asked for consent yet", "active, support"):  # fmt: skip
        assert fact in text
    assert "単独では解決できないと報告あり" in text_of(kinuta("cannot-solve", "ja"))


def test_a_person_whose_id_is_markup_is_shown_as_text() -> None:
    data = family(2).model_dump(mode="json", by_alias=True, exclude_none=True)
    wicked = "<script>alert('p')</script>&\"'"
    text = Case.from_dict(data).to_json().replace('"p0"', '"' + wicked.replace('"', '\\"') + '"')
    case = Case.parse(text)
    decision = router("setagaya").route(case)
    found = stands_alone(page([(case, decision, router("setagaya").rulebook)], "en"), "en")
    assert wicked in "".join(found.text)


def test_a_picture_beyond_reading_is_left_out_and_the_tables_have_it_all() -> None:
    codes = sorted(router("generic").rulebook.vocabulary.needs)
    case = Case.from_dict({
        "case": "many", "as_of": "2026-04-01", "municipality": "somewhere", "received_by": "support_center",
        "persons": [{"id": f"p{at}"} for at in range(60)],
        "needs": [{"id": f"n{at}", "person": f"p{at % 60}", "code": codes[at % len(codes)]} for at in range(600)],
    })  # fmt: skip
    book = router("national").rulebook
    decision = router("national").route(case)
    text = page([(case, decision, book)], "en")
    assert "<svg" not in text
    assert "too large to be drawn" in text
    assert "(n599)" in text
    with pytest.raises(RoutingError, match="the picture is too large to be drawn"):
        case_drawing(case, decision, book, "en")


def test_japanese_on_an_english_page_is_marked_as_such() -> None:
    assert '<span lang="ja">介護保険法 第115条の46</span>' in kinuta("household-8050", "en")
    assert "lang=" not in kinuta("household-8050", "ja").partition("<body>")[2].replace('<span lang="ja">', "")
    assert spoken("see 第3条 and <b>", "en") == 'see <span lang="ja">第3条</span> and &lt;b&gt;'


def test_a_fail_safe_decision_says_so() -> None:
    case, decision, routing = decided(KINUTA[0])
    assert decision.backup is not None
    reason = decision.backup.reasons[0].model_copy(update={"code": "budget_exceeded"})
    unsure = decision.model_copy(update={"backup": decision.backup.model_copy(update={"reasons": (reason,)})})
    assert "fail-safe" in text_of(page([(case, unsure, routing.rulebook)], "en"))
    assert "fail-safe" not in text_of(page([(case, decision, routing.rulebook)], "en"))


def test_the_picture_in_the_readme_is_that_of_its_case() -> None:
    (text,) = [block.text for block in blocks(ROOT / "README.md") if block.text.startswith("# file: family.yaml")]
    case = Case.parse(text)
    made = case_drawing(case, router("setagaya").route(case), router("setagaya").rulebook, "en")
    assert (ROOT / "docs" / "family.svg").read_text(encoding="utf-8") == made
