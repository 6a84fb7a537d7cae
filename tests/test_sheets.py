"""The referral sheet: what an agency is told, on which ground, and when there is no sheet."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Case, Router, Rulebook
from routing.errors import RoutingError
from routing.letters import Page, ReceivingAgency, SheetRefused, View, may_know, recipient_of, sheet
from tests.letters import EXAMPLES, example
from tests.packs import router
from tests.settling import case, office, own, refer, rule, rulebook

DV = next(path for path in EXAMPLES if path.parent.name == "kinuta" and path.stem == "dv")
HARMS = next(path for path in EXAMPLES if path.stem == "one-harms-two")
CONNECT = next(path for path in EXAMPLES if path.parent.name == "okayama" and path.stem == "sheet")

DEBT = rule("debt", "debt.arrears", own("self_reliance"))
CARE = rule("care", "care.dementia", own("care_service"))
ANIMALS = rule("animals", "living.animals", own("self_reliance"))
BOTH = {"n1": ("a", "debt.arrears"), "n2": ("a", "living.animals")}


def section(page: Page, name: str) -> str:
    return "\n".join(line for part in page.sections if part.heading.startswith(name) for line in part.lines)


def view(book: Rulebook, kind: str = "self_reliance", **fields: Any) -> View:
    by, given = Router(book), case(**fields)
    return may_know(by, given, by.route(given), ReceivingAgency(kind))


def given(**more: Any) -> dict[str, Any]:
    return {"person": "a", "status": "given", **more}


def test_without_consent_there_is_no_sheet() -> None:
    with pytest.raises(SheetRefused, match="nothing may be told to the agency kind `self_reliance` yet"):
        view(rulebook(DEBT), needs={"n1": ("a", "debt.arrears")})


def test_with_consent_an_agency_knows_the_needs_it_answers_and_no_other() -> None:
    book = rulebook(DEBT, CARE)
    found = view(book, needs={"n1": ("a", "debt.arrears"), "n2": ("a", "care.dementia")}, consents=[given()])
    assert (found.about, found.needs) == ({"a": "consent"}, {"n1"})


@pytest.mark.parametrize(
    ("consents", "needs"),
    [
        ([given(items=["debt"])], {"n1"}),
        ([given(items=["living.animals"])], {"n2"}),
        ([given(), {"person": "a", "status": "refused", "items": ["debt.arrears"]}], {"n2"}),
        ([given(to=["self_reliance"])], {"n1", "n2"}),
    ],
)
def test_a_consent_to_some_items_lets_those_alone_through(consents: list[Any], needs: set[str]) -> None:
    assert view(rulebook(DEBT, ANIMALS), needs=BOTH, consents=consents).needs == needs


@pytest.mark.parametrize(
    "consents",
    [
        [given(to=["npo"])],
        [given(until="2026-03-31")],
        [given(items=["care"])],
        [given(), {"person": "a", "status": "refused"}],
        [{"person": "a", "status": "cannot_ask"}],
    ],
)
def test_consent_that_does_not_reach_the_agency_is_none(consents: list[Any]) -> None:
    with pytest.raises(SheetRefused, match="nothing may be told"):
        view(rulebook(DEBT, ANIMALS), needs=BOTH, consents=consents)


def test_what_a_law_permits_is_told_without_consent_and_nothing_else() -> None:
    share = {"share": {"to": "self_reliance", "about": "p", "items": ["debt"]}}
    found = view(rulebook(DEBT, ANIMALS, rule("law", "debt.arrears", share)), needs=BOTH)
    assert (found.about, found.needs) == ({"a": "law"}, {"n1"})


def test_an_agency_at_work_with_a_person_knows_of_them_already() -> None:
    at_work = [{"person": "a", "agency": "self_reliance"}]
    assert view(rulebook(DEBT), needs={"n1": ("a", "debt.arrears")}, involvements=at_work).about == {"a": "known"}


def test_one_person_who_agreed_does_not_speak_for_another() -> None:
    found = view(rulebook(DEBT), needs={"n1": ("a", "debt.arrears"), "n2": ("b", "debt.arrears")}, consents=[given()])
    assert (dict(found.about), found.needs) == ({"a": "consent"}, {"n1"})


def test_a_need_of_two_is_that_of_the_one_who_agreed() -> None:
    needs = [{"id": "n1", "persons": ["a", "b"], "code": "debt.arrears"}]
    assert [need.about for need in view(rulebook(DEBT), needs=needs, consents=[given()]).case.needs] == [("a",)]


def test_of_persons_an_agency_knows_the_age_and_nothing_else() -> None:
    persons = [{"id": "a", "age": 82, "sex": "F", "care_level": 3, "attributes": {"savings_yen": 5}}]
    found = view(rulebook(DEBT), persons=persons, needs={"n1": ("a", "debt.arrears")}, consents=[given()])
    assert found.case.persons[0].model_dump(exclude_defaults=True) == {"id": "a", "age": 82}


def test_family_is_listed_by_relation_alone() -> None:
    relations = [{"from": "a", "type": "PARENT_OF", "to": "b"}, {"from": "b", "type": "CARES_FOR", "to": "a"}]
    found = view(rulebook(DEBT), relations=relations, needs={"n1": ("a", "debt.arrears")}, consents=[given()])
    assert [(one.type, one.end) for one in found.case.relations] == [("PARENT_OF", "b")]
    assert found.case.persons[1].model_dump(exclude_defaults=True) == {"id": "b"}


def test_family_about_whom_nothing_may_reach_an_agency_is_not_listed() -> None:
    barred = rule("bar", "care.dementia", {"exclude": {"about": "p", "kind": "self_reliance"}})
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "care.dementia")}
    relations = [{"from": "a", "type": "PARENT_OF", "to": "b"}]
    found = view(rulebook(DEBT, barred), relations=relations, needs=needs, consents=[given()])
    assert not found.case.relations


@pytest.mark.parametrize(("items", "known"), [(None, 2), (["debt.arrears"], 0)])
def test_other_agencies_at_work_are_told_only_where_the_person_agreed_to_all(items: Any, known: int) -> None:
    at_work = [{"person": "a", "agency": "medical"}, {"person": "a", "agency": "npo", "status": "ended"}]
    needs = {"n1": ("a", "debt.arrears")}
    consents = [given(items=items) if items else given()]
    found = view(rulebook(DEBT), needs=needs, consents=consents, involvements=at_work)
    assert len(found.case.involvements) == known


def test_reports_and_who_reported_are_never_told() -> None:
    events = [{"person": "a", "type": "report", "date": "2026-03-01"}, {"person": "a", "type": "visit"}]
    fields: dict[str, Any] = {"needs": {"n1": ("a", "debt.arrears")}, "consents": [given()], "events": events}
    found = view(rulebook(DEBT), reported_by="school", **fields)
    assert [event.type for event in found.case.events] == ["visit"]
    assert found.case.reported_by is None


def test_what_agencies_found_is_told_of_needs_that_may_be_known() -> None:
    history = [
        {"type": "cannot_solve", "need": "n1"},
        {"type": "overdue", "need": "n2"},
        {"type": "hop"},
        {"type": "refused", "person": "a"},
    ]
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "debt.arrears")}
    found = view(rulebook(DEBT), needs=needs, consents=[given()], history=history)
    assert [entry.type for entry in found.case.history] == ["cannot_solve", "refused"]


def test_a_statutory_report_tells_who_harms_and_needs_no_consent() -> None:
    by, harmed = example(HARMS)
    page = sheet(by, harmed, "child_family", lang="en")
    assert "This is a statutory report." in section(page, "Reason")
    assert "Due: 2026-02-11" in section(page, "Reason")
    assert section(page, "What it is about") == "the person: may be coming to harm"
    household = page.sections[1].table
    assert household is not None
    assert [row[1:] for row in household.rows] == [
        ("10", "the person", ""),
        ("", "housemate", "is reported to harm the person"),
    ]
    assert "81" not in page.text()
    assert "☑Violence and abuse" in page.text()


def test_an_exclusion_does_not_stop_a_statutory_report() -> None:
    by, violent = example(DV)
    page = sheet(by, violent, "child_guidance", lang="en")
    assert "This is a statutory report." in section(page, "Reason")
    assert "Domestic" not in page.text()


def test_who_goes_at_once_is_told_what_calls_for_it() -> None:
    by, violent = example(DV)
    page = sheet(by, violent, "police_fire", lang="en")
    assert "Please act at once: call 110 (police)" in section(page, "Reason")
    assert section(page, "What it is about") == "the person: “Domestic violence” (pressing, severity 3 of 3)"
    assert "nstable housing" not in page.text()


def test_a_report_that_needs_consent_waits_for_it() -> None:
    duty = {"duty": {"to": "dv_center", "about": "p", "consent": "required"}}
    book, needs = rulebook(rule("d", "abuse.dv", duty)), {"n1": ("a", "abuse.dv")}
    with pytest.raises(SheetRefused, match="nothing may be told"):
        view(book, "dv_center", needs=needs)
    assert view(book, "dv_center", needs=needs, consents=[given()]).needs == {"n1"}


def test_the_sheet_ticks_the_fields_of_the_needs_it_tells() -> None:
    by, connected = example(CONNECT)
    page = sheet(by, connected, "social_council")
    assert section(page, "お困りごと").count("☑") == 1
    assert "☑その他" in section(page, "お困りごと")
    assert "☐こころの問題" in section(page, "お困りごと")
    assert "情報を伝えることへの同意がある（2026年11月30日まで）" in section(page, "本人の意向")
    assert [part.heading for part in page.sections][:4] == [
        "お困りごと", "世帯の状況", "相談内容", "紹介する理由とお願いすること",
    ]  # fmt: skip


def test_a_lead_reads_that_it_is_a_proposal() -> None:
    by, violent = example(DV)
    assert "On acceptance you become accountable." in section(sheet(by, violent, "dv_center", lang="en"), "Reason")


def test_an_agency_that_is_not_asked_gets_no_sheet() -> None:
    by, violent = example(DV)
    with pytest.raises(SheetRefused, match="the decision asks nothing of the agency kind `animal`"):
        sheet(by, violent, "animal")
    with pytest.raises(SheetRefused, match="the decision asks nothing of the office `elsewhere`"):
        sheet(by, violent, "dv_center", "elsewhere")
    with pytest.raises(SheetRefused, match="the decision asks nothing"):
        may_know(by, violent, by.route(violent), ReceivingAgency("animal"))


def test_an_unknown_kind_is_an_error_of_another_kind() -> None:
    by, violent = example(DV)
    with pytest.raises(RoutingError, match="there is no agency kind `dv_cente`\nhelp: did you mean `dv_center`") as it:
        sheet(by, violent, "dv_cente")
    assert not isinstance(it.value, SheetRefused)


def test_of_several_offices_one_must_be_named() -> None:
    offices = [office("one", "self_reliance", serves={"age": "65..", "only": True}),
               office("two", "self_reliance", serves={"age": "..64", "only": True})]  # fmt: skip
    by = Router(rulebook(DEBT, offices=offices))
    both = case(
        needs={"n1": ("a", "debt.arrears"), "n2": ("b", "debt.arrears")},
        consents=[given(), {"person": "b", "status": "given"}],
    )
    with pytest.raises(RoutingError, match="several offices of the kind `self_reliance`\nhelp: name one of one, two"):
        sheet(by, both, "self_reliance")
    assert "two (Self-reliance support desk)" in sheet(by, both, "self_reliance", "two", "en").opening[0]


def test_a_conference_is_told_of_those_who_agreed() -> None:
    call = rule("c", "debt.arrears", {"escalate": {"level": "conference", "reason": "r"}}, own("self_reliance"))
    fields: dict[str, Any] = {"needs": {"n1": ("a", "debt.arrears"), "n2": ("b", "living.animals")}}
    found = view(rulebook(call), "backup_team", consents=[given()], **fields)
    assert dict(found.about) == {"a": "consent"}


def test_advice_is_anonymous_and_gets_no_sheet() -> None:
    call = rule("c", "debt.arrears", {"escalate": {"level": "advice", "reason": "r"}}, own("self_reliance"))
    with pytest.raises(SheetRefused, match="asks nothing of the agency kind `backup_team`"):
        view(rulebook(call), "backup_team", needs={"n1": ("a", "debt.arrears")}, consents=[given()])


def test_a_sheet_is_never_about_a_person_who_must_not_reach_it_though_they_agreed() -> None:
    barred = rule("bar", "abuse.dv", {"exclude": {"about": "p", "kind": "self_reliance"}})
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "abuse.dv"), "n3": ("b", "debt.arrears")}
    consents = [given(), {"person": "b", "status": "given"}]
    assert set(view(rulebook(DEBT, barred), needs=needs, consents=consents).about) == {"a"}


def test_a_view_is_a_valid_case() -> None:
    by, violent = example(DV)
    found = may_know(by, violent, by.route(violent), ReceivingAgency("dv_center", "setagaya-dv"))
    assert Case.parse(found.case.to_json()) == found.case


def test_a_rule_that_rests_on_what_must_not_be_known_is_no_reason_on_a_sheet() -> None:
    match = "(p:Person)-[:HAS]->(n:Need), (p)-[:HAS]->(:Need {code: 'care.dementia'})"
    secret = rule("secret", "debt.arrears", refer("self_reliance", "support", about="p"), match=match)
    by = Router(rulebook(DEBT, CARE, secret))
    both = case(
        needs={"n1": ("a", "debt.arrears"), "n2": ("a", "care.dementia")}, consents=[given(to=["self_reliance"])]
    )
    assert by.route(both).supports[1].rules == ("debt", "secret")
    page = sheet(by, both, "self_reliance", lang="en")
    assert section(page, "Reason").splitlines()[-1] == "Rule of referral: debt"


def test_a_need_is_told_without_its_attributes() -> None:
    needs = [{"id": "n", "person": "a", "code": "abuse.elder", "attributes": {"harmed_by": "carer"}}]
    persons = [{"id": "a", "age": 82}]
    by = router("setagaya")
    harmed = case(municipality="setagaya", persons=persons, needs=needs)
    decision = by.route(harmed)
    found = may_know(by, harmed, decision, recipient_of(decision, by.rulebook, "elder_disability_office"))
    assert [(need.code, need.attributes) for need in found.case.needs] == [("abuse.elder", {})]


def test_no_decision_can_make_a_view_of_whom_an_exclusion_keeps_from_the_agency() -> None:
    barred = rule("bar", "care.dementia", {"exclude": {"about": "p", "kind": "self_reliance"}})
    by = Router(rulebook(DEBT, barred))
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "care.dementia")}
    both = case(needs=needs, consents=[given(), {"person": "b", "status": "given"}])
    decision = by.route(both)
    assert decision.lead is not None
    wrong = decision.model_copy(update={"lead": decision.lead.model_copy(update={"about": ("a", "b")})})
    assert set(may_know(by, both, wrong, ReceivingAgency("self_reliance")).about) == {"a"}


def test_a_consent_of_a_guardian_to_whom_nothing_may_reach_opens_nothing() -> None:
    harm = {"match": "(h:Person)-[:HARMS]->(p:Person)", "then": [{"exclude": {"about": "p", "person": "h"}}]}
    book = rulebook(DEBT, {"id": "harm", "title": {"ja": "x", "en": "x"}, **harm})
    at_work = [{"person": "a", "agency": "npo"}]
    fields: dict[str, Any] = {
        "needs": {"n1": ("a", "debt.arrears")},
        "relations": [{"from": "b", "type": "HARMS", "to": "a"}],
        "involvements": at_work,
    }
    with pytest.raises(SheetRefused, match="nothing may be told"):
        view(book, **fields, consents=[given(by="b")])
    known = view(book, **fields, consents=[given(by="b"), given(items=["debt"], until="2026-06-30")])
    assert [one.until is None for one in known.case.consents] == [False]
    assert not known.case.involvements


def test_the_household_names_everybody_by_what_they_are_to_the_first() -> None:
    by = Router(rulebook(DEBT))
    persons = [{"id": id} for id in "abcdefg"]
    ties = [("a", "SPOUSE_OF", "b"), ("a", "PARENT_OF", "c"), ("d", "PARENT_OF", "a"), ("a", "SIBLING_OF", "e")]
    relations = [{"from": start, "type": type, "to": end} for start, type, end in [*ties, ("c", "SPOUSE_OF", "f")]]
    needs = [{"id": f"n{id}", "person": id, "code": "debt.arrears"} for id in "acg"]
    consents = [{"person": id, "status": "given"} for id in "acg"]
    page = sheet(by, case(persons=persons, relations=relations, needs=needs, consents=consents), "self_reliance")
    table = page.sections[1].table
    assert table is not None
    kin = [row[1:3] for row in table.rows]
    assert kin == [
        ("不明", "本人"), ("不明", "子"), ("不明", "対象の人"),
        ("", "配偶者"), ("", "親"), ("", "きょうだい"), ("", "対象2の配偶者"),
    ]  # fmt: skip


def test_a_new_holder_and_who_is_informed_read_what_is_asked_of_them() -> None:
    told = rule("told", "living.animals", refer("npo", "inform", for_="n"))
    by = Router(rulebook(DEBT, told))
    fields: dict[str, Any] = {"received_by": "minsei", "needs": BOTH, "consents": [given()]}
    both = case(**fields)
    assert "You are asked to hold the case." in section(sheet(by, both, "backup_team", lang="en"), "Reason")
    assert "For your information." in section(sheet(by, both, "npo", lang="en"), "Reason")


def test_an_agency_that_answers_no_need_is_asked_for_what_it_is_to_do() -> None:
    visit = rule("v", "debt.arrears", refer("npo", "support", about="p", service="a visit", within="P7D"))
    by = Router(rulebook(DEBT, visit))
    one = case(needs={"n1": ("a", "debt.arrears")}, consents=[given()])
    told = section(sheet(by, one, "npo", lang="en"), "Reason")
    assert told == ("You are asked to support.\nServices asked for: a visit\nDue: 2026-04-08\nRule of referral: v")


def test_a_case_without_needs_is_told_where_the_person_agreed() -> None:
    single = {"id": "s", "title": {"ja": "s", "en": "s"}, "match": "(p:Person)", "where": "p.age >= 80"}
    book = rulebook({**single, "then": [refer("npo", "support", about="p")]})
    assert dict(view(book, "npo", consents=[given()]).about) == {"a": "consent"}


def test_persons_who_go_at_once_are_not_told_of_whom_nothing_may_reach_them() -> None:
    effects = ({"immediate": {"action": "visit_now", "to": ["npo"], "about": "p"}},)
    barred = rule("bar", "care.dementia", {"exclude": {"about": "p", "kind": "npo"}})
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "debt.arrears"), "n3": ("b", "care.dementia")}
    by, both = Router(rulebook(rule("go", "debt.arrears", *effects), barred)), case(needs=needs)
    assert set(may_know(by, both, by.route(both), ReceivingAgency("npo")).about) == {"a"}
    assert section(sheet(by, both, "npo", lang="en"), "Reason").startswith("Please act at once: visit now")


def test_events_agencies_at_work_and_what_they_found_stand_under_what_was_done() -> None:
    page_of = case(
        needs={"n1": ("a", "debt.arrears")},
        consents=[given()],
        events=[{"person": "a", "type": "visit", "date": "2026-03-05"}, {"person": "a", "type": "refusal"}],
        involvements=[{"person": "a", "agency": "npo", "status": "ended"}],
        history=[{"type": "cannot_solve", "need": "n1"}],
    )
    told = section(sheet(Router(rulebook(DEBT)), page_of, "self_reliance", lang="en"), "What was done")
    assert sorted(told.splitlines()) == [
        "an agency reported that it cannot solve this alone",
        "the person: Non-profit support was at work before",
        "the person: Refusal of help",
        "the person: Visit (2026-03-05)",
    ]


def test_the_agency_that_received_the_case_reads_all_of_it_but_whom_nothing_may_reach() -> None:
    barred = rule("bar", "living.animals", {"exclude": {"about": "p", "kind": "support_center"}})
    needs = {"n1": ("a", "debt.arrears"), "n2": ("b", "living.animals")}
    lead = rule("lead", "debt.arrears", refer("support_center", about="p"))
    found = view(rulebook(lead), "support_center", needs=needs, involvements=[{"person": "a", "agency": "npo"}])
    assert (dict(found.about), len(found.case.involvements)) == ({"a": "known"}, 1)
    with_bar = view(rulebook(lead, barred), "support_center", needs=needs)
    assert "b" not in with_bar.about
