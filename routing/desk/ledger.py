"""The ledger: how a command on a case is carried out, once, whoever else writes at the same time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from routing.desk.entries import Entries
from routing.desk.errors import DeskError, told
from routing.desk.events import data_of
from routing.desk.file import CaseFile
from routing.desk.notices import may_be_told, newly_excluded, notices
from routing.desk.shelf import STREAM, Shelf
from routing.desk.stepping import wake
from routing.errors import RoutingError, printable
from routing.router import Router
from routing.store import EventStore, NewEvent, VersionConflict

MOST_TRIES = 1000
"""How often a command is decided anew because others wrote first. Somebody gets through each time."""

Said = tuple[str, dict[str, Any]]
"""A command as it was given: its name and what it says, without the time."""


class Ledger:
    """Carries commands out on the files of a store. Threads may share one."""

    def __init__(self, router: Router, store: EventStore) -> None:
        self.router = router
        self.store = store
        self.shelf = Shelf(store)

    def change(
        self,
        case: str,
        said: Said,
        now: dt.datetime,
        key: str | None,
        change: Callable[[Entries], None],
    ) -> CaseFile:
        """Carry out a command on a case that is open."""

        def decide(file: CaseFile | None) -> Entries:
            file = file or self.shelf.taken(case)
            if not file.open:
                raise DeskError(f"case `{printable(case)}` is closed", help="reopen it first")
            entries = Entries(file, now)
            change(entries)
            return entries

        return self.carry_out(case, said, now, key, decide)

    def carry_out(
        self,
        case: str,
        said: Said,
        now: dt.datetime,
        key: str | None,
        decide: Callable[[CaseFile | None], Entries],
    ) -> CaseFile:
        """Load, decide, append; once more from the start where somebody else has written in between."""
        stream, now = STREAM + case, checked(now)
        fingerprint = None if key is None else _fingerprint(case, *said)
        for _ in range(MOST_TRIES):
            if key is not None and self.store.carried_out(key) is not None:
                # writes nothing; raises where the key was used for something else
                self.store.append(stream, (), expected=0, at=now, command=key, fingerprint=fingerprint)
                return self.shelf.taken(case)
            before = self.shelf.file(case)
            try:
                entries = decide(before)
            except ValidationError as problem:  # a note that is too long, a state that is none: not what the case says
                raise DeskError(f"the command cannot be recorded: {told(problem)}") from None
            except RoutingError:
                if key is not None and self.store.carried_out(key) is not None:
                    continue  # given twice at once: the other of the two has carried it out in between
                raise
            try:
                directory, after = self.router.rulebook.directory, entries.file
                done = self.store.append(
                    stream,
                    [NewEvent(event.type, data_of(event)) for event in entries.events],
                    expected=0 if before is None else before.version,
                    at=now,
                    command=key,
                    fingerprint=fingerprint,
                    wake=wake(after, self.router),
                    messages=notices(before, after, entries.events, directory),
                    keep=may_be_told(after, directory) if newly_excluded(before, after) else None,
                )
            except VersionConflict:
                continue
            if done.repeated:
                return self.shelf.taken(case)
            self.shelf.keep(entries.file)
            return entries.file
        raise DeskError(f"case `{printable(case)}` is being changed by others all the time", help="try again")


def checked(now: dt.datetime) -> dt.datetime:
    """An instant in UTC. Raises DeskError for a time without its offset, or one too far away to count from."""
    if not isinstance(now, dt.datetime) or now.utcoffset() is None:
        raise DeskError("a time needs its zone", help="such as 2026-04-01T09:00:00+09:00")
    if not 2 <= now.year <= 9900:
        raise DeskError("a time lies in the years 2 to 9900")
    return now.astimezone(dt.UTC)


def _fingerprint(case: str, name: str, said: dict[str, Any]) -> str:
    """What a command says, without the time: a client that repeats it may do so later."""
    plain = {
        field: value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
        for field, value in said.items()
    }
    text = json.dumps([case, name, plain], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
