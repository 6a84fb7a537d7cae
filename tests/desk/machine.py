"""A machine that works at a desk: everything people, processes and clocks can do, in any order, checked at each step.

What is checked: a case that is open has exactly one holder and a next date; no acknowledged event is lost or changed;
no referral moves where the table permits it not; no step of the ladder is carried out twice; the file is what its
events add up to; a tick or a command repeated enters nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
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
from routing.desk.events import Held, Moved, Opened, Requested, Stepped, event_of
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

people, cases, chances = st.sampled_from(PEOPLE), st.integers(0, len(IDS) - 1), st.integers(0, 10**6)
needs_of_a_case = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(CODES)), max_size=3)


class DeskMachine(RuleBasedStateMachine):
    """`make_store` opens a new, empty store; two desks work on it, as two processes would."""

    make_store: Callable[[], EventStore]

    @initialize(codes=needs_of_a_case)
    def begin(self, codes: list[tuple[str, str]]) -> None:
        self.store = type(self).make_store()
        self.desks = [Desk(router(), self.store), Desk(router(), self.store)]
        self.now = NOON
        self.known: dict[str, tuple[tuple[DeskEvent, ...], CaseFile | None]] = {}
        self.last: Callable[[Desk], CaseFile] | None = None
        self.keys = 0
        self.touched: str | None = None
        self.open(codes)

    # what people do

    @precondition(lambda self: len(self.known) < len(IDS))
    @rule(codes=needs_of_a_case)
    def open(self, codes: list[tuple[str, str]]) -> None:
        id = IDS[len(self.known)]
        needs = {f"n{place}": code for place, code in enumerate(codes)}
        case = town_case(needs=needs).model_copy(update={"case": id})
        self.command(id, lambda desk, key: desk.open(case, self.now, key))

    @rule(
        which=cases, chance=chances, by=people, state=st.sampled_from(STATES), reason=st.sampled_from((None, *REASONS))
    )
    def move_anyhow(self, which: int, chance: int, by: Actor, state: State, reason: str | None) -> None:
        id = self.id(which)
        if referral := self.picked(id, chance, live=False):
            self.move(id, referral, state, by, reason)

    @rule(which=cases, chance=chances, reason=st.sampled_from(tuple(REASONS)))
    def answer(self, which: int, chance: int, reason: str) -> None:
        """The addressee does one of the things it may do."""
        id = self.id(which)
        if (referral := self.picked(id, chance)) is None:
            return
        found = self.desks[0].file(id).referrals[referral]
        rules = [(end, transition(found.role, found.state, end)) for end in STATES]
        ends = [end for end, one in rules if one is not None and "addressee" in one.by]
        self.move(id, referral, ends[chance % len(ends)], Actor(kind=found.to, office=found.agency), reason)

    @rule(which=cases, by=people, to=people, chance=chances)
    def hand_over(self, which: int, by: Actor, to: Actor, chance: int) -> None:
        id = self.id(which)
        giver = by if chance % 4 == 0 else self.holder(id)
        self.command(id, lambda desk, key: desk.hand_over(id, to.kind, to.office, giver, self.now, key))

    @rule(which=cases, to=people, place=st.sampled_from(("holder", "lead", "owner")), chance=chances)
    def override(self, which: int, to: Actor, place: Any, chance: int) -> None:
        id = self.id(which)
        by = Actor(kind="support_center", office="center", role="chief")
        need = self.need(id, chance) if place == "owner" else None
        self.command(
            id, lambda desk, key: desk.override(id, place, to.kind, to.office, by, "so", self.now, key, need=need)
        )

    @rule(which=cases, by=people, type=st.sampled_from(HISTORY), chance=chances)
    def tell_history(self, which: int, by: Actor, type: str, chance: int) -> None:
        id = self.id(which)
        entry = {"type": type, "by": by.kind, "office": by.office, "need": self.need(id, chance)}
        facts = Facts(history=(History.model_validate(entry),))
        self.command(id, lambda desk, key: desk.learn(id, facts, by, self.now, key))

    @rule(
        which=cases,
        code=st.sampled_from(CODES),
        person=st.sampled_from("ab"),
        number=st.integers(0, 4),
        gone=st.booleans(),
    )
    def tell_need(self, which: int, code: str, person: str, number: int, gone: bool) -> None:
        id = self.id(which)
        need = Need(id=f"n{number}", person=person, code=code, status="resolved" if gone else "confirmed")
        self.command(id, lambda desk, key: desk.learn(id, Facts(needs=(need,)), CENTER, self.now, key))

    @rule(which=cases, lead=people, owner=people, chance=chances)
    def confer(self, which: int, lead: Actor, owner: Actor, chance: int) -> None:
        id = self.id(which)
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

    @rule(which=cases, by=people)
    def close(self, which: int, by: Actor) -> None:
        id = self.id(which)
        self.command(id, lambda desk, key: desk.close(id, by, "so", self.now, key))

    @rule(which=cases)
    def reopen(self, which: int) -> None:
        id = self.id(which)
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
        before, _ = self.known.get(id, ((), None))
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
        """What happened to a case since it was looked at last is lawful."""
        before, file = self.known.get(id, ((), None))
        new = tuple(event_of(recorded.data) for recorded in self.store.read(f"case/{id}", after=len(before)))
        self.known[id] = (*before, *new), lawful(file, new, before)
        self.touched = id

    @invariant()
    def a_case_has_one_holder_and_an_open_one_a_next_date(self) -> None:
        if self.touched is not None:
            file = self.desks[0].file(self.touched)
            assert file.holder.kind
            assert file == self.known[self.touched][1], "the file is not what its events add up to"
            if file.open:
                assert self.desks[0].next_date(self.touched) is not None
            else:
                assert not file.live
            self.touched = None

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store:
            for id, (events, file) in self.known.items():
                assert self.desks[0].events(id) == events, "an acknowledged event is lost or changed"
                assert Desk(router(), self.store).file(id) == file == fold(events)
            assert len(list(self.store.everything(limit=None))) == sum(len(events) for events, _ in self.known.values())

    def id(self, which: int) -> str:
        """One of the cases at the desk."""
        return IDS[which % len(self.known)]

    def picked(self, id: str, chance: int, live: bool = True) -> str | None:
        file = self.desks[0].file(id)
        found = [r.id for r in (file.live if live else file.referrals.values())]
        return found[chance % len(found)] if found else None

    def move(self, id: str, referral: str, state: State, by: Actor, reason: str | None) -> None:
        self.command(id, lambda desk, key: desk.move(referral, state, by, self.now, key, reason=reason))

    def holder(self, id: str) -> Actor:
        holder = self.desks[0].file(id).holder
        return Actor(kind=holder.kind, office=holder.agency)

    def need(self, id: str, chance: int) -> str | None:
        needs = self.desks[0].file(id).case.needs
        return needs[chance % len(needs)].id if needs else None


def lawful(file: CaseFile | None, new: Sequence[DeskEvent], before: Sequence[DeskEvent] = ()) -> CaseFile | None:
    """The file after new events, each of which is asserted to be one that could happen then."""
    stepped = {(e.step, e.subject, e.round) for e in before if isinstance(e, Stepped)}
    for event in new:
        if isinstance(event, Stepped):
            step = (event.step, event.subject, event.round)
            assert step not in stepped, "a step was carried out twice"
            stepped.add(step)
        elif isinstance(event, Moved):
            assert file is not None
            referral = file.referrals[event.referral]
            assert transition(referral.role, referral.state, event.move.state) is not None, "an illegal move"
        elif isinstance(event, Requested):
            assert file is not None
            assert event.referral.id == f"{file.id}/{len(file.referrals) + 1}"
        elif isinstance(event, Held):
            assert file is not None
            assert event.holder != file.holder
        assert isinstance(event, Opened) == (file is None)
        file = fold([event], file)
    return file
