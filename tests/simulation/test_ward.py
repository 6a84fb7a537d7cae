"""A simulated ward: the real desk, families that stay the same, and nothing that gets lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing import Router
from routing.conference.simulation import paired
from routing.conference.simulation.history import write_decisions, write_events
from routing.conference.simulation.openings import DAY
from routing.conference.simulation.replication import replicate
from routing.conference.simulation.rows import balance
from routing.conference.simulation.ward import Ward
from routing.desk import Desk
from routing.desk.file import fold
from routing.log import DecisionLog
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.simulation.wards import measured, simulated, small


def nothing_is_lost(ward: Ward) -> None:
    counts = balance(ward)
    assert counts["arrivals"] == counts["resolved"] + counts["open"] + counts["withdrawn"]
    assert counts["arrivals"] == len(ward.files)
    for agency, counter in ward.counters.items():
        taken = [r for f in ward.files.values() for r in f.referrals.values() if (r.to, r.agency) == agency and r.taken]
        assert counter.taken == len(taken)


def test_every_case_that_came_is_resolved_open_or_withdrawn() -> None:
    ward = simulated((("family.withdraw_per_month", 0.4),), 3)
    assert min(balance(ward).values()) > 0
    nothing_is_lost(ward)


shares = st.sampled_from([0.0, 0.2, 0.7, 1.0])
CHANGES = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10**6),
        "districts.kinuta.per_month": st.sampled_from([0, 3, 12]),
        "answers.silent": shares,
        "answers.unsolved": shares,
        "answers.decline_full": shares,
        "answers.not_eligible": shares,
        "answers.places": st.sampled_from([1, 20]),
        "family.refuse": shares,
        "family.withdraw_per_month": shares,
        "households.consent": shares,
        "conference.slots": st.sampled_from([1, None]),
        "conference.cadence": st.sampled_from(["weekly", "monthly"]),
        "conference.attends": st.sampled_from([[], ["lead", "owners", "supports", "members"]]),
        "staff.usual": st.sampled_from([1, 3]),
        "tell_load": st.booleans(),
    }
)


@pytest.mark.unmeasured
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_nothing_is_lost_whatever_people_answer(changes: dict[str, object]) -> None:
    nothing_is_lost(replicate(small(*changes.items()), 1))


@pytest.mark.soak
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_nothing_is_lost_in_many_wards(changes: dict[str, object]) -> None:
    nothing_is_lost(replicate(small(("days", 40), ("follow", 40), *changes.items()), 1))


def test_more_staff_and_other_answers_meet_the_same_families() -> None:
    plain, other = simulated(), simulated((("staff.support_center", 9), ("answers.silent", 0.9)))
    first = [(f.id, f.opened_at, next(iter(fold_case(plain, f.id)))) for f in plain.files.values()]
    assert first == [(f.id, f.opened_at, next(iter(fold_case(other, f.id)))) for f in other.files.values()]


def fold_case(ward: Ward, case: str) -> list[object]:
    """The case as it came, out of the journal."""
    return [c.events[0].case for c in ward.journal if c.case == case and c.before == 0]  # type: ignore[union-attr]


def test_common_random_numbers_reduce_the_variance_of_a_staffing_comparison() -> None:
    few = [measured(n, ("staff.usual", 1), ("answers.places", 3))["contacts"] for n in (1, 2, 3)]
    more = [measured(n, ("staff.usual", 2), ("answers.places", 3))["contacts"] for n in (1, 2, 3)]
    found = paired(few, more)
    assert few != more
    assert found.saved is not None
    assert found.saved > 0.5


def test_another_replication_is_another_year() -> None:
    assert [f.opened_at for f in simulated().files.values()] != [
        f.opened_at for f in simulated(replication=2).files.values()
    ]


def test_the_journal_adds_up_to_the_files() -> None:
    ward = simulated()
    for id, file in ward.files.items():
        events = [event for command in ward.journal if command.case == id for event in command.events]
        assert fold(events) == file


def test_the_router_is_told_which_offices_are_full() -> None:
    ward = simulated((("answers.places", 1), ("staff.usual", 1), ("staff.support_center", 1)))
    assert ward.router.told
    assert {places for told in ward.router.told.values() for places in told.values()} == {0}
    assert not simulated((("answers.places", 1), ("tell_load", False))).router.told


def test_a_conference_is_held_and_divides_the_roles() -> None:
    ward = simulated((("answers.unsolved", 1), ("conference.cadence", "weekly")))
    held = [c for f in ward.files.values() for c in f.conferences]
    assert held
    assert all(len(conference.participants) >= 2 for conference in held)
    assert any(conference.roles for conference in held)


def test_a_desk_that_opens_the_history_finds_nothing_left_to_do(tmp_path: Path) -> None:
    ward = simulated()
    with EventStore.open(f"sqlite:///{tmp_path / 'ward.db'}") as store:
        written = write_events(ward, store)
        assert written == sum(len(command.events) for command in ward.journal)
        desk = Desk(Router(small().rulebook), store)
        assert {file.id: file for file in desk.files()} == ward.files
        end = ward.instant(ward.scenario.until * DAY) - dt.timedelta(seconds=1)
        assert desk.tick(end).steps == ()
        assert desk.report(ward.instant(0), end)


def test_the_decisions_of_a_ward_can_be_made_again_from_their_log(tmp_path: Path) -> None:
    ward = simulated((("days", 10), ("follow", 10), ("answers.places", 1)))
    router = Router(small().rulebook)
    with EventStore.open(f"sqlite:///{tmp_path / 'ward.db'}") as store:
        log = DecisionLog(store)
        count = write_decisions(ward, Archive.of("setagaya"), log)
        records = list(log.records())
    decided = [record for record in records if record.kind == "decision"]
    assert len(decided) == count > 0
    assert any(record.availability() for record in decided)
    for record in decided:
        again = router.route(record.case(), record.availability())
        assert again.digest == record.decision().digest
