"""Who may bring a referral from which state to which: every pair of states, for every role and side."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from routing.desk import OWN_REASONS, REASONS, STATES, TRANSITIONS, Move, NotPermitted, Referral
from routing.desk.errors import DeskError
from routing.desk.moves import moved, transition
from routing.desk.referral import Role
from routing.desk.states import OPEN, TAKEN, WAITING, Side, State
from tests.desk.desks import CENTER, NOON, TEAM

ROLES: tuple[Role, ...] = get_args(Role)
SIDES: tuple[Side, ...] = get_args(Side)

# from: {to: by whom, * where a reason is required}; a: addressee, s: sender, c: coordinator
PERMITTED = {
    "draft": {"requested": "cs", "cancelled": "cs*", "entered-in-error": "c*"},
    "requested": {
        "received": "a",
        "accepted": "a",
        "rejected": "a*",
        "cancelled": "cs*",
        "entered-in-error": "c*",
    },
    "received": {
        "accepted": "a",
        "rejected": "a*",
        "completed": "a",
        "cancelled": "cs*",
        "entered-in-error": "c*",
    },
    "accepted": {
        "in-progress": "a",
        "on-hold": "a*",
        "completed": "a",
        "failed": "a*",
        "cancelled": "cs*",
        "entered-in-error": "c*",
    },
    "in-progress": {
        "on-hold": "a*",
        "completed": "a",
        "failed": "a*",
        "cancelled": "cs*",
        "entered-in-error": "c*",
    },
    "on-hold": {"in-progress": "a", "failed": "a*", "cancelled": "cs*", "entered-in-error": "c*"},
    "rejected": {"entered-in-error": "c*"},
    "failed": {"entered-in-error": "c*"},
    "completed": {"entered-in-error": "c*"},
    "cancelled": {"entered-in-error": "c*"},
    "entered-in-error": {},
}


def referral(state: State, role: Role = "lead") -> Referral:
    first = Move(state=state, at=NOON, by=CENTER)
    return Referral(
        id="K/1", role=role, to="support_center", agency="center", about=("a",), decision="sha256:0", moves=(first,)
    )


def written(start: State, end: State) -> str:
    rule = TRANSITIONS.get((start, end))
    return "" if rule is None else "".join(sorted(side[0] for side in rule.by)) + "*" * rule.reason


def test_the_states_are_those_of_the_task_of_fhir() -> None:
    assert set(STATES) == set(PERMITTED)


@pytest.mark.parametrize("start", STATES)
def test_every_pair_of_states_is_permitted_to_whom_it_should_be(start: State) -> None:
    assert {end: written(start, end) for end in STATES if written(start, end)} == PERMITTED[start]


def test_every_open_state_can_be_left_and_every_other_only_for_an_error() -> None:
    ends = {start: {end for end in STATES if (start, end) in TRANSITIONS} for start in STATES}
    assert {state for state in STATES if ends[state] - {"entered-in-error"}} == OPEN
    assert {*WAITING, *TAKEN} == OPEN
    assert not WAITING & TAKEN


def test_a_move_is_made_exactly_where_the_table_permits_it_to_that_side() -> None:
    for role, start, end, side in product(ROLES, STATES, STATES, SIDES):
        rule = transition(role, start, end)
        move = Move(state=end, at=NOON, by=TEAM, reason="other")
        if rule is not None and side in rule.by:
            assert moved(referral(start, role), move, {side}).state == end
        else:
            with pytest.raises(NotPermitted):
                moved(referral(start, role), move, {side})


def test_nobody_moves_anything_without_a_side() -> None:
    for start, end in TRANSITIONS:
        with pytest.raises(NotPermitted):
            moved(referral(start), Move(state=end, at=NOON, by=TEAM, reason="other"), ())


def test_a_required_reason_is_one_of_the_list() -> None:
    for (start, end), rule in TRANSITIONS.items():
        if (start, end) == ("received", "completed"):
            continue
        bare = Move(state=end, at=NOON, by=TEAM)
        if rule.reason:
            with pytest.raises(DeskError, match="needs a reason"):
                moved(referral(start), bare, SIDES)
        else:
            assert moved(referral(start), bare, SIDES).state == end
        with pytest.raises(DeskError, match="no such reason"):
            moved(referral(start), bare.model_copy(update={"reason": "superseded"}), SIDES)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"lead", "owner", "support"}))
def test_reports_acts_and_the_backup_team_cannot_decline(role: Role) -> None:
    assert transition(role, "requested", "rejected") is None
    assert transition(role, "received", "rejected") is None


def test_only_a_report_or_an_information_is_done_with_its_receipt() -> None:
    assert {role for role in ROLES if transition(role, "received", "completed")} == {"duty", "inform"}
    assert {role for role in ROLES if not referral("received", role).awaits_answer} == {"duty", "inform"}


def test_a_referral_that_was_refused_a_move_is_as_it_was() -> None:
    before = referral("completed")
    with pytest.raises(NotPermitted):
        moved(before, Move(state="accepted", at=NOON, by=CENTER), SIDES)
    assert before == referral("completed")


def test_an_error_says_what_the_referral_can_become() -> None:
    with pytest.raises(NotPermitted) as caught:
        moved(referral("requested"), Move(state="completed", at=NOON, by=CENTER), SIDES)
    assert str(caught.value) == (
        "referral `K/1` (lead) is `requested` and cannot become `completed`\n"
        "help: it can become accepted, cancelled, entered-in-error, received, rejected"
    )


def test_every_reason_has_words_in_both_languages() -> None:
    for words in (*REASONS.values(), *OWN_REASONS.values()):
        assert set(words) == {"ja", "en"}
        assert all(words.values())
    assert list(REASONS) == ["capacity", "not_eligible", "out_of_area", "no_consent", "duplicate", "other"]
