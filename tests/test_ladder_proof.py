"""The proof of a ladder: what it finds holds at the real desk, and what it passes leaves nobody alone."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace
from pathlib import Path

import pytest

from routing.desk.entries import Entries
from routing.desk.ladder import due_steps
from routing.desk.stepping import carry_out
from routing.quality.check.finding import CODES
from routing.quality.ladder import Stuck, prove
from routing.quality.ladder.moves import moves, silence, start
from routing.quality.ladder.state import FAR, REVIEW, State
from routing.quality.ladder.worlds import World, worlds
from routing.rulebook import Rulebook, bundled_names
from routing.rulebook.escalation import DEFAULTS, Escalation
from routing.rulebook.ladder import DEFAULT, Ladder, Step

FAULTY = Path(__file__).parent / "conformance" / "faulty"
SOUND = Ladder(
    (
        Step("silence", "no_answer", "conference", after="10bd"),
        Step("alone", "unowned", "conference", after="5bd"),
        Step("leaderless", "no_lead", "conference", after="15bd"),
    )
)


def without(ladder: Ladder, id: str) -> Ladder:
    return Ladder(tuple(step for step in ladder.steps if step.id != id))


def replayed(stuck: Stuck, ladder: Ladder, escalation: dict[str, Escalation]) -> State:
    """The state at the end of a way, with every step of the ladder, reminders and advice too."""
    world = next(world for world in worlds(ladder, escalation) if world.name == stuck.world)
    state = start(world)
    for event in stuck.way:
        if event[0] not in ("silence", "step"):
            state = next(after for after in moves(state) if after.way[-1] == event)
    return state


def after_ten_years(state: State) -> State:
    """The state after nobody has done anything for ten years, ticked daily for three months, then twice more."""
    file = state.file
    for days in (*range(1, 92), 366, 3660):
        entries = Entries(file, state.now + dt.timedelta(days=days))
        carry_out(entries, state.world.router, REVIEW)
        file = entries.file
    return replace(state, file=file)


@pytest.mark.unmeasured
def test_the_usual_ladder_leaves_no_case_with_nobody() -> None:
    proof = prove(DEFAULT, DEFAULTS)
    assert proof.stuck == ()
    assert proof.complete
    assert proof.states > 1000


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["okayama", "setagaya"])
def test_neither_do_those_of_the_municipalities(name: str) -> None:
    book = Rulebook.load(name)
    assert book.ladder != DEFAULT
    assert prove(book.ladder, book.escalation, 1).stuck == ()


@pytest.mark.soak
@pytest.mark.parametrize("name", bundled_names())
def test_no_bundled_ladder_leaves_a_case_with_nobody_after_five_answers(name: str) -> None:
    book = Rulebook.load(name)
    proof = prove(book.ladder, book.escalation, 5, most=80_000)
    assert proof.stuck == ()
    assert proof.complete


@pytest.mark.unmeasured
@pytest.mark.parametrize(("id", "part"), [("silence", "need"), ("alone", "need"), ("leaderless", "lead")])
def test_each_step_of_a_sound_ladder_is_needed(id: str, part: str) -> None:
    assert prove(SOUND, DEFAULTS, 2).stuck == ()
    assert any(part in stuck.alone for stuck in prove(without(SOUND, id), DEFAULTS, 2).stuck)


def test_a_conference_that_comes_in_nine_years_comes_too_late() -> None:
    late = Ladder(tuple(replace(step, after="P9Y") for step in SOUND.steps))
    assert {part for stuck in prove(late, DEFAULTS, 1).stuck for part in stuck.alone} == {"lead", "need", "report"}
    slow = Ladder(tuple(replace(step, after="P11M") for step in SOUND.steps))
    assert prove(slow, DEFAULTS, 1).stuck == ()


def test_the_way_that_is_found_is_as_short_as_any() -> None:
    ways = {stuck.world[1]: stuck.way for stuck in prove(Ladder(()), DEFAULTS).stuck}
    assert set(ways.values()) == {()}
    assert len(ways) == 6


@pytest.mark.unmeasured
@pytest.mark.parametrize("folder", sorted(FAULTY.glob("ladder-stuck-*")), ids=lambda folder: folder.name)
def test_what_is_found_holds_at_the_real_desk_with_every_reminder_and_all_advice(folder: Path) -> None:
    book = Rulebook.load(folder)
    found = prove(book.ladder, book.escalation).stuck
    assert found
    stuck = min(found, key=lambda one: len(one.way))
    end = after_ten_years(replayed(stuck, book.ladder, dict(book.escalation)))
    assert not end.escalated
    assert set(stuck.alone) <= set(end.alone)
    assert end.file.holder.kind != "backup_team"


@pytest.mark.unmeasured
def test_with_a_sound_ladder_ten_years_of_silence_end_in_a_conference_in_every_world() -> None:
    for world in worlds(DEFAULT, DEFAULTS):
        assert after_ten_years(start(world)).escalated, world.name[1]


@functools.cache
def first() -> State:
    return start(worlds(SOUND, DEFAULTS)[0])


class TestStates:
    def test_a_case_begins_with_its_receiver_and_nobody_who_leads(self) -> None:
        assert first().file.holder.kind == "town_center"
        assert set(first().alone) == {"lead", "need"}
        assert not first().escalated

    def test_silence_leads_to_the_next_step_and_then_there_is_a_conference(self) -> None:
        later = silence(first())
        assert later is not None
        assert later.way[:2] == (("silence",), ("step", "silence"))
        assert later.escalated

    def test_where_no_step_is_left_silence_leads_nowhere(self) -> None:
        assert silence(start(worlds(Ladder(()), DEFAULTS)[0])) is None

    def test_who_may_answer_decline_be_called_off_or_be_refused_is_asked_and_a_case_is_not_closed_over_a_need(
        self,
    ) -> None:
        done = {after.way[-1][0] for after in moves(first())}
        assert done == {"accepted", "rejected", "refused", "cancelled"}

    def test_a_case_is_closed_once_its_need_has_an_owner(self) -> None:
        taken = next(after for after in moves(first()) if after.way[-1][0] == "accepted")
        closed = [after for after in moves(taken) if after.way[-1][0] == "closed"]
        assert [after.alone for after in closed] == [()]

    def test_two_ways_to_the_same_state_have_one_key(self) -> None:
        world: World = worlds(SOUND, DEFAULTS)[5]
        accepted = [a for a in moves(start(world)) if a.way[-1][0] in ("accepted", "received")]
        both = {b.key for a in accepted for b in moves(a) if b.way[-1][0] in ("accepted", "received")}
        assert len(accepted) == 3
        assert len(both) == 3

    def test_nothing_is_pending_where_nothing_will_ever_fall_due(self) -> None:
        book = first().world.router.rulebook
        assert (
            len(first().pending) == len(due_steps(first().file, book.ladder, book.business_time, first().now + FAR)) > 0
        )


def test_a_proof_that_met_its_bound_says_so() -> None:
    proof = prove(DEFAULT, DEFAULTS, 2, most=20)
    assert not proof.complete
    assert proof.stuck == ()


def test_the_findings_have_their_severity() -> None:
    assert [CODES[code].severity for code in ("ladder-stuck", "ladder-open-end", "ladder-unreachable")] == [
        "error",
        "warning",
        "warning",
    ]
