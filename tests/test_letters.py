"""The letter to a person: what it says, what it keeps to itself, and to whom it is not written."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Case, Router
from routing.errors import RoutingError
from routing.letters import LetterRefused, Page, letter, sheet
from tests.generate_cases import told_otherwise
from tests.letters import EXAMPLES, example, letter_or_none
from tests.packs import router
from tests.pages import stands_alone
from tests.settling import office, own, refer, rule, rulebook

SON_AND_MOTHER = next(path for path in EXAMPLES if path.stem == "household-8050")
KINUTA = [path for path in EXAMPLES if path.parent.name == "kinuta"]
DV = next(path for path in EXAMPLES if path.parent.name == "kinuta" and path.stem == "dv")


def case(pack: str = "setagaya", **fields: Any) -> Case:
    content = {"case": "K", "as_of": "2026-04-01", "municipality": pack, "received_by": "support_center", **fields}
    return Case.from_dict(content)


def section(page: Page, name: str) -> str:
    """The lines of a section that begins with a word."""
    return "\n".join(line for part in page.sections if part.heading.startswith(name) for line in part.lines)


def written(about: str, lang: Any = "en", **fields: Any) -> Page:
    return letter(router("setagaya"), case(**fields), about, lang)


MOTHER_AND_CHILD: dict[str, Any] = {
    "persons": [{"id": "m", "age": 33}, {"id": "k", "age": 5}],
    "relations": [{"from": "m", "type": "PARENT_OF", "to": "k"}, {"from": "m", "type": "LIVES_WITH", "to": "k"}],
    "needs": [{"id": "n1", "person": "m", "code": "income.hardship"}],
}


def test_a_letter_says_who_holds_the_case_and_who_may_lead() -> None:
    by, given = example(DV)
    page = letter(by, given, "a", "en")
    assert "Setagaya branch sections together (Backup team) is responsible for you now." in section(
        page, "Who is there"
    )
    assert section(page, "Who may take the lead") == (
        "We propose that Setagaya DV support center (DV and women's support) takes the lead.\n"
        "This is a proposal. It holds once that office has accepted. Until then the office above stays responsible."
    )


def test_a_lead_that_holds_the_case_already_goes_on() -> None:
    by, given = example(SON_AND_MOTHER)
    assert "goes on and takes the lead" in section(letter(by, given, "a", "en"), "Who may take the lead")


def test_each_of_two_in_a_household_reads_of_their_own_needs_alone() -> None:
    by, given = example(SON_AND_MOTHER)
    mother, son = (letter(by, given, id, "en").text() for id in "ab")
    assert "Suspected dementia" in mother
    assert "Social withdrawal" in son
    assert "withdrawal" not in mother
    assert "Hikikomori" not in mother
    assert "dementia" not in son
    assert "care" not in section(letter(by, given, "b", "en"), "Who does what").lower()


def test_a_need_of_both_is_told_to_both() -> None:
    by, given = example(SON_AND_MOTHER)
    assert all("“Arrears (rent or tax or utilities)”" in letter(by, given, id, "en").text() for id in "ab")


def test_what_waits_for_consent_is_for_the_person_to_decide() -> None:
    by, given = example(SON_AND_MOTHER)
    told = section(letter(by, given, "b", "en"), "What you can decide")
    assert "Self-reliance support desk: not told about you yet. You decide whether they may be told" in told
    mother = section(letter(by, given, "a", "en"), "What you can decide")
    assert "You have agreed that offices are told (until 2026-09-30)." in mother
    assert "not told about you yet" not in mother


def test_a_refusal_is_told_as_such() -> None:
    needs = [{"id": "n", "person": "a", "code": "debt.arrears"}]
    page = written("a", persons=[{"id": "a", "age": 40}], needs=needs, consents=[{"person": "a", "status": "refused"}])
    assert "not told, since this was refused" in section(page, "What you can decide")


def test_nobody_gets_a_letter_whom_nothing_about_others_may_reach() -> None:
    by, given = example(DV)
    with pytest.raises(LetterRefused, match="nothing about others in the case may reach the person `c`"):
        letter(by, given, "c")


def test_nobody_gets_a_letter_of_whom_the_case_tells_nothing() -> None:
    by, given = example(DV)
    with pytest.raises(LetterRefused, match="nothing in the case concerns the person `b` alone"):
        letter(by, given, "b")


def test_a_person_who_is_not_in_the_case_is_an_error_of_another_kind() -> None:
    by, given = example(DV)
    with pytest.raises(RoutingError, match="there is no person `aa` in the case") as raised:
        letter(by, given, "aa")
    assert not isinstance(raised.value, LetterRefused)


def test_a_letter_to_a_parent_tells_nothing_new_when_neglect_is_reported() -> None:
    plain = written("m", **MOTHER_AND_CHILD)
    neglect = {"id": "x", "person": "k", "code": "abuse.child_neglect", "severity": 3, "urgent": True}
    report = {"person": "k", "type": "report", "date": "2026-03-30"}
    more = {**MOTHER_AND_CHILD, "needs": [*MOTHER_AND_CHILD["needs"], neglect], "events": [report]}
    told = written("m", **more, reported_by="school")
    assert set(section(told, "Who does what").splitlines()) <= set(section(plain, "Who does what").splitlines())
    for word in ("hild", "school", "report", "neglect", "guidance", "buse"):
        assert word not in told.text()


def test_abuse_that_several_are_recorded_with_is_told_to_none_of_them() -> None:
    need = {"id": "x", "persons": ["k", "m"], "code": "abuse.child"}
    more = {**MOTHER_AND_CHILD, "needs": [*MOTHER_AND_CHILD["needs"], need]}
    assert "abuse" not in written("m", **more).text()


@pytest.mark.parametrize("age", [12, 15])
def test_the_letter_to_a_child_tells_no_abuse_since_the_family_reads_it(age: int) -> None:
    needs = [{"id": "x", "person": "k", "code": "abuse.child"}, {"id": "y", "person": "k", "code": "child.learning"}]
    page = written("k", persons=[{"id": "k", "age": age}], needs=needs)
    assert "“Learning support”" in page.text()
    assert "abuse" not in page.text().lower()
    assert not page.by_hand


def test_a_person_of_16_reads_of_the_abuse_and_gets_the_letter_by_hand() -> None:
    page = written("k", persons=[{"id": "k", "age": 16}], needs=[{"id": "x", "person": "k", "code": "abuse.child"}])
    assert "“Child abuse”" in page.text()
    assert page.by_hand


def test_the_letter_to_a_ward_tells_no_abuse_since_the_guardian_reads_it() -> None:
    needs = [{"id": "x", "person": "a", "code": "abuse.elder"}, {"id": "y", "person": "a", "code": "care.needed"}]
    persons = [{"id": "a", "age": 82}, {"id": "g", "age": 55}]
    guardian = [{"from": "g", "type": "GUARDIAN_OF", "to": "a"}]
    assert "abuse" in written("a", persons=persons, needs=needs).text()
    assert "abuse" not in written("a", persons=persons, needs=needs, relations=guardian).text().lower()


def test_who_is_harmed_is_told_that_others_must_be_told_by_law() -> None:
    persons = [{"id": "a", "age": 81}, {"id": "h", "age": 50}]
    relations = [{"from": "h", "type": "HARMS", "to": "a"}, {"from": "a", "type": "LIVES_WITH", "to": "h"}]
    page = written("a", persons=persons, relations=relations)
    assert "is told about you, because the law requires it" in section(page, "Who does what")
    assert section(page, "Why").startswith("We thought of your safety.")
    assert page.by_hand


def test_no_letter_names_an_office_in_a_place_that_nothing_may_reach() -> None:
    named = 0
    for path in KINUTA:
        by, given = example(path)
        decision = by.route(given)
        for excluded in decision.excluded:
            for person in excluded.about if excluded.located_in else ():
                page = letter_or_none(by, given, person, decision)
                offices = by.rulebook.directory.offices if by.rulebook.directory and page else ()
                there = [one.ja for one in offices if one.located_in == excluded.located_in]
                named += len(there)
                assert not [name for name in there if page and name in page.text()]
    assert named


def test_an_agency_that_specialises_is_not_named_as_holder_unless_the_person_knows_why() -> None:
    book = rulebook(rule("r", "care.dementia", own("care_service")), offices=[office("d", "child_guidance")])
    given = case(
        "somewhere",
        received_by="child_guidance",
        persons=[{"id": "a", "age": 82}],
        needs=[{"id": "n", "person": "a", "code": "care.dementia"}],
    )
    page = letter(Router(book), given, "a", "en")
    assert "The desk that gave you this letter is responsible" in section(page, "Who is there")
    assert "guidance" not in page.text()
    served = given.model_copy(update={"involvements": case(
        "somewhere",
        persons=[{"id": "a"}],
        involvements=[{"person": "a", "agency": "child_guidance", "office": "d"}],
    ).involvements})  # fmt: skip
    assert "d (Child guidance center) is responsible" in letter(Router(book), served, "a", "en").text()


def test_an_office_is_told_with_its_phone_where_the_directory_has_it() -> None:
    offices = [office("s", "support_center", phone="000-1111", address="1-2-3")]
    book = rulebook(rule("r", "care.dementia", refer("support_center", for_="n")), offices=offices)
    given = case("somewhere", persons=[{"id": "a"}], needs=[{"id": "n", "person": "a", "code": "care.dementia"}])
    told = section(letter(Router(book), given, "a", "en"), "Who is there")
    assert "Phone: 000-1111 Address: 1-2-3 Your contact: ____" in told


def test_a_need_without_any_office_is_told_as_open() -> None:
    book = rulebook(rule("r", "care.dementia", refer("support_center", for_="n")))
    needs = [{"id": "n", "person": "a", "code": "care.dementia"}, {"id": "m", "person": "a", "code": "living.animals"}]
    page = letter(Router(book), case("somewhere", persons=[{"id": "a"}], needs=needs), "a", "en")
    assert section(page, "What is still open").startswith("“Too many animals”: no office has been found for this yet.")


def test_a_deadline_that_comes_from_somebody_else_is_not_told() -> None:
    dated = refer("social_council", "support", about="p", before={"date": "n.due", "less": "P1D"})
    book = rulebook(rule("r", "debt.arrears", dated), rule("s", "care.dementia", refer("support_center")))
    needs = [
        {"id": "n1", "person": "a", "code": "debt.arrears", "due": "2026-05-20"},
        {"id": "n2", "person": "b", "code": "debt.arrears", "due": "2026-05-06"},
    ]
    given = case("somewhere", persons=[{"id": "a"}, {"id": "b"}], needs=needs)
    page = letter(Router(book), given, "a", "en")
    assert "by 2026-05-19" in page.text()
    assert "2026-05-05" not in page.text()


@pytest.mark.parametrize("path", KINUTA, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_letters_about_an_example_fit_one_page_in_every_style(path: Any) -> None:
    by, given = example(path)
    decision = by.route(given)
    for person in given.persons:
        page = letter_or_none(by, given, person.id, decision)
        lines = page.text().splitlines() if page else []
        assert sum(1 + len(line) // 45 for line in lines) <= 75


def test_what_a_page_shows_cannot_end_an_element_or_be_read_as_markdown() -> None:
    offices = [office("s", "support_center")]
    offices[0]["ja"] = "<b>*one*</b>"
    book = rulebook(rule("r", "care.dementia", refer("support_center", for_="n")), offices=offices)
    given = case("somewhere", persons=[{"id": "a"}], needs=[{"id": "n", "person": "a", "code": "care.dementia"}])
    page = letter(Router(book), given, "a")
    assert "&lt;b&gt;*one*" in page.html()
    assert "<b>" not in page.html()
    assert r"\<b\>\*one\*" in page.markdown()


def test_a_wide_space_in_the_name_of_an_office_is_shown_as_it_is() -> None:
    offices = [office("s", "support_center")]
    offices[0]["ja"] = "砧総合支所　窓口"
    book = rulebook(rule("r", "care.dementia", refer("support_center", for_="n")), offices=offices)
    given = case("somewhere", persons=[{"id": "a"}], needs=[{"id": "n", "person": "a", "code": "care.dementia"}])
    page = letter(Router(book), given, "a")
    for form in (page.text(), page.markdown(), page.html()):
        assert "砧総合支所　窓口" in form


def test_a_letter_in_html_stands_alone_and_says_its_language() -> None:
    by, given = example(SON_AND_MOTHER)
    for lang in ("ja", "en"):
        html = letter(by, given, "a", lang).html()  # type: ignore[arg-type]
        found = stands_alone(html, lang)
        assert found.levels == [1, *(7 * [2])]
        assert "@page { size: A4" in html


HIDDEN = "(p:Person)-[:LIVES_WITH]-(q:Person)-[:HAS]->(n:Need)"
TOGETHER: dict[str, Any] = {
    "persons": [{"id": "a"}, {"id": "b"}],
    "relations": [{"from": "a", "type": "LIVES_WITH", "to": "b"}],
    "needs": [
        {"id": "n1", "person": "a", "code": "care.dementia"},
        {"id": "n2", "person": "b", "code": "debt.arrears"},
    ],
}
ASKED = rule("asked", "care.dementia", refer("support_center", for_="n"))


@pytest.mark.parametrize(
    "effect",
    [
        {"duty": {"to": "dv_center", "about": "p"}},
        {"immediate": {"action": "visit_now", "to": ["dv_center"], "about": "p"}},
        refer("dv_center", "support", about="p"),
        refer("dv_center", "inform", about="p"),
    ],
)
def test_what_follows_from_somebody_elses_facts_is_not_told(effect: dict[str, Any]) -> None:
    by = Router(rulebook(ASKED, rule("hidden", "debt.arrears", effect, match=HIDDEN)))
    given = case("somewhere", **TOGETHER)
    assert '"dv_center"' in by.route(given).to_json()
    assert "DV" not in letter(by, given, "a", "en").text()
    own_facts = rule("own", "care.dementia", effect)
    assert "DV" in letter(Router(rulebook(ASKED, own_facts)), given, "a", "en").text()


def test_an_owner_that_follows_from_somebody_elses_facts_is_not_told() -> None:
    match = "(p:Person)-[:HAS]->(n:Need), (p)-[:LIVES_WITH]-(:Person)-[:HAS]->(:Need {code: 'debt.arrears'})"
    by = Router(rulebook(rule("hidden", "care.dementia", own("dv_center"), match=match)))
    page = letter(by, case("somewhere", **TOGETHER), "a", "en")
    assert "DV" not in page.text()
    assert section(page, "What is still open").startswith("“Dementia”: the office above will tell you")


def test_a_rule_that_fires_for_family_alone_names_no_agency_to_the_reader() -> None:
    unknown = {"id": "unknown", "title": {"ja": "x", "en": "x"}, "match": "(p:Person)", "where": "p.age IS NULL"}
    young = {**unknown, "then": [refer("dv_center", "support", about="p")]}
    hidden = rule("hidden", "debt.arrears", refer("dv_center", "support", about="p"), match=HIDDEN)
    by = Router(rulebook(ASKED, hidden, young))
    given = case("somewhere", **{**TOGETHER, "persons": [{"id": "a", "age": 82}, {"id": "b"}]})
    assert by.route(given).supports[0].about == ("a", "b")
    assert "DV" not in letter(by, given, "a", "en").text()


def test_a_report_to_an_office_in_an_excluded_place_names_its_kind_alone() -> None:
    effects = ({"duty": {"to": "dv_center", "about": "p"}}, {"exclude": {"about": "p", "located_in": "here"}})
    offices = [office("the-house", "dv_center", located_in="here"), office("s", "support_center", located_in="there")]
    given = case("somewhere", **{**TOGETHER, "district": "here"})
    by = Router(rulebook(ASKED, rule("r", "care.dementia", *effects), offices=offices))
    assert by.route(given).duties[0].agency == "the-house"
    page = letter(by, given, "a", "en")
    assert "DV and women's support is told about you, because the law requires it." in page.text()
    assert "the-house" not in page.text()
    assert page.by_hand


def test_what_a_guardian_agreed_to_is_not_told_as_the_persons_own_word() -> None:
    persons = [{"id": "a", "age": 82}, {"id": "g", "age": 55}]
    fields: dict[str, Any] = {"persons": persons, "needs": [{"id": "n", "person": "a", "code": "care.needed"}]}
    own_word = written("a", **fields, consents=[{"person": "a", "status": "given"}])
    guardians = written("a", **fields, consents=[{"person": "a", "status": "given", "by": "g"}])
    assert "You have agreed" in own_word.text()
    assert "You have agreed" not in guardians.text()


@pytest.mark.parametrize("match", [
    "(f:Finding {kind: 'found'})-[:ABOUT]->(p:Person)",
    "(p:Person)-[r:LIVES_WITH]-(:Person)",
    "(p:Person)-[r:LIVES_WITH*1..2]-(:Person)",
    "(p:Person)-[:MEMBER_OF]->(h:Household)",
])  # fmt: skip
def test_a_rule_about_the_reader_is_told_whatever_it_binds(match: str) -> None:
    found = rule("f", "care.dementia", {"finding": {"kind": "found", "about": "p"}})
    more = {"id": "m", "title": {"ja": "m", "en": "m"}, "match": match, "then": [refer("npo", "support", about="p")]}
    page = letter(Router(rulebook(ASKED, found, more)), case("somewhere", **TOGETHER), "a", "en")
    assert "Non-profit support: joins in helping you" in page.text()


def test_a_fail_safe_decision_still_makes_a_letter_that_names_the_holder_and_leaves_all_open() -> None:
    by, given = example(SON_AND_MOTHER)
    short = Router(by.rulebook, 60)
    assert short.route(given).fail_safe
    page = letter(short, given, "b", "en")
    assert "Kinuta support center" in section(page, "Who is there")
    assert len(section(page, "What is still open").splitlines()) == 2


def test_the_same_facts_told_in_another_order_make_the_same_letter_and_sheet() -> None:
    by, given = example(SON_AND_MOTHER)
    other = Case.from_dict(told_otherwise(given.model_dump(mode="json", by_alias=True, exclude_none=True), 3))
    assert letter(by, other, "b").html() == letter(by, given, "b").html()
    assert sheet(by, other, "self_reliance").html() == sheet(by, given, "self_reliance").html()
