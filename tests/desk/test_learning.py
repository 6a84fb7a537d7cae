"""What was learnt joins the case, the router decides again, and what was asked is compared with what is asked now."""

from __future__ import annotations

import datetime as dt

import pytest

from routing.case.parts import Consent, Event, Involvement, Need, Person, Relation
from routing.desk import Desk, DeskError, Facts, State
from routing.errors import CaseError
from tests.desk.desks import (
    ABUSE,
    CENTER,
    COUNCIL,
    DAY,
    DV,
    EAST,
    ELDERS,
    HEALTH,
    HOUR,
    MENTAL,
    MONEY,
    NOON,
    TEAM,
    asked,
    lines,
    need,
    opened,
    told,
)
from tests.settling import DEBT


def test_the_next_agency_is_asked_where_one_declines(desk: Desk) -> None:
    file = desk.reject(asked(opened(desk), "lead").id, CENTER, "capacity", NOON)
    (entry,) = file.case.history
    assert (entry.type, entry.by, entry.office, entry.date) == ("declined", "support_center", "center", NOON.date())
    assert asked(file, "lead").agency == "east"
    assert asked(file, "owner", "n1").agency == "east"


def test_who_declines_for_one_person_declines_for_that_person(desk: Desk) -> None:
    opened(desk)
    assert desk.reject("K/4", COUNCIL, "capacity", NOON).case.history[0].person == "b"
    whole = asked(desk.hand_over("K", "health_center", "health", CENTER, NOON), "lead")
    assert desk.reject(whole.id, HEALTH, "capacity", NOON).case.history[1].person is None


def test_what_nobody_wants_any_longer_is_cancelled_and_what_is_wanted_stays(desk: Desk) -> None:
    before = opened(desk)
    file = desk.reject(asked(before, "lead").id, CENTER, "capacity", NOON)
    owner = file.referrals[asked(before, "owner", "n1").id]
    assert (owner.state, owner.moves[-1].reason, owner.moves[-1].by.kind) == ("cancelled", "superseded", "desk")
    assert file.referrals["K/3"] == before.referrals["K/3"]
    assert file.referrals["K/4"] == before.referrals["K/4"]


def test_an_owner_that_declines_declines_that_need_alone(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/3", MONEY, "capacity", NOON)
    assert file.case.history[0].need == "n2"
    assert [(part.need, part.reason) for part in file.decision.blocked] == [("n2", "declined")]
    assert asked(file, "conference").agency == "team"
    assert file.referrals["K/1"].state == file.referrals["K/2"].state == "requested"


def test_the_router_decides_on_the_case_with_what_was_learnt(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/1", CENTER, "capacity", NOON)
    assert file.decision == desk.router.route(file.case)
    assert file.decisions[-1] == file.decision.digest
    assert len(set(file.decisions)) == 2


def test_the_family_that_refuses_is_asked_once_more_and_then_the_backup_team_is(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/3", MONEY, "no_consent", NOON)
    assert [entry.type for entry in file.case.history] == ["refused"]
    again = asked(file, "owner", "n2")
    assert (again.agency, again.state) == ("money", "requested")
    file = desk.reject(again.id, MONEY, "no_consent", NOON + DAY)
    assert [r.state for r in file.referrals.values() if r.need == "n2"] == ["rejected", "rejected"]
    assert asked(file, "advice").reasons == ("help was refused repeatedly: self_reliance (2)",)


def test_the_same_told_twice_on_one_day_is_one_fact(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/3", MONEY, "no_consent", NOON)
    file = desk.reject(asked(file, "owner", "n2").id, MONEY, "no_consent", NOON + HOUR)
    assert [entry.type for entry in file.case.history] == ["refused"]


def test_two_refusals_on_one_day_are_two_and_the_need_without_owner_is_told_at_once(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/3", MONEY, "no_consent", NOON)
    file = desk.reject(asked(file, "owner", "n2").id, MONEY, "no_consent", NOON + HOUR)
    assert [r.state for r in file.referrals.values() if r.need == "n2"] == ["rejected", "rejected"]
    assert [(step.step, step.subject) for _, step in desk.tick(NOON + HOUR).steps] == [("no-owner", "n2")]


def test_a_support_that_declined_is_not_asked_again(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/4", COUNCIL, "capacity", NOON)
    assert [(r.state) for r in file.referrals.values() if r.role == "support"] == ["rejected"]
    assert asked(file, "advice").agency == "team"


def test_what_could_not_be_solved_is_for_a_conference(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/3", MONEY, NOON)
    file = desk.fail("K/3", MONEY, "other", NOON + DAY)
    assert [(entry.type, entry.need) for entry in file.case.history] == [("cannot_solve", "n2")]
    assert asked(file, "conference").state == "requested"
    assert [r.state for r in file.referrals.values() if r.need == "n2"] == ["failed"]


def test_an_agency_that_has_accepted_keeps_what_it_took_on(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/3", MONEY, NOON)
    file = desk.learn("K", told({"type": "declined", "by": "self_reliance", "need": "n2"}), CENTER, NOON)
    assert file.decision.blocked[0].need == "n2"
    assert file.referrals["K/3"].state == "accepted"


def test_a_new_need_is_asked_of_its_owner(desk: Desk) -> None:
    opened(desk)
    file = desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON)
    assert asked(file, "owner", "n3").agency == "health"
    assert ("inform", "ward", None, "requested") in lines(file)


def test_a_need_that_is_resolved_is_asked_of_nobody(desk: Desk) -> None:
    opened(desk)
    file = desk.learn("K", need("n2", DEBT, "b", status="resolved"), CENTER, NOON)
    assert file.referrals["K/3"].state == "cancelled"
    assert file.referrals["K/4"].state == "cancelled"


def test_what_was_superseded_is_asked_again_when_it_is_wanted_again(desk: Desk) -> None:
    opened(desk)
    desk.learn("K", need("n2", DEBT, "b", status="resolved"), CENTER, NOON)
    file = desk.learn("K", need("n2", DEBT, "b"), CENTER, NOON + DAY)
    assert [r.state for r in file.referrals.values() if r.need == "n2"] == ["cancelled", "requested"]


def test_what_a_person_called_off_is_not_asked_again(desk: Desk) -> None:
    opened(desk)
    desk.cancel("K/4", CENTER, "duplicate", NOON)
    file = desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON)
    assert [r.state for r in file.referrals.values() if r.role == "support"] == ["cancelled"]


def test_what_was_done_is_asked_again_only_for_more(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/4", COUNCIL, NOON)
    desk.complete("K/4", COUNCIL, NOON)
    file = desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON)
    assert [r.state for r in file.referrals.values() if r.role == "support"] == ["completed"]
    file = desk.learn("K", need("n4", DEBT, "a"), CENTER, NOON)
    supports = [r for r in file.referrals.values() if r.role == "support"]
    assert [(r.state, r.about) for r in supports] == [("completed", ("b",)), ("requested", ("a", "b"))]


def test_a_referral_entered_in_error_is_asked_anew(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/3", MONEY, NOON)
    file = desk.move("K/3", "entered-in-error", TEAM, NOON, reason="other")
    assert [r.state for r in file.referrals.values() if r.need == "n2"] == ["entered-in-error", "requested"]


def test_a_deadline_comes_nearer_and_never_moves_away(desk: Desk) -> None:
    opened(desk)
    near = Facts(needs=(Need(id="n2", person="b", code=DEBT, due=dt.date(2026, 4, 5)),))
    far = Facts(needs=(Need(id="n2", person="b", code=DEBT, due=dt.date(2026, 5, 5)),))
    first = asked(desk.learn("K", far, CENTER, NOON), "owner", "n2").due
    second = asked(desk.learn("K", near, CENTER, NOON), "owner", "n2").due
    third = asked(desk.learn("K", far, CENTER, NOON), "owner", "n2").due
    assert first is not None
    assert second is not None
    assert second < first
    assert third == second


def test_a_report_keeps_its_deadline_when_the_router_decides_on_a_later_day(desk: Desk) -> None:
    due = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty").due
    file = desk.learn("K", need("n2", DEBT, "b"), CENTER, NOON + DAY)
    assert file.decision.as_of == dt.date(2026, 4, 2)
    assert file.decision.duties[0].due == dt.date(2026, 4, 4)
    assert asked(file, "duty").due == due == NOON + 48 * HOUR


def test_a_report_that_was_received_is_not_made_twice(desk: Desk) -> None:
    duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
    desk.receive(duty.id, ELDERS, NOON)
    file = desk.learn("K", need("n2", DEBT, "b"), CENTER, NOON)
    assert [r.state for r in file.referrals.values() if r.role == "duty"] == ["received"]


def test_a_report_that_was_received_is_made_for_another_person_who_is_harmed(desk: Desk) -> None:
    duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
    desk.receive(duty.id, ELDERS, NOON)
    file = desk.learn("K", need("n2", ABUSE, "b"), CENTER, NOON + DAY)
    reports = [(r.about, r.state, r.due) for r in file.referrals.values() if r.role == "duty"]
    assert reports == [
        (("a",), "received", NOON + 48 * HOUR),
        (("b",), "requested", NOON + DAY + 48 * HOUR),
    ]
    assert desk.learn("K", need("n3", DEBT, "b"), CENTER, NOON + DAY).live[-1].role != "duty"


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_a_report_on_one_person_that_came_to_nothing_is_no_answer_about_another(desk: Desk, end: State) -> None:
    duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
    if end == "cancelled":
        desk.cancel(duty.id, TEAM, "duplicate", NOON)
    else:
        desk.accept(desk.receive(duty.id, ELDERS, NOON).referrals[duty.id].id, ELDERS, NOON)
        desk.fail(duty.id, ELDERS, "out_of_area", NOON)
    desk.learn("K", need("n2", ABUSE, "b"), CENTER, NOON + DAY)
    file = desk.learn("K", need("n3", DEBT, "b"), CENTER, NOON + DAY)
    assert [(r.about, r.state) for r in file.referrals.values() if r.role == "duty"] == [
        (("a",), end),
        (("b",), "requested"),
    ]


def test_an_act_at_once_that_has_begun_is_asked_for_another_person(desk: Desk) -> None:
    visit = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "immediate")
    desk.accept(visit.id, CENTER, NOON)
    file = desk.learn("K", need("n2", ABUSE, "b"), CENTER, NOON + DAY)
    assert [r.about for r in file.referrals.values() if r.role == "immediate"] == [("a",), ("b",)]
    for each in (visit, asked(file, "immediate")):
        if each.id != visit.id:
            desk.accept(each.id, CENTER, NOON + DAY)
        file = desk.complete(each.id, CENTER, NOON + DAY)
    file = desk.learn("K", need("n3", DEBT, "b"), CENTER, NOON + DAY)
    assert len([r for r in file.referrals.values() if r.role == "immediate"]) == 2, "both visits were made"


def test_a_report_that_is_awaited_comes_to_concern_another_person_too(desk: Desk) -> None:
    first = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
    file = desk.learn("K", need("n2", ABUSE, "b"), CENTER, NOON + DAY)
    duty = asked(file, "duty")
    assert (duty.id, duty.about, duty.due) == (first.id, ("a", "b"), NOON + 48 * HOUR)
    told = [p.message for p in desk.store.outbox(100, NOON + DAY) if p.message.kind == "changed"]
    assert [message.body["referral"] for message in told if message.to.endswith("elders")] == [first.id]


def test_an_exclusion_ends_what_is_under_way(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/4", COUNCIL, NOON)
    desk.start("K/4", COUNCIL, NOON)
    file = desk.learn("K", need("n3", DV, "b"), CENTER, NOON)
    support = file.referrals["K/4"]
    assert (support.state, support.moves[-1].reason) == ("cancelled", "excluded")


def test_the_decision_is_made_as_of_the_day_it_is_in_japan(desk: Desk) -> None:
    opened(desk)
    late = dt.datetime(2026, 4, 3, 15, tzinfo=dt.UTC)
    assert desk.learn("K", need("n3", MENTAL, "b"), CENTER, late).decision.as_of == dt.date(2026, 4, 4)


def test_a_clock_that_went_back_does_not_take_the_case_to_before_it_came(desk: Desk) -> None:
    opened(desk)
    file = desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON - 400 * DAY)
    assert file.decision.as_of == dt.date(2026, 4, 1)


def test_a_birth_date_says_the_age_on_a_later_day(desk: Desk) -> None:
    person = {"id": "a", "age": 64, "birth_date": "1961-04-02"}
    opened(desk, persons=[person, {"id": "b", "age": 52}])
    file = desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON + DAY)
    assert [file.case.age_of(one) for one in file.case.persons] == [65, 52]
    assert desk.learn("K", need("n4", MENTAL, "b"), CENTER, NOON + 2 * DAY).case.persons[0].age is None


def test_facts_of_every_sort_join_the_case(desk: Desk) -> None:
    opened(desk)
    facts = Facts(
        persons=(Person(id="c", age=9),),
        relations=(Relation.model_validate({"from": "b", "type": "PARENT_OF", "to": "c"}),),
        consents=(Consent(person="a", status="given"),),
        events=(Event(id="e1", person="a", type="discharge", date=dt.date(2026, 4, 9)),),
    )
    case = desk.learn("K", facts, CENTER, NOON).case
    assert [person.id for person in case.persons] == ["a", "b", "c"]
    assert [len(part) for part in (case.relations, case.consents, case.events)] == [1, 1, 1]
    assert desk.learn("K", facts, CENTER, NOON).case == case


def test_a_consent_is_withdrawn_and_given_again(desk: Desk) -> None:
    opened(desk)
    withheld = []
    for status in ("given", "refused", "given"):
        facts = Facts(consents=(Consent(person="b", status=status),))
        withheld.append([part.to for part in desk.learn("K", facts, CENTER, NOON).decision.withheld])
    assert withheld == [[], ["self_reliance", "social_council"], []]
    assert [consent.status for consent in desk.file("K").case.consents] == ["given"]


def test_an_involvement_that_has_ended_is_one_no_longer(desk: Desk) -> None:
    served = {"person": "b", "agency": "self_reliance", "office": "money"}
    opened(desk, involvements=[{**served, "status": "active"}])
    ended = Involvement.model_validate({**served, "status": "ended"})
    file = desk.learn("K", Facts(involvements=(ended,)), CENTER, NOON)
    assert [part.status for part in file.case.involvements] == ["ended"]
    assert "self_reliance" in [part.to for part in file.decision.withheld]


def test_a_refusal_to_one_agency_stands_beside_a_consent_to_all(desk: Desk) -> None:
    opened(desk)
    one = Consent(person="b", status="refused", to=("social_council",))
    desk.learn("K", Facts(consents=(one,)), CENTER, NOON)
    file = desk.learn("K", Facts(consents=(Consent(person="b", status="given"),)), CENTER, NOON)
    assert [part.to for part in file.decision.withheld] == ["social_council"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (Facts(), "nothing to learn"),
        (Facts(needs=(Need(id="n9", person="z", code=DEBT),)), "needs.2.person: names a person who is not listed"),
    ],
)
def test_facts_that_do_not_fit_are_refused(desk: Desk, facts: Facts, message: str) -> None:
    before = opened(desk)
    with pytest.raises(DeskError, match=message):
        desk.learn("K", facts, CENTER, NOON)
    assert desk.file("K") == before


def test_facts_that_the_rulebook_does_not_know_are_refused(desk: Desk) -> None:
    before = opened(desk)
    with pytest.raises(CaseError):
        desk.learn("K", need("n9", "no.such"), CENTER, NOON)
    assert desk.file("K") == before


def test_the_backup_team_is_asked_once_for_one_reason_and_again_for_another(desk: Desk) -> None:
    opened(desk)
    cannot = {"type": "cannot_solve", "by": "self_reliance"}
    first = asked(desk.learn("K", told(cannot), CENTER, NOON), "conference")
    desk.learn("K", need("n3", MENTAL, "b"), CENTER, NOON)
    desk.accept(first.id, TEAM, NOON)
    desk.complete(first.id, TEAM, NOON)
    file = desk.learn("K", need("n4", MENTAL, "a"), CENTER, NOON)
    assert [r.id for r in file.referrals.values() if r.role == "conference"] == [first.id]
    file = desk.learn("K", told({**cannot, "by": "school"}), CENTER, NOON)
    assert asked(file, "conference").id != first.id


def test_a_conference_that_came_to_nothing_is_called_again(desk: Desk) -> None:
    opened(desk, history=[{"type": "no_agreement"}])
    desk.close("K", TEAM, "moved away", NOON)
    file = desk.reopen("K", CENTER, NOON + DAY)
    conferences = [r for r in file.referrals.values() if r.role == "conference"]
    assert [(r.state, r.reasons) for r in conferences] == [
        ("cancelled", ("the agencies do not agree (1)",)),
        ("requested", ("the agencies do not agree (1)",)),
    ]
    file = desk.move(conferences[1].id, "entered-in-error", TEAM, NOON + DAY, reason="other")
    assert asked(file, "conference").state == "requested"


def test_a_conference_takes_the_place_of_advice_that_is_awaited(desk: Desk) -> None:
    opened(desk)
    desk.reject("K/4", COUNCIL, "capacity", NOON)
    file = desk.learn("K", told({"type": "no_agreement"}), CENTER, NOON)
    assert [(r.role, r.state) for r in file.referrals.values() if r.to == "backup_team"] == [
        ("advice", "cancelled"),
        ("conference", "requested"),
    ]


def test_the_next_in_line_may_accept_after_two_declined(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/1", CENTER, "capacity", NOON)
    file = desk.reject(asked(file, "lead").id, EAST, "out_of_area", NOON)
    assert [entry.office for entry in file.case.history] == ["center", "east"]
    assert file.holder.agency == "center"
