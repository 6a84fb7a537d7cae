"""The clock of a referral runs while somebody is to act, pauses while the work rests, and stops when it is over."""

import datetime as dt

from routing.calendar import BusinessTime
from routing.desk.clock import CLOCKS, deadline, elapsed, spells
from routing.desk.states import OPEN, STATES
from tests.desk.files import at, referral

TIME = BusinessTime()
DUE = at("2026-04-10 00:00")


def test_every_state_has_its_clock_and_it_stops_exactly_when_nothing_is_to_come() -> None:
    assert set(CLOCKS) == set(STATES)
    assert {state for state in STATES if CLOCKS[state] != "stopped"} == OPEN


def test_a_pause_is_no_elapsed_time() -> None:
    rested = referral(
        1,
        [
            ("requested", at("2026-04-01 10:00")),
            ("accepted", at("2026-04-01 11:00")),
            ("on-hold", at("2026-04-01 12:00")),
            ("in-progress", at("2026-04-02 12:00")),
            ("completed", at("2026-04-02 13:00")),
        ],
    )
    assert elapsed(rested, TIME, at("2026-04-01 00:00"), at("2026-05-01 00:00")) == dt.timedelta(hours=3)
    assert elapsed(rested, TIME, at("2026-04-01 10:30"), at("2026-04-02 12:30")) == dt.timedelta(hours=2)
    assert list(spells(rested, "paused")) == [(at("2026-04-01 12:00"), at("2026-04-02 12:00"))]


def test_time_still_runs_in_an_open_referral() -> None:
    waiting = referral(1, [("requested", at("2026-04-01 10:00"))])
    assert elapsed(waiting, TIME, at("2026-04-01 00:00"), at("2026-04-02 10:00")) == dt.timedelta(hours=8, minutes=30)


def test_a_draft_does_not_run() -> None:
    draft = referral(1, [("draft", at("2026-04-01 10:00"))])
    assert elapsed(draft, TIME, at("2026-04-01 00:00"), at("2026-05-01 00:00")) == dt.timedelta(0)


def test_a_pause_moves_the_deadline_on_by_as_long_as_it_lasted() -> None:
    moves = [("requested", at("2026-04-01 10:00")), ("accepted", at("2026-04-01 11:00"))]
    paused = [*moves, ("on-hold", at("2026-04-03 00:00"))]
    resumed = [*paused, ("in-progress", at("2026-04-05 00:00"))]
    assert deadline(referral(1, moves, due=DUE)) == DUE
    assert deadline(referral(1, paused, due=DUE)) is None
    assert deadline(referral(1, resumed, due=DUE)) == DUE + dt.timedelta(days=2)


def test_a_pause_after_the_deadline_excuses_nothing() -> None:
    late = [
        ("requested", at("2026-04-01 10:00")),
        ("accepted", at("2026-04-01 11:00")),
        ("on-hold", at("2026-04-20 00:00")),
    ]
    assert deadline(referral(1, late, due=DUE)) == DUE


def test_a_statutory_report_knows_no_pause_and_is_done_with_its_receipt() -> None:
    asked = [("requested", at("2026-04-01 10:00"))]
    assert deadline(referral(1, asked, "duty", due=DUE)) == DUE
    assert deadline(referral(1, [*asked, ("received", at("2026-04-02 10:00"))], "duty", due=DUE)) is None


def test_without_a_due_day_or_after_the_end_nothing_is_late() -> None:
    asked = [("requested", at("2026-04-01 10:00"))]
    assert deadline(referral(1, asked)) is None
    assert deadline(referral(1, [*asked, ("rejected", at("2026-04-02 10:00"))], due=DUE)) is None
