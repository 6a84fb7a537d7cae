"""Whom an exclusion keeps from a case at the desk: a kind, an office, or every office of a district."""

from __future__ import annotations

from typing import Any

import pytest

from routing.desk import Actor, Desk, DeskError, NotPermitted
from routing.desk.exclusion import struck
from routing.router import Router
from tests.desk.desks import ABUSE, CENTER, CHIEF, COUNCIL, DAY, DV, EAST, HOUR, NOON, TEAM, asked, need, opened
from tests.settling import DEMENTIA, office, refer, rule, rulebook

OFFICES = [
    office("center", "support_center", located_in="north"),
    office("east", "support_center", located_in="east"),
    office("team", "backup_team"),
]


def desk_excluding(desk: Desk, **what: Any) -> Desk:
    """A desk where violence keeps somebody away."""
    away = rule("violence", DV, {"exclude": {"about": "p", **what}})
    book = rulebook(rule("care", DEMENTIA, refer("support_center")), away, offices=OFFICES)
    return Desk(Router(book), desk.store)


@pytest.mark.parametrize("what", [{"kind": "support_center"}, {"office": "east"}, {"located_in": "east"}])
def test_who_is_kept_away_is_given_no_place(desk: Desk, what: dict[str, str]) -> None:
    away = desk_excluding(desk, **what)
    opened(away, needs={"n1": ("a", DV)}, received_by="npo", received_at=None)
    with pytest.raises(DeskError, match="an exclusion keeps"):
        away.override("K", "lead", "support_center", "east", CHIEF, "so", NOON)


@pytest.mark.parametrize("what", [{"office": "east"}, {"located_in": "east"}])
def test_others_of_its_kind_may_take_it(desk: Desk, what: dict[str, str]) -> None:
    away = desk_excluding(desk, **what)
    opened(away, needs={"n1": ("a", DV)}, received_by="npo", received_at=None)
    for office_or_none in ("center", None):
        file = away.override("K", "lead", "support_center", office_or_none, CHIEF, "so", NOON)
        assert file.live[-1].agency == office_or_none


def test_it_concerns_the_persons_it_is_about(desk: Desk) -> None:
    decision = opened(desk_excluding(desk, office="east"), needs={"n1": ("a", DV)}).decision
    directory = rulebook(rule("care", DEMENTIA, refer("npo")), offices=OFFICES).directory
    assert struck(decision, "support_center", "east", ["a", "b"], directory)
    assert not struck(decision, "support_center", "east", ["b"], directory)


def test_an_office_that_nobody_lists_might_be_in_the_district(desk: Desk) -> None:
    away = desk_excluding(desk, located_in="east")
    decision = opened(away, needs={"n1": ("a", DV)}).decision
    assert struck(decision, "npo", "unheard-of", ["a"], away.router.rulebook.directory)
    assert not struck(decision, "npo", "unheard-of", ["a"], None)


def test_a_person_who_must_not_learn_of_it_strikes_no_agency(desk: Desk) -> None:
    away = desk_excluding(desk, person="p")
    decision = opened(away, needs={"n1": ("a", DV)}).decision
    assert decision.excluded[0].person == "a"
    assert not struck(decision, "support_center", "center", ["a"], away.router.rulebook.directory)
    assert away.accept("K/1", CENTER, NOON).holder.agency == "center"


def told(desk: Desk, who: str) -> list[str]:
    """The notices that are still to go to an office."""
    pending = desk.store.outbox(1000, NOON + 99 * DAY, lease=HOUR)
    return [one.message.kind for one in pending if one.message.to.endswith(who)]


def test_nothing_goes_to_whom_an_exclusion_strikes_not_even_what_was_written_before(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/4", COUNCIL, NOON)
    desk.learn("K", need("n3", DV, "b"), CENTER, NOON + HOUR)
    desk.move("K/4", "entered-in-error", TEAM, NOON + HOUR, reason="other")
    assert told(desk, "council") == []


def test_who_is_not_struck_is_still_told(desk: Desk) -> None:
    opened(desk)
    desk.learn("K", need("n3", DV, "b"), CENTER, NOON + HOUR)
    assert told(desk, "money") == ["requested"]


def test_a_holder_whom_an_exclusion_strikes_is_not_told_who_has_the_case_now(desk: Desk) -> None:
    opened(desk)
    desk.override("K", "holder", "social_council", "council", CHIEF, "so", NOON)
    file = desk.learn("K", need("n3", DV), TEAM, NOON + HOUR)
    assert (file.holder.agency, file.holder.reason) == ("center", "excluded")
    assert told(desk, "council") == ["requested"], (
        "it is still asked to support somebody whom the exclusion is not about"
    )


def test_a_statutory_report_reaches_an_office_that_is_excluded_otherwise(desk: Desk) -> None:
    away = rule("keep-away", DV, {"exclude": {"about": "p", "kind": "elder_disability_office"}})
    law = {"law": "高齢者虐待防止法", "article": "第7条", "status": "verified"}
    duty = {"duty": {"to": "elder_disability_office", "about": "p", "within": "PT48H", "basis": [law]}}
    report = rule("report", ABUSE, duty)
    offices = [
        office("center", "support_center"),
        office("elders", "elder_disability_office"),
        office("team", "backup_team"),
    ]
    book = rulebook(report, away, rule("care", DEMENTIA, refer("support_center")), offices=offices)
    reporting = Desk(Router(book), desk.store)
    opened(reporting, needs={"n1": ("a", ABUSE)})
    file = reporting.learn("K", need("n3", DV), CENTER, NOON + HOUR)
    assert asked(file, "duty").state == "requested"
    assert told(reporting, "elders") == ["requested"]


def test_an_office_that_is_kept_away_does_not_answer_for_its_kind(desk: Desk) -> None:
    away = desk_excluding(desk, located_in="east")
    opened(away, needs={"n1": ("a", DV)}, received_by="npo", received_at=None)
    lead = away.override("K", "lead", "support_center", None, CHIEF, "so", NOON).live[-1]
    with pytest.raises(NotPermitted, match="an exclusion keeps the office `east`"):
        away.accept(lead.id, EAST, NOON)
    assert away.accept(lead.id, CENTER, NOON).holder.agency == "center"


def test_who_may_not_know_of_one_person_leads_for_another_and_does_not_hold_the_case(desk: Desk) -> None:
    away = desk_excluding(desk, kind="support_center")
    file = opened(away, needs={"n1": ("a", DV), "n2": ("b", DEMENTIA)}, received_by="npo", received_at=None)
    lead = asked(file, "lead")
    before = file.holder
    file = away.accept(lead.id, Actor(kind="support_center", office=lead.agency), NOON)
    assert (file.referrals[lead.id].about, file.referrals[lead.id].state) == (("b",), "accepted")
    assert file.holder == before
