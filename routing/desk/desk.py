"""The desk: cases, what becomes of them, and what falls due. Time always comes in; the store keeps what happened."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from routing.case import Case
from routing.desk import commands
from routing.desk.board import BoardRow, board_rows
from routing.desk.conference import Conference
from routing.desk.entries import Entries
from routing.desk.errors import DeskError
from routing.desk.events import DeskEvent, Stepped, data_of
from routing.desk.facts import Facts
from routing.desk.file import CaseFile
from routing.desk.moves import move_referral
from routing.desk.notices import notices
from routing.desk.recording import record_conference
from routing.desk.referral import Actor
from routing.desk.report import ReportRow, report_rows
from routing.desk.shelf import STREAM, Shelf
from routing.desk.states import State
from routing.desk.stepping import carry_out, wake
from routing.errors import RoutingError, printable
from routing.router import Router
from routing.store import EventStore, NewEvent, StoreError, VersionConflict

MOST_TRIES = 1000
"""How often a command is decided anew because others wrote first. Somebody gets through each time."""
AT_ONCE = 500
"""How many cases a tick asks the store for at a time."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: how many cases it looked at, the steps it carried out, by case, and what it could not do.

    `problems` are cases, each with the error in words; the next tick tries them again.
    """

    looked_at: int
    steps: tuple[tuple[str, Stepped], ...]
    problems: tuple[tuple[str, str], ...]


class Desk:
    """Cases over time, on a router and a store. Threads may share one.

    `review_every` is how long after it was opened, and after each review, a case is looked at again whatever happens
    (a setting, not law). Every command takes `now`, an aware datetime, and a `key` chosen by whoever gives it: a
    command repeated with its key has happened once. Every command raises DeskError where it cannot be carried out and
    StoreError where the store fails; then nothing has happened.

    >>> desk = Desk(Router(Rulebook.load("setagaya")), EventStore.open("sqlite:///desk.db"))    # doctest: +SKIP
    >>> desk.open(Case.load("case.yaml"), now).holder.kind                                     # doctest: +SKIP
    'support_center'
    """

    def __init__(self, router: Router, store: EventStore, *, review_every: str = "P1M") -> None:
        self.router = router
        self.store = store
        self.review_every = review_every
        self._shelf = Shelf(store)

    def open(self, case: Case, now: dt.datetime, key: str | None = None) -> CaseFile:
        """A case comes to the desk: the router decides and everybody named is asked.

        Raises DeskError where a case of that id is here already, CaseError where it does not fit the rulebook.
        """

        def decide(file: CaseFile | None) -> Entries:
            if file is not None:
                message = f"case `{printable(case.case)}` is at the desk already"
                raise DeskError(message, help="what is new about it is learnt, not opened")
            return commands.opened(case, self.router, now, self.review_every)

        return self._carry_out(case.case, ("open", {"case": case}), now, key, decide)

    def move(
        self,
        referral: str,
        state: State,
        by: Actor,
        now: dt.datetime,
        key: str | None = None,
        *,
        reason: str | None = None,
        note: str | None = None,
    ) -> CaseFile:
        """Bring a referral, named by its id `<case>/<number>`, to another state, with what follows from it.

        Raises NotPermitted where the state or the side of `by` does not permit it, UnknownReferral.
        """
        said = {"referral": referral, "state": state, "by": by, "reason": reason, "note": note}
        return self._change(
            _case_of(referral),
            ("move", said),
            now,
            key,
            lambda entries: move_referral(entries, self.router, referral, state, by, reason, note),
        )

    def receive(
        self, referral: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """The addressee has received it, and will answer. A report is answered with that."""
        return self.move(referral, "received", by, now, key, note=note)

    def accept(
        self, referral: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """The addressee takes it on. Who accepts to lead holds the case from then on."""
        return self.move(referral, "accepted", by, now, key, note=note)

    def reject(
        self,
        referral: str,
        by: Actor,
        reason: str,
        now: dt.datetime,
        key: str | None = None,
        *,
        note: str | None = None,
    ) -> CaseFile:
        """The addressee declines, or the family does not consent; the router decides again on that."""
        return self.move(referral, "rejected", by, now, key, reason=reason, note=note)

    def start(
        self, referral: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """The work begins."""
        return self.move(referral, "in-progress", by, now, key, note=note)

    def hold(
        self,
        referral: str,
        by: Actor,
        reason: str,
        now: dt.datetime,
        key: str | None = None,
        *,
        note: str | None = None,
    ) -> CaseFile:
        """The work rests, for a reason."""
        return self.move(referral, "on-hold", by, now, key, reason=reason, note=note)

    def resume(
        self, referral: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """The work goes on after it rested."""
        return self.move(referral, "in-progress", by, now, key, note=note)

    def complete(
        self, referral: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """What was asked is done."""
        return self.move(referral, "completed", by, now, key, note=note)

    def fail(
        self,
        referral: str,
        by: Actor,
        reason: str,
        now: dt.datetime,
        key: str | None = None,
        *,
        note: str | None = None,
    ) -> CaseFile:
        """The addressee gives up what it had taken on; the router decides again on that."""
        return self.move(referral, "failed", by, now, key, reason=reason, note=note)

    def cancel(
        self,
        referral: str,
        by: Actor,
        reason: str,
        now: dt.datetime,
        key: str | None = None,
        *,
        note: str | None = None,
    ) -> CaseFile:
        """The holder or the backup team calls it off."""
        return self.move(referral, "cancelled", by, now, key, reason=reason, note=note)

    def hand_over(
        self,
        case: str,
        to: str,
        agency: str | None,
        by: Actor,
        now: dt.datetime,
        key: str | None = None,
        *,
        note: str | None = None,
    ) -> CaseFile:
        """The holder asks another agency to take the case over, which takes effect when that agency accepts."""
        return self._change(
            case,
            ("hand_over", {"to": to, "agency": agency, "by": by, "note": note}),
            now,
            key,
            lambda entries: commands.hand_over(entries, self.router, to, agency, by, note),
        )

    def override(
        self,
        case: str,
        place: commands.Place,
        to: str,
        agency: str | None,
        by: Actor,
        reason: str,
        now: dt.datetime,
        key: str | None = None,
        *,
        need: str | None = None,
    ) -> CaseFile:
        """A person puts another agency in the place of the one decided: recorded with function, reason, from and to."""
        said = {"place": place, "to": to, "agency": agency, "by": by, "reason": reason, "need": need}
        return self._change(
            case,
            ("override", said),
            now,
            key,
            lambda entries: commands.override(entries, self.router, place, to, agency, by, reason, need),
        )

    def learn(self, case: str, facts: Facts, by: Actor, now: dt.datetime, key: str | None = None) -> CaseFile:
        """Facts, consents or entries of the history join the case, and the router decides again."""
        return self._change(
            case,
            ("learn", {"facts": facts, "by": by}),
            now,
            key,
            lambda entries: commands.learn_facts(entries, self.router, facts, by),
        )

    def record_conference(
        self, case: str, conference: Conference, by: Actor, now: dt.datetime, key: str | None = None
    ) -> CaseFile:
        """A conference was held: its facts join the case, the roles it gave become referrals and owners."""
        return self._change(
            case,
            ("record_conference", {"conference": conference, "by": by}),
            now,
            key,
            lambda entries: record_conference(entries, self.router, conference, by),
        )

    def set_review(self, case: str, day: dt.date, now: dt.datetime, key: str | None = None) -> CaseFile:
        """Set the day on which the case is looked at again."""
        return self._change(
            case, ("set_review", {"day": day}), now, key, lambda entries: commands.set_review(entries, day)
        )

    def close(
        self, case: str, by: Actor, reason: str, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """Close a case; what was still asked is called off."""
        return self._change(
            case,
            ("close", {"by": by, "reason": reason, "note": note}),
            now,
            key,
            lambda entries: commands.close(entries, by, reason, note),
        )

    def reopen(
        self, case: str, by: Actor, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """Open a closed case again: the router decides, and who is needed is asked."""

        def decide(file: CaseFile | None) -> Entries:
            entries = Entries(file or self._shelf.taken(case), now)
            commands.reopen(entries, self.router, by, self.review_every, note)
            return entries

        return self._carry_out(case, ("reopen", {"by": by, "note": note}), now, key, decide)

    def tick(self, now: dt.datetime) -> Ticked:
        """Carry out everything that has fallen due by now, each step once.

        Safe to repeat, to run in several processes at once, and after the clock has jumped: what is done is in the
        file of the case, and a step that stands there is never done again. A case that cannot be worked on does not
        hold up the others.
        """
        seen: set[str] = set()
        steps: list[tuple[str, Stepped]] = []
        problems: list[tuple[str, str]] = []
        while True:
            # cases that cannot be worked on stay due and stand first, so more than those are asked for
            due = [s for s in self.store.waking(_checked(now), len(problems) + AT_ONCE) if s not in seen]
            if not due:
                return Ticked(len(seen), tuple(steps), tuple(problems))
            for stream in due:
                seen.add(stream)
                case = stream.removeprefix(STREAM)
                try:
                    steps += [(case, step) for step in self._tick_case(case, now)]
                except StoreError:
                    raise
                except RoutingError as problem:
                    problems.append((case, str(problem).splitlines()[0]))

    def file(self, case: str) -> CaseFile:
        """The file of a case as it is now. Raises UnknownCase."""
        return self._shelf.taken(case)

    def files(self) -> Iterator[CaseFile]:
        """The files of all cases, closed ones too, by their ids."""
        return self._shelf.files()

    def events(self, case: str) -> tuple[DeskEvent, ...]:
        """Everything that happened to a case, in order. Raises UnknownCase."""
        self._shelf.taken(case)
        return self._shelf.events(case)

    def next_date(self, case: str) -> dt.datetime | None:
        """The earliest instant at which something may fall due in a case; None for a closed one alone."""
        return wake(self._shelf.taken(case), self.router)

    def board(self, now: dt.datetime) -> tuple[BoardRow, ...]:
        """Every open referral of every open case, by agency and deadline."""
        return board_rows(self.files(), _checked(now))

    def overdue(self, now: dt.datetime) -> tuple[BoardRow, ...]:
        """The rows of the board that are overdue, the longest first."""
        late = [row for row in self.board(now) if row.overdue_by is not None]
        return tuple(sorted(late, key=lambda row: (row.due, row.referral)))

    def report(self, since: dt.datetime, until: dt.datetime) -> tuple[ReportRow, ...]:
        """What became of the referrals asked from `since` on and before `until`, by agency and need."""
        return report_rows(self.files(), _checked(since), _checked(until))

    def _tick_case(self, case: str, now: dt.datetime) -> list[Stepped]:
        done: list[DeskEvent] = []

        def decide(file: CaseFile | None) -> Entries:
            entries = Entries(file or self._shelf.taken(case), now)
            if entries.file.open:
                carry_out(entries, self.router, self.review_every)
            done[:] = entries.events
            return entries

        self._carry_out(case, ("tick", {}), now, None, decide)
        return [event for event in done if isinstance(event, Stepped)]

    def _change(
        self,
        case: str,
        said: tuple[str, dict[str, Any]],
        now: dt.datetime,
        key: str | None,
        change: Callable[[Entries], None],
    ) -> CaseFile:
        """Carry out a command on a case that is open."""

        def decide(file: CaseFile | None) -> Entries:
            file = file or self._shelf.taken(case)
            if not file.open:
                raise DeskError(f"case `{printable(case)}` is closed", help="reopen it first")
            entries = Entries(file, now)
            change(entries)
            return entries

        return self._carry_out(case, said, now, key, decide)

    def _carry_out(
        self,
        case: str,
        said: tuple[str, dict[str, Any]],
        now: dt.datetime,
        key: str | None,
        decide: Callable[[CaseFile | None], Entries],
    ) -> CaseFile:
        """Load, decide, append; once more from the start where somebody else has written in between."""
        stream, now = STREAM + case, _checked(now)
        fingerprint = None if key is None else _fingerprint(case, *said)
        for _ in range(MOST_TRIES):
            if key is not None and self.store.carried_out(key) is not None:
                # writes nothing; raises where the key was used for something else
                self.store.append(stream, (), expected=0, at=now, command=key, fingerprint=fingerprint)
                return self._shelf.taken(case)
            before = self._shelf.file(case)
            entries = decide(before)
            try:
                self.store.append(
                    stream,
                    [NewEvent(event.type, data_of(event)) for event in entries.events],
                    expected=0 if before is None else before.version,
                    at=now,
                    command=key,
                    fingerprint=fingerprint,
                    wake=wake(entries.file, self.router),
                    messages=notices(before, entries.file, entries.events),
                )
            except VersionConflict:
                continue
            self._shelf.keep(entries.file)
            return entries.file
        raise DeskError(f"case `{printable(case)}` is being changed by others all the time", help="try again")


def _checked(now: dt.datetime) -> dt.datetime:
    """An instant in UTC. Raises DeskError for a time without its offset, or one too far away to count from."""
    if not isinstance(now, dt.datetime) or now.utcoffset() is None:
        raise DeskError("a time needs its zone", help="such as 2026-04-01T09:00:00+09:00")
    if not 2 <= now.year <= 9900:
        raise DeskError("a time lies in the years 2 to 9900")
    return now.astimezone(dt.UTC)


def _case_of(referral: str) -> str:
    case, slash, number = referral.rpartition("/")
    if not slash or not number.isdecimal():
        raise DeskError(f"`{printable(referral)}` is no id of a referral", help="it is written `<case>/<number>`")
    return case


def _fingerprint(case: str, name: str, said: dict[str, Any]) -> str:
    """What a command says, without the time: a client that repeats it may do so later."""
    plain = {
        field: value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
        for field, value in said.items()
    }
    text = json.dumps([case, name, plain], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
