"""The desk as a command finds it: one store, and for each case the rulebook that decides it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from routing.case import Case
from routing.cli.desk.given import Given
from routing.cli.outcome import warnings_on_stderr
from routing.desk import CaseFile, Desk, DeskError, Ticked
from routing.desk.shelf import STREAM, Shelf
from routing.desk.stepping import wake
from routing.errors import RoutingError, printable
from routing.router import Router, rulebook_for
from routing.rulebook import Rulebook
from routing.store import EventStore, key_from_environment, key_from_file
from routing.wording.names import Names
from routing.wording.words import Language


class NotAtHand(DeskError):
    """A case was decided by a rulebook that is not the one at hand."""


class Counter:
    """The desks on one store: one for each rulebook, `named` for all cases where the command names one."""

    def __init__(self, store: EventStore, named: Rulebook | None) -> None:
        self.store = store
        self.shelf = Shelf(store)
        self._named = named
        self._desks: dict[str, Desk] = {}

    def desk_for(self, case: Case) -> Desk:
        """The desk that a new case comes to."""
        return self._desk(self._named or rulebook_for(case))

    def desk_of(self, case: str) -> Desk:
        """The desk of a case that is here.

        Raises UnknownCase, or NotAtHand where another rulebook decided it.
        """
        file = self.shelf.taken(case)
        book = self._named or rulebook_for(file.case)
        id = file.decision.rulebook.id
        if self._named is None and book.id != id:
            raise NotAtHand(
                f"case `{printable(case)}` was decided by the rulebook `{printable(id)}`",
                help="name it, or its folder, by --rulebook or ROUTING_DESK_RULEBOOK",
            )
        return self._desk(book)

    def next_date(self, file: CaseFile) -> dt.datetime | None:
        """When something may fall due in a case; None where it is closed, or its rulebook is not at hand."""
        try:
            return wake(file, self.desk_of(file.id).router)
        except NotAtHand:
            return None

    def names(self, file: CaseFile, language: Language) -> Names:
        """What to call the agencies and needs of a case; by the serving rulebook where its own is not at hand."""
        return Names(self._named or rulebook_for(file.case), language, file.decision.as_of)

    def tick(self, now: dt.datetime) -> Ticked:
        """Everything that is due, each case by its own rulebook. One whose rulebook is not at hand is a problem."""
        if self._named is not None:
            return self._desk(self._named).tick(now)
        cases: dict[str, set[str]] = {}
        problems: list[tuple[str, str]] = []
        for stream in self.store.waking(now, _ALL):
            case = stream.removeprefix(STREAM)
            try:
                desk = self.desk_of(case)
            except RoutingError as problem:
                problems.append((case, str(problem).splitlines()[0]))
            else:
                cases.setdefault(desk.router.rulebook.digest, set()).add(case)
        ticked = [self._desks[digest].tick(now, only=own.__contains__) for digest, own in cases.items()]
        return Ticked(
            looked_at=sum(one.looked_at for one in ticked),
            steps=tuple(step for one in ticked for step in one.steps),
            problems=(*problems, *(problem for one in ticked for problem in one.problems)),
        )

    def _desk(self, book: Rulebook) -> Desk:
        if book.digest not in self._desks:
            self._desks[book.digest] = Desk(Router(book), self.store)
        return self._desks[book.digest]


_ALL = 10**9


@contextmanager
def counter(given: Given, *, new: bool = False) -> Iterator[Counter]:
    """The desk that the options of a command name, until the command ends.

    With `new`, a file that is not there is made; else that is a RoutingError, since a mistyped name is likelier than an
    empty desk. What the library warns of meanwhile is told on stderr.
    """
    named = Rulebook.load(given.rulebook) if given.rulebook else None
    if not new:
        check_there(given.db)
    key = key_from_environment() if given.key_file is None else key_from_file(given.key_file)
    with warnings_on_stderr(), EventStore.open(given.db, key) as store:
        yield Counter(store, named)


def check_there(url: str) -> None:
    """Raise RoutingError for a store in a file that is not there: a mistyped name is likelier than an empty desk."""
    from routing.store.extras import require

    require("sqlalchemy", "the event store")
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    with suppress(ArgumentError, ValueError):  # told by the store
        parsed = make_url(url)
        file = parsed.database or ""
        named = parsed.get_backend_name() == "sqlite" and file and not file.startswith((":", "file:"))
        if named and not os.path.exists(file):
            help = "`routing desk open` makes one; or name another by --db"
            raise RoutingError(f"{printable(file)}: there is no desk\nhelp: {help}")
