"""A conference: on what basis people sit there, and what comes of the roles and facts they agree on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from routing.case.parts import Need
from routing.desk import Conference, Desk, DeskError, Division, Facts, NotPermitted, Participant
from tests.desk.desks import CENTER, DAY, DV, EAST, MENTAL, MONEY, NOON, TEAM, asked, need, opened, told
from tests.settling import DEBT

REVIEW = dt.date(2026, 4, 20)
TABLE = (("backup_team", "team"), ("support_center", "center"), ("self_reliance", "money"))


def conference(*roles: Division, table: tuple[tuple[str, str], ...] = TABLE, **more: Any) -> Conference:
    """A 支援会議 of these agencies, held at noon."""
    given = {
        "meeting": "support_meeting",
        "held_at": NOON,
        "agenda": ("roles",),
        "participants": tuple(Participant(kind=k, office=o, secrecy="statutory") for k, o in table),
        "roles": roles,
        "next_review": REVIEW,
    }
    return Conference(**{**given, **more})


def called(desk: Desk) -> str:
    """A case for which a conference was called; the id of that referral."""
    return asked(opened(desk, history=[{"type": "no_agreement"}]), "conference").id


def test_who_sits_at_the_table_has_accepted_the_role_it_was_given(desk: Desk) -> None:
    called(desk)
    roles = (
        Division(role="lead", to="support_center", agency="center"),
        Division(role="owner", to="self_reliance", agency="money", need="n2"),
    )
    file = desk.record_conference("K", conference(*roles), TEAM, NOON)
    assert file.holder.agency == "center"
    assert [(r.role, r.source, r.state) for r in file.live if r.source == "conference"] == [
        ("lead", "conference", "accepted"),
        ("owner", "conference", "accepted"),
    ]
    owner = file.taken_by("n2")
    assert owner is not None
    assert owner.agency == "money"


def test_who_was_not_there_is_asked(desk: Desk) -> None:
    called(desk)
    role = Division(role="owner", to="health_center", agency="health", need="n2", due=dt.date(2026, 4, 9))
    owner = asked(desk.record_conference("K", conference(role), TEAM, NOON), "owner", "n2")
    assert (owner.agency, owner.state, owner.about) == ("health", "requested", ("b",))
    assert owner.due == dt.datetime(2026, 4, 9, 15, tzinfo=dt.UTC)


def test_a_role_given_by_a_conference_stays_when_the_router_decides_again(desk: Desk) -> None:
    called(desk)
    role = Division(role="owner", to="health_center", agency="health", need="n2")
    desk.record_conference("K", conference(role), TEAM, NOON)
    file = desk.learn("K", need("n3", MENTAL, "a"), CENTER, NOON + DAY)
    assert [part.agency for part in file.decision.owners if part.need == "n2"] == ["money"]
    assert [r.agency for r in file.live if r.need == "n2"] == ["health"]


def test_the_conference_that_was_called_is_done_and_its_reasons_call_no_second(desk: Desk) -> None:
    id = called(desk)
    file = desk.record_conference("K", conference(), TEAM, NOON)
    assert [move.state for move in file.referrals[id].moves] == ["requested", "accepted", "completed"]
    file = desk.learn("K", need("n3", MENTAL, "a"), CENTER, NOON + DAY)
    assert file.decision.backup is not None
    assert [r.id for r in file.referrals.values() if r.role == "conference"] == [id]


def test_a_reason_that_came_up_before_it_was_held_is_dealt_with_too(desk: Desk) -> None:
    id = called(desk)
    desk.learn("K", told({"type": "cannot_solve", "by": "school"}), CENTER, NOON)
    desk.record_conference("K", conference(), TEAM, NOON + DAY)
    file = desk.learn("K", need("n3", MENTAL, "a"), CENTER, NOON + DAY)
    assert file.decision.backup is not None
    assert "cannot_solve" in {reason.code for reason in file.decision.backup.reasons}
    assert [r.id for r in file.referrals.values() if r.role == "conference"] == [id]


@pytest.mark.parametrize("moves", [(), ("received",), ("accepted",), ("accepted", "in-progress")])
def test_it_is_done_in_whatever_state_it_was(desk: Desk, moves: tuple[Any, ...]) -> None:
    id = called(desk)
    for state in moves:
        desk.move(id, state, TEAM, NOON)
    assert desk.record_conference("K", conference(), TEAM, NOON).referrals[id].state == "completed"


def test_one_that_rested_is_done_too(desk: Desk) -> None:
    id = called(desk)
    desk.accept(id, TEAM, NOON)
    desk.hold(id, TEAM, "other", NOON)
    assert desk.record_conference("K", conference(), TEAM, NOON).referrals[id].state == "completed"


def test_a_new_reason_calls_another(desk: Desk) -> None:
    id = called(desk)
    desk.record_conference("K", conference(), TEAM, NOON)
    file = desk.learn("K", told({"type": "cannot_solve", "by": "school"}), CENTER, NOON + DAY)
    assert asked(file, "conference").id != id


def test_advice_that_was_awaited_is_not_needed_any_longer(desk: Desk) -> None:
    opened(desk, history=[{"type": "declined", "by": "school"}])
    file = desk.record_conference("K", conference(), CENTER, NOON)
    assert asked(file, "advice").state == "cancelled"
    assert not any(r.role == "conference" for r in file.referrals.values())


def test_the_backup_team_holds_a_case_whose_conference_named_no_lead(desk: Desk) -> None:
    called(desk)
    assert desk.record_conference("K", conference(), TEAM, NOON).holder.kind == "backup_team"


def test_its_facts_join_the_case_and_the_router_decides_on_them(desk: Desk) -> None:
    called(desk)
    facts = Facts(needs=(Need(id="n2", person="b", code=DEBT, status="resolved"),))
    file = desk.record_conference("K", conference(facts=facts), TEAM, NOON)
    assert {need.id: need.status for need in file.case.needs}["n2"] == "resolved"
    assert file.referrals["K/3"].state == "cancelled"
    assert file.decision == desk.router.route(file.case)


def test_a_need_that_came_up_there_can_be_given_there(desk: Desk) -> None:
    called(desk)
    role = Division(role="owner", to="self_reliance", agency="money", need="n5")
    facts = Facts(needs=(Need(id="n5", person="a", code=DEBT),))
    file = desk.record_conference("K", conference(role, facts=facts), TEAM, NOON)
    assert asked(file, "owner", "n5").state == "accepted"


def test_the_next_review_is_the_one_agreed(desk: Desk) -> None:
    called(desk)
    assert desk.record_conference("K", conference(), TEAM, NOON).review == REVIEW


def test_what_an_agency_does_already_it_goes_on_doing(desk: Desk) -> None:
    called(desk)
    desk.accept("K/3", MONEY, NOON)
    role = Division(role="owner", to="self_reliance", agency="money", need="n2")
    file = desk.record_conference("K", conference(role), TEAM, NOON)
    assert [(r.id, r.state) for r in file.referrals.values() if r.need == "n2"] == [("K/3", "accepted")]


def test_a_support_is_added_to_others(desk: Desk) -> None:
    called(desk)
    role = Division(role="support", to="minsei", agency="ward", about=("b",))
    file = desk.record_conference("K", conference(role), TEAM, NOON)
    assert {(r.id, r.agency) for r in file.live if r.role == "support"} == {("K/4", "council"), ("K/6", "ward")}


def test_one_given_again_to_who_was_asked_is_asked_by_the_conference(desk: Desk) -> None:
    called(desk)
    role = Division(role="support", to="social_council", agency="council")
    file = desk.record_conference("K", conference(role), TEAM, NOON)
    assert [(r.state, r.source) for r in file.referrals.values() if r.role == "support"] == [
        ("cancelled", "decision"),
        ("requested", "conference"),
    ]


def test_the_holder_or_the_backup_team_records_it(desk: Desk) -> None:
    called(desk)
    with pytest.raises(NotPermitted):
        desk.record_conference("K", conference(), EAST, NOON)
    assert len(desk.record_conference("K", conference(), CENTER, NOON).conferences) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (conference(held_at=NOON + DAY), "recorded after it was held"),
        (conference(next_review=dt.date(2026, 3, 31)), "review lies in the future"),
        (conference(facts=Facts(needs=(Need(id="n9", person="z", code=DEBT),))), "do not fit the case"),
        (conference(Division(role="owner", to="self_reliance", need="n9")), "has no need `n9`"),
        (conference(Division(role="support", to="minsei", about=("z",))), "not all the persons"),
        (conference(Division(role="lead", to="minsei", agency="ward")), "may not hold"),
        (conference(table=(*TABLE, ("school", "nowhere"))), "no office `nowhere`"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: Conference, message: str) -> None:
    called(desk)
    before = desk.file("K")
    with pytest.raises(DeskError, match=message):
        desk.record_conference("K", given, TEAM, NOON)
    assert desk.file("K") == before


def test_whom_an_exclusion_strikes_does_not_take_part(desk: Desk) -> None:
    opened(desk, needs={"n3": ("b", DV)})
    with pytest.raises(DeskError, match="an exclusion keeps the office `council`"):
        desk.record_conference("K", conference(table=(*TABLE, ("social_council", "council"))), CENTER, NOON)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"meeting": "multilayer_meeting", "consent": True}, "a support plan"),
        ({"meeting": "multilayer_meeting", "plan": True}, "the consent"),
        ({"meeting": "multilayer_meeting", "consent": True, "plan": True}, "by `consent`"),
        ({"participants": (Participant(kind="school", secrecy="statutory"),)}, "at least 2"),
        ({"participants": tuple(Participant(kind=k, secrecy="consent") for k, _ in TABLE)}, "by `statutory`"),
        ({"roles": tuple(Division(role="lead", to=k) for k, _ in TABLE)}, "one lead"),
        ({"roles": tuple(Division(role="owner", to=k, need="n1") for k, _ in TABLE)}, "one owner"),
    ],
)
def test_a_conference_without_its_lawful_basis_is_none(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        conference(**more)


@pytest.mark.parametrize(("role", "need"), [("owner", None), ("lead", "n1"), ("support", "n1")])
def test_an_owner_alone_is_named_for_a_need(role: Any, need: str | None) -> None:
    with pytest.raises(ValidationError, match="an owner is named for one need"):
        Division(role=role, to="school", need=need)


def test_a_meeting_with_consent_and_plan_may_be_held(desk: Desk) -> None:
    called(desk)
    sitting = tuple(Participant(kind=k, office=o, secrecy="consent") for k, o in TABLE)
    meeting = conference(meeting="multilayer_meeting", consent=True, plan=True, participants=sitting)
    assert desk.record_conference("K", meeting, TEAM, NOON).conferences == (meeting,)


@pytest.mark.parametrize(
    "held_at", [dt.datetime(2026, 4, 1, 12), dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-9)))]
)
def test_a_conference_was_held_at_an_instant(held_at: dt.datetime) -> None:
    with pytest.raises(ValidationError, match="must be an instant"):
        conference(held_at=held_at)
