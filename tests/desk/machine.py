"""A machine that works at a desk: everything people, processes and clocks can do, in any order, checked at each step.

What is checked: a case that is open has exactly one holder and a next date; no acknowledged event is lost or changed;
no referral moves where the table permits it not; no step of the ladder is carried out twice; the file is what its
events add up to; a tick or a command repeated enters nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from routing.case.parts import History, Need
from routing.desk import (
    REASONS,
    STATES,
    Actor,
    CaseFile,
    Conference,
    Desk,
    DeskError,
    DeskEvent,
    Division,
    Facts,
    Participant,
    State,
    fold,
)
from routing.desk.events import Held, Moved, Opened, Requested, Stepped
from routing.desk.moves import transition
from routing.store import EventStore
from tests.desk.desks import (
    ABUSE,
    CENTER,
    COUNCIL,
    DAY,
    DV,
    EAST,
    ELDERS,
    HEALTH,
    HERMIT,
    HOUR,
    MONEY,
    NOON,
    TEAM,
    router,
    town_case,
)
from tests.settling import DEBT, DEMENTIA, MENTAL

PEOPLE = (CENTER, EAST, MONEY, HEALTH, COUNCIL, ELDERS, TEAM)
CODES = (DEMENTIA, DEBT, MENTAL, ABUSE, DV, HERMIT)
IDS = ("K-1", "K-2", "K-3")
HISTORY = get_args(History.model_fields["type"].annotation)

people, cases, chances = st.sampled_from(PEOPLE), st.sampled_from(IDS), st.integers(0, 10**6)


class DeskMachine(RuleBasedStateMachine):
    """`make_store` opens a new, empty store; two desks work on it, as two processes would."""

    make_store: Callable[[], EventStore]

    @initialize()
    def begin(self) -> None:
        self.store = type(self).make_store()
        self.desks = [Desk(router(), self.store), Desk(router(), self.store)]
        self.now = NOON
        self.known: dict[str, tuple[DeskEvent, ...]] = {}
        self.last: Callable[[Desk], CaseFile] | None = None
        self.keys = 0
        self.touched: str | None = None

    # what people do

    @rule(id=cases, codes=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(CODES)), max_size=3))
    def open(self, id: str, codes: list[tuple[str, str]]) -> None:
        needs = {f"n{place}": code for place, code in enumerate(codes)}
        case = town_case(needs=needs).model_copy(update={"case": id})
        self.command(id, lambda desk, key: desk.open(case, self.now, key))

    @rule(id=cases, chance=chances, by=people, state=st.sampled_from(STATES), reason=st.sampled_from((None, *REASONS)))
    def move_anyhow(self, id: str, chance: int, by: Actor, state: State, reason: str | None) -> None:
        if referral := self.picked(id, chance, live=False):
            self.move(id, referral, state, by, reason)

    @rule(id=cases, chance=chances, reason=st.sampled_from(tuple(REASONS)))
    def answer(self, id: str, chance: int, reason: str) -> None:
        """The addressee does one of the things it may do."""
        if (referral := self.picked(id, chance)) is None:
            return
        found = self.desks[0].file(id).referrals[referral]
        rules = [(end, transition(found.role, found.state, end)) for end in STATES]
        ends = [end for end, one in rules if one is not None and "addressee" in one.by]
        self.move(id, referral, ends[chance % len(ends)], Actor(kind=found.to, office=found.agency), reason)

    @rule(id=cases, by=people, to=people)
    def hand_over(self, id: str, by: Actor, to: Actor) -> None:
        giver = self.holder(id) or by
        self.command(id, lambda desk, key: desk.hand_over(id, to.kind, to.office, giver, self.now, key))

    @rule(id=cases, to=people, place=st.sampled_from(("holder", "lead", "owner")), chance=chances)
    def override(self, id: str, to: Actor, place: Any, chance: int) -> None:
        by = Actor(kind="support_center", office="center", role="chief")
        need = self.need(id, chance) if place == "owner" else None
        self.command(
            id, lambda desk, key: desk.override(id, place, to.kind, to.office, by, "so", self.now, key, need=need)
        )

    @rule(id=cases, by=people, type=st.sampled_from(HISTORY), chance=chances)
    def tell_history(self, id: str, by: Actor, type: str, chance: int) -> None:
        entry = {"type": type, "by": by.kind, "office": by.office, "need": self.need(id, chance)}
        facts = Facts(history=(History.model_validate(entry),))
        self.command(id, lambda desk, key: desk.learn(id, facts, by, self.now, key))

    @rule(
        id=cases,
        code=st.sampled_from(CODES),
        person=st.sampled_from("ab"),
        number=st.integers(0, 4),
        gone=st.booleans(),
    )
    def tell_need(self, id: str, code: str, person: str, number: int, gone: bool) -> None:
        need = Need(id=f"n{number}", person=person, code=code, status="resolved" if gone else "confirmed")
        self.command(id, lambda desk, key: desk.learn(id, Facts(needs=(need,)), CENTER, self.now, key))

    @rule(id=cases, lead=people, owner=people, chance=chances)
    def confer(self, id: str, lead: Actor, owner: Actor, chance: int) -> None:
        roles = [Division(role="lead", to=lead.kind, agency=lead.office)]
        if need := self.need(id, chance):
            roles.append(Division(role="owner", to=owner.kind, agency=owner.office, need=need))
        table = {TEAM, CENTER, (lead, owner)[chance % 2]}
        conference = Conference(
            meeting="support_meeting",
            held_at=self.now,
            agenda=("roles",),
            participants=tuple(Participant(kind=p.kind, office=p.office, secrecy="statutory") for p in table),
            roles=tuple(roles),
            next_review=(self.now + 30 * DAY).date(),
        )
        self.command(id, lambda desk, key: desk.record_conference(id, conference, TEAM, self.now, key))

    @rule(id=cases)
    def close(self, id: str) -> None:
        self.command(id, lambda desk, key: desk.close(id, TEAM, "so", self.now, key))

    @rule(id=cases)
    def reopen(self, id: str) -> None:
        self.command(id, lambda desk, key: desk.reopen(id, CENTER, self.now, key))

    # what clocks and processes do

    @rule(hours=st.sampled_from((1, 9, 24, 48, 72, 200)))
    def wait_and_tick(self, hours: int) -> None:
        self.now += hours * HOUR
        self.tick()

    @rule(days=st.sampled_from((-400, -30, -1, 1, 30, 400)))
    def the_clock_jumps(self, days: int) -> None:
        if 2020 < (self.now + days * DAY).year < 2040:
            self.now += days * DAY
        self.tick()

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat_the_last_command(self) -> None:
        versions = {id: self.store.version(f"case/{id}") for id in self.known}
        assert self.last is not None
        self.last(self.desks[1])
        assert {id: self.store.version(f"case/{id}") for id in self.known} == versions

    @rule()
    def the_other_process_goes_on(self) -> None:
        self.desks.reverse()

    @rule()
    def a_process_starts_anew(self) -> None:
        self.desks[0] = Desk(router(), self.store)

    # how it is done, and checked

    def tick(self) -> None:
        now = self.now.astimezone(dt.UTC)
        ticked = self.desks[0].tick(now)
        assert ticked.problems == ()
        assert self.desks[1].tick(self.now).steps == ()
        for id in self.known:
            self.check(id)

    def command(self, id: str, carry_out: Callable[[Desk, str], CaseFile]) -> None:
        self.keys += 1
        key, now = f"k{self.keys}", self.now
        before = self.known.get(id, ())
        try:
            file = carry_out(self.desks[0], key)
        except DeskError:
            assert self.store.version(f"case/{id}") == len(before), "a command that was refused wrote something"
            return
        assert file.version > len(before)

        def again(desk: Desk) -> CaseFile:
            self.now, present = now, self.now
            try:
                return carry_out(desk, key)
            finally:
                self.now = present

        self.last = again
        self.check(id)

    def check(self, id: str) -> None:
        """What happened to a case since it was looked at last is lawful, and what happened before still stands."""
        events = self.desks[1].events(id)
        before = self.known.get(id, ())
        assert events[: len(before)] == before, "an acknowledged event is lost"
        lawful(events, len(before))
        self.known[id] = events
        self.touched = id

    @invariant()
    def a_case_has_one_holder_and_an_open_one_a_next_date(self) -> None:
        if self.touched is not None:
            file = self.desks[0].file(self.touched)
            assert file.holder.kind
            assert file == self.desks[1].file(self.touched)
            if file.open:
                assert self.desks[0].next_date(self.touched) is not None
            else:
                assert not file.live
            self.touched = None

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store:
            for id, events in self.known.items():
                assert Desk(router(), self.store).file(id) == fold(events)
            assert len(list(self.store.everything(limit=None))) == sum(map(len, self.known.values()))

    def picked(self, id: str, chance: int, live: bool = True) -> str | None:
        if id not in self.known:
            return None
        file = self.desks[0].file(id)
        found = [r.id for r in (file.live if live else file.referrals.values())]
        return found[chance % len(found)] if found else None

    def move(self, id: str, referral: str, state: State, by: Actor, reason: str | None) -> None:
        self.command(id, lambda desk, key: desk.move(referral, state, by, self.now, key, reason=reason))

    def holder(self, id: str) -> Actor | None:
        if id not in self.known:
            return None
        holder = self.desks[0].file(id).holder
        return Actor(kind=holder.kind, office=holder.agency)

    def need(self, id: str, chance: int) -> str | None:
        needs = self.desks[0].file(id).case.needs if id in self.known else ()
        return needs[chance % len(needs)].id if needs else None


def lawful(events: tuple[DeskEvent, ...], new: int = 0) -> None:
    """Assert that the events from a place on could happen after those before them."""
    file = fold(events[:new])
    stepped = {(e.step, e.subject, e.round) for e in events[:new] if isinstance(e, Stepped)}
    for event in events[new:]:
        if isinstance(event, Stepped):
            step = (event.step, event.subject, event.round)
            assert step not in stepped, "a step was carried out twice"
            stepped.add(step)
        elif isinstance(event, Moved):
            assert file is not None
            before = file.referrals[event.referral]
            assert transition(before.role, before.state, event.move.state) is not None, "an illegal move"
        elif isinstance(event, Requested):
            assert file is not None
            assert event.referral.id == f"{file.id}/{len(file.referrals) + 1}"
        elif isinstance(event, Held):
            assert file is not None
            assert event.holder != file.holder
        assert isinstance(event, Opened) == (file is None)
        file = fold([event], file)
