"""Who is accountable at every instant: exactly one agency, until another has accepted."""

from __future__ import annotations

import pytest

from routing.desk import Actor, Desk, DeskError, NotPermitted
from tests.desk.desks import (
    CENTER,
    CHIEF,
    COUNCIL,
    DAY,
    EAST,
    HEALTH,
    HERMIT,
    MONEY,
    NEEDS,
    NOON,
    TEAM,
    asked,
    need,
    opened,
    told,
    town_case,
)

HERMIT_NEEDS = {"n1": ("b", HERMIT)}


def held(desk: Desk) -> tuple[str, str | None, str]:
    holder = desk.file("K").holder
    return holder.kind, holder.agency, holder.reason


def test_who_took_the_case_first_holds_it_until_the_lead_accepts(desk: Desk) -> None:
    lead = asked(opened(desk, needs=HERMIT_NEEDS), "lead")
    assert (lead.agency, held(desk)) == ("health", ("support_center", "center", "first_receiver"))
    desk.receive(lead.id, HEALTH, NOON)
    assert held(desk)[1] == "center"
    file = desk.accept(lead.id, HEALTH, NOON + DAY)
    assert held(desk) == ("health_center", "health", "accepted")
    assert file.holder.since == NOON + DAY


def test_a_holder_that_accepts_to_lead_has_held_the_case_all_along(desk: Desk) -> None:
    opened(desk)
    file = desk.accept("K/1", CENTER, NOON + DAY)
    assert (file.holder.reason, file.holder.since) == ("accepted", NOON)


def test_who_accepts_to_lead_accepts_the_needs_it_was_asked_to_own(desk: Desk) -> None:
    lead = asked(opened(desk, needs={**HERMIT_NEEDS, **NEEDS, "n1": ("b", HERMIT)}), "lead")
    file = desk.accept(lead.id, HEALTH, NOON)
    assert asked(file, "owner", "n1").state == "accepted"
    assert asked(file, "owner", "n2").state == "requested"


@pytest.mark.parametrize("end", ["complete", "fail", "cancel"])
def test_a_lead_that_is_over_still_holds_the_case_until_another_accepts(desk: Desk, end: str) -> None:
    lead = asked(opened(desk, needs=HERMIT_NEEDS), "lead")
    desk.accept(lead.id, HEALTH, NOON)
    reason = () if end == "complete" else ("capacity",)
    getattr(desk, end)(lead.id, HEALTH, *reason, NOON)
    assert held(desk) == ("health_center", "health", "accepted")


def test_a_holder_that_declines_to_lead_holds_until_another_accepts(desk: Desk) -> None:
    lead = asked(opened(desk), "lead")
    file = desk.reject(lead.id, CENTER, "capacity", NOON)
    assert file.decision.holder.reason == "receiver_declined"
    assert held(desk) == ("support_center", "center", "first_receiver")
    desk.accept(asked(file, "lead").id, EAST, NOON)
    assert held(desk) == ("support_center", "east", "accepted")


def test_a_hand_over_takes_effect_when_the_other_side_accepts(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/1", CENTER, NOON)
    file = desk.hand_over("K", "health_center", "health", CENTER, NOON)
    offer = asked(file, "lead")
    assert (offer.agency, offer.source) == ("health", "hand_over")
    assert file.holder.agency == "center"
    assert file.referrals["K/1"].state == "accepted"
    file = desk.accept(offer.id, HEALTH, NOON + DAY)
    assert held(desk) == ("health_center", "health", "handed_over")
    assert [(holder.agency, holder.reason) for holder in file.holders] == [
        ("center", "first_receiver"),
        ("center", "accepted"),
        ("health", "handed_over"),
    ]
    assert file.referrals["K/1"].state == "cancelled"


def test_a_hand_over_that_is_refused_changes_nothing(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/1", CENTER, NOON)
    offer = asked(desk.hand_over("K", "health_center", "health", CENTER, NOON), "lead")
    file = desk.reject(offer.id, HEALTH, "not_eligible", NOON)
    assert held(desk) == ("support_center", "center", "accepted")
    assert file.referrals["K/1"].state == "accepted"


def test_each_hand_over_is_one_time_the_case_was_passed_on(desk: Desk) -> None:
    opened(desk)
    for day, (giver, taker) in enumerate(((CENTER, HEALTH), (HEALTH, CENTER), (CENTER, EAST))):
        offer = asked(desk.hand_over("K", taker.kind, taker.office, giver, NOON + day * DAY), "lead")
        file = desk.accept(offer.id, taker, NOON + day * DAY)
    assert [(entry.type, entry.office) for entry in file.case.history] == [
        ("hop", "center"),
        ("hop", "health"),
        ("hop", "center"),
    ]
    (reason,) = asked(file, "conference").reasons
    assert reason == "the case was passed on repeatedly: health_center, support_center (3)"


def test_only_the_holder_or_the_backup_team_hands_over(desk: Desk) -> None:
    opened(desk)
    with pytest.raises(NotPermitted, match="handed over by its holder"):
        desk.hand_over("K", "health_center", "health", MONEY, NOON)
    with pytest.raises(NotPermitted):
        desk.hand_over("K", "health_center", "health", EAST, NOON)
    assert asked(desk.hand_over("K", "health_center", "health", TEAM, NOON), "lead").agency == "health"


@pytest.mark.parametrize(
    ("kind", "office", "message"),
    [
        ("support_centre", None, "no agency kind"),
        ("health_center", "nowhere", "no office"),
        ("health_center", "center", "no office"),
        ("minsei", "ward", "may not hold"),
        ("support_center", "center", "held by that agency"),
    ],
)
def test_a_case_is_handed_over_to_an_agency_that_may_hold_it(
    desk: Desk, kind: str, office: str | None, message: str
) -> None:
    before = opened(desk)
    with pytest.raises(DeskError, match=message):
        desk.hand_over("K", kind, office, CENTER, NOON)
    assert desk.file("K") == before


def test_a_second_offer_takes_the_place_of_the_first(desk: Desk) -> None:
    opened(desk)
    first = asked(desk.hand_over("K", "health_center", "health", CENTER, NOON), "lead")
    file = desk.hand_over("K", "social_council", "council", CENTER, NOON)
    assert file.referrals[first.id].state == "cancelled"
    assert [r.agency for r in file.live if r.role == "lead"] == ["council"]
    desk.accept(asked(file, "lead").id, COUNCIL, NOON)
    assert held(desk)[1] == "council"


def test_an_override_of_the_holder_counts_at_once(desk: Desk) -> None:
    opened(desk)
    file = desk.override("K", "holder", "health_center", "health", CHIEF, "the family knows it", NOON)
    assert held(desk) == ("health_center", "health", "override")
    (override,) = file.overrides
    assert (override.from_agency, override.agency, override.by.role) == ("center", "health", "係長")


def test_the_backup_team_that_accepts_a_conference_holds_a_case_that_nobody_leads(desk: Desk) -> None:
    conference = asked(opened(desk, history=[{"type": "no_agreement"}]), "conference")
    desk.accept(conference.id, TEAM, NOON)
    assert held(desk) == ("backup_team", "team", "conference")
    desk.accept(asked(desk.file("K"), "lead").id, CENTER, NOON)
    assert held(desk) == ("support_center", "center", "accepted")


def test_the_backup_team_does_not_take_a_case_from_its_lead(desk: Desk) -> None:
    file = opened(desk, history=[{"type": "no_agreement"}])
    desk.accept(asked(file, "lead").id, CENTER, NOON)
    desk.accept(asked(file, "conference").id, TEAM, NOON)
    assert held(desk)[1] == "center"


def test_advice_makes_nobody_the_holder(desk: Desk) -> None:
    file = opened(desk, history=[{"type": "declined", "by": "school"}])
    desk.accept(asked(file, "advice").id, TEAM, NOON)
    assert held(desk)[1] == "center"


def test_an_exclusion_takes_the_case_from_its_holder_at_once(desk: Desk) -> None:
    opened(desk)
    offer = asked(desk.hand_over("K", "social_council", "council", CENTER, NOON), "lead")
    desk.accept(offer.id, COUNCIL, NOON)
    file = desk.learn("K", need("n3", "abuse.dv"), HEALTH, NOON)
    assert held(desk) == ("support_center", "center", "excluded")
    assert file.referrals[offer.id].moves[-1].reason == "excluded"


def test_where_no_office_is_known_the_one_that_accepts_holds(desk: Desk) -> None:
    plain = Desk(desk.router, desk.store)
    plain.open(town_case(received_at=None, history=[{"type": "no_agreement"}]), NOON)
    assert plain.file("K").holder.agency in ("center", "east")


def test_a_lead_known_by_its_kind_alone_is_held_by_the_office_that_accepts(desk: Desk) -> None:
    opened(desk)
    offer = asked(desk.hand_over("K", "health_center", None, CENTER, NOON), "lead")
    desk.accept(offer.id, Actor(kind="health_center", office="health"), NOON)
    assert held(desk) == ("health_center", "health", "handed_over")


def test_history_that_people_tell_does_not_move_the_holder(desk: Desk) -> None:
    opened(desk)
    desk.learn("K", told({"type": "declined", "by": "support_center", "office": "center"}), CENTER, NOON)
    assert held(desk)[1] == "center"
