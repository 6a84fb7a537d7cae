"""The files on the shelf: what the events in the store add up to, kept in memory and brought up to date when taken."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator

from pydantic import ValidationError

from routing.desk.errors import DeskError, UnknownCase
from routing.desk.events import DeskEvent, event_of
from routing.desk.file import CaseFile, fold
from routing.errors import printable
from routing.store import EventStore, Recorded

STREAM = "case/"
"""What the names of the streams of cases begin with; the id of the case follows."""
MOST_KEPT = 1000
"""Files that are kept in memory; the one that was not taken for the longest time gives way."""

_END, _ALL = dt.datetime(9999, 12, 31, tzinfo=dt.UTC), 2**31 - 1


class Shelf:
    """Takes files from the store. Threads may share one; other processes may write to the same store."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, CaseFile] = OrderedDict()
        self._lock = threading.Lock()

    def file(self, case: str) -> CaseFile | None:
        """The file of a case as the store has it now; None where it never came to the desk."""
        with self._lock:
            known = self._kept.get(case)
        recorded = self._store.read(STREAM + case, after=known.version if known is not None else 0)
        file = fold(map(_event, recorded), known)
        if file is not None:
            self.keep(file)
        return file

    def taken(self, case: str) -> CaseFile:
        """The file of a case. Raises UnknownCase where there is none."""
        file = self.file(case)
        if file is None:
            raise UnknownCase(f"there is no case `{printable(case)}` at the desk", help="open it first")
        return file

    def keep(self, file: CaseFile) -> None:
        """Keep a file in memory, unless a newer one is kept."""
        with self._lock:
            known = self._kept.get(file.id)
            if known is None or known.version < file.version:
                self._kept[file.id] = file
            self._kept.move_to_end(file.id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def events(self, case: str) -> tuple[DeskEvent, ...]:
        """Everything that happened to a case, in order."""
        return tuple(map(_event, self._store.read(STREAM + case)))

    def open_files(self) -> Iterator[CaseFile]:
        """The files of the cases that are open, by their ids: those in which something will fall due."""
        for stream in sorted(self._store.waking(_END, _ALL)):
            if stream.startswith(STREAM):
                yield self.taken(stream.removeprefix(STREAM))

    def files(self) -> Iterator[CaseFile]:
        """The files of all cases that ever came to the desk, by their ids."""
        for stream in self._store.streams(STREAM):
            yield self.taken(stream.removeprefix(STREAM))


def _event(recorded: Recorded) -> DeskEvent:
    try:
        return event_of(recorded.data)
    except ValidationError:
        raise DeskError(
            f"event {recorded.version} of `{printable(recorded.stream)}` is none that this release knows",
            help="a newer release may have written it; use that one",
        ) from None
