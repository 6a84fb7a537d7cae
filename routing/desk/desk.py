"""The desk: cases, what becomes of them, and what falls due. Time always comes in; the store keeps what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from routing.case import Case
from routing.desk import commands
from routing.desk.board import BoardRow, board_rows
from routing.desk.conference import Conference
from routing.desk.entries import Entries
from routing.desk.errors import DeskError
from routing.desk.events import DeskEvent
from routing.desk.facts import Facts
from routing.desk.file import CaseFile
from routing.desk.ledger import Ledger, checked
from routing.desk.moves import move_referral
from routing.desk.recording import record_conference
from routing.desk.referral import Actor
from routing.desk.report import ReportRow, report_rows
from routing.desk.states import State
from routing.desk.stepping import wake
from routing.desk.tick import Ticked, tick
from routing.errors import printable
from routing.router import Router
from routing.store import EventStore


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
        self._ledger = Ledger(router, store)

    def open(self, case: Case, now: dt.datetime, key: str | None = None) -> CaseFile:
        """A case comes to the desk: the router decides and everybody named is asked.

        Raises DeskError where a case of that id is here already, CaseError where it does not fit the rulebook.
        """

        def decide(file: CaseFile | None) -> Entries:
            if file is not None:
                message = f"case `{printable(case.case)}` is at the desk already"
                raise DeskError(message, help="what is new about it is learnt, not opened")
            return commands.opened(case, self.router, now, self.review_every)

        return self._ledger.carry_out(case.case, ("open", {"case": case}), now, key, decide)

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
        return self._ledger.change(
            case_of(referral),
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
        return self._ledger.change(
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
        return self._ledger.change(
            case,
            ("override", said),
            now,
            key,
            lambda entries: commands.override(entries, self.router, place, to, agency, by, reason, need),
        )

    def learn(self, case: str, facts: Facts, by: Actor, now: dt.datetime, key: str | None = None) -> CaseFile:
        """Facts, consents or entries of the history join the case, and the router decides again."""
        return self._ledger.change(
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
        return self._ledger.change(
            case,
            ("record_conference", {"conference": conference, "by": by}),
            now,
            key,
            lambda entries: record_conference(entries, self.router, conference, by),
        )

    def set_review(self, case: str, day: dt.date, now: dt.datetime, key: str | None = None) -> CaseFile:
        """Set the day on which the case is looked at again."""
        return self._ledger.change(
            case, ("set_review", {"day": day}), now, key, lambda entries: commands.set_review(entries, day)
        )

    def close(
        self, case: str, by: Actor, reason: str, now: dt.datetime, key: str | None = None, *, note: str | None = None
    ) -> CaseFile:
        """Close a case; what was still asked is called off."""
        return self._ledger.change(
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
            entries = Entries(file or self._ledger.shelf.taken(case), now)
            commands.reopen(entries, self.router, by, self.review_every, note)
            return entries

        return self._ledger.carry_out(case, ("reopen", {"by": by, "note": note}), now, key, decide)

    def tick(self, now: dt.datetime, *, only: Callable[[str], bool] | None = None) -> Ticked:
        """Carry out everything that has fallen due by now, each step once.

        `only` says of the id of a case whether this desk looks at it: a store may hold cases of several rulebooks.

        Safe to repeat, to run in several processes at once, and after the clock has jumped: what is done is in the
        file of the case, and a step that stands there is never done again. A case that cannot be worked on does not
        hold up the others.
        """
        return tick(self._ledger, now, self.review_every, only)

    def file(self, case: str) -> CaseFile:
        """The file of a case as it is now. Raises UnknownCase."""
        return self._ledger.shelf.taken(case)

    def files(self) -> Iterator[CaseFile]:
        """The files of all cases, closed ones too, by their ids."""
        return self._ledger.shelf.files()

    def events(self, case: str) -> tuple[DeskEvent, ...]:
        """Everything that happened to a case, in order. Raises UnknownCase."""
        self._ledger.shelf.taken(case)
        return self._ledger.shelf.events(case)

    def next_date(self, case: str) -> dt.datetime | None:
        """The earliest instant at which something may fall due in a case; None for a closed one alone."""
        return wake(self._ledger.shelf.taken(case), self.router)

    def board(self, now: dt.datetime) -> tuple[BoardRow, ...]:
        """Every open referral of every open case, by agency and deadline."""
        return board_rows(self._ledger.shelf.open_files(), checked(now))

    def overdue(self, now: dt.datetime) -> tuple[BoardRow, ...]:
        """The rows of the board that are overdue, the longest first."""
        late = [row for row in self.board(now) if row.overdue_by is not None]
        return tuple(sorted(late, key=lambda row: (row.due, row.referral)))

    def report(self, since: dt.datetime, until: dt.datetime) -> tuple[ReportRow, ...]:
        """What became of the referrals asked from `since` on and before `until`, by agency and need."""
        return report_rows(self.files(), checked(since), checked(until))


def case_of(referral: str) -> str:
    """The id of the case that a referral, `<case>/<number>`, belongs to. Raises DeskError for what is no such id."""
    case, slash, number = referral.rpartition("/")
    if not slash or not number.isdecimal():
        raise DeskError(f"`{printable(referral)}` is no id of a referral", help="it is written `<case>/<number>`")
    return case
