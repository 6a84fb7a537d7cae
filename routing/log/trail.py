"""The records of the log in the event store, one event each, with the tree beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from routing.log.canonical import canonical
from routing.log.commitments import Field
from routing.log.errors import LogError
from routing.log.merkle import Frontier, Node, Span, combined, nodes_of
from routing.log.merkle.tree import filled
from routing.log.record import SCHEMA, Record, commitments, leaf_of_written, record_of, written_beside
from routing.log.together import Append, appending
from routing.store import EventStore, Json, NewEvent, Recorded, StoreDamaged, VersionConflict

STREAM = "log"
"""The stream of the records. Record n is its event of version n, so that nobody can write two with one number."""
PAGE = 20
"""Records read at a time: enough that asking the database costs little, and few enough that most are gone again before
Python looks for garbage among them."""
TRIES = 1000
"""How often a record is tried where other writers are always first."""


class Entry(NamedTuple):
    """A record before it has a number: its kind, what its header says besides, and its fields."""

    kind: str
    says: Mapping[str, Any]
    fields: Sequence[Field]


class _Ready(NamedTuple):
    """A record that lacks nothing but its number: its commitments, and what is kept beside it."""

    entry: Entry
    fields: list[str]
    kept: Json


Erase = Callable[[int], Mapping[int, dict[str, Any]]]
"""Is told the number of the first new record, and says what is left beside earlier ones, by their numbers."""


class Trail:
    """The records of a log and their tree. Threads may share one."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._together = appending(self._write)
        self._edge = Frontier()

    def size(self) -> int:
        """How many records there are."""
        return self._store.version(STREAM)

    def append(
        self,
        entries: Sequence[Entry],
        at: dt.datetime,
        command: str | None = None,
        erase: Erase | None = None,
    ) -> int:
        """Append records, all or none; the number of the last comes back, that of the first time where the command was
        carried out before.

        `erase` is asked again whenever another writer was first. Threads that append at the same time wait for the disk
        together, unless they give one of the two.
        """
        written(at)  # an instant without a time zone is refused before anybody else goes along
        mine = Append([_Ready(entry, commitments(entry.fields), written_beside(entry.fields)) for entry in entries], at)
        if command is None and erase is None:
            return self._together.grant(mine).number
        with self._together.lock:
            self._write([mine], command, erase)
        return mine.number

    def _write(
        self, together: Sequence[Append[_Ready]], command: str | None = None, erase: Erase | None = None
    ) -> None:
        """Append what some threads wish, in one write, and note with each the number of its last record."""
        for _ in range(TRIES):
            edge, before = self._edge.copy(), self._edge.size
            events, numbers = list[NewEvent](), list[int]()
            for wish in together:
                events += [_event(edge, ready, wish.at) for ready in wish.records]
                numbers.append(edge.size)
            try:
                erased = erase(before + 1) if erase is not None else None
                at = together[0].at
                done = self._store.append(STREAM, events, expected=before, at=at, command=command, erase=erased)
            except VersionConflict:
                self._edge = self._edge_of(self.size())
                continue
            if done.repeated:
                numbers = [done.version]
            else:
                self._edge = edge
            for wish, number in zip(together, numbers, strict=True):
                wish.number = number
            return
        raise LogError("other writers were always first", help="try again")

    def record(self, number: int) -> Record:
        """One record. Raises `LogError` where there is none of this number."""
        for record in self.records(number - 1, number) if number > 0 else ():
            return record
        raise LogError(f"the log has no record {number}")

    def records(self, after: int = 0, until: int | None = None) -> Iterator[Record]:
        """The records that follow a number, in order; up to one, or to the end."""
        while until is None or after < until:
            size = PAGE if until is None else min(PAGE, until - after)
            # what is beside them first: whatever is gone by then is told of by a record that is there by then too
            kept = self._store.erasable(STREAM, range(after + 1, after + size + 1))
            events = self._store.read(STREAM, after, size)
            yield from (_record(event, kept.get(event.version)) for event in events)
            if len(events) < size:
                return
            after += size

    def records_of(self, kind: str) -> Iterator[Record]:
        """The records of one kind, in order. The others are passed over without being read."""
        after = 0
        while events := self._store.read(STREAM, after, PAGE, kind):
            kept = self._store.erasable(STREAM, [event.version for event in events])
            yield from (_record(event, kept.get(event.version)) for event in events)
            after = events[-1].version

    def hashes(self, nodes: Collection[Node]) -> dict[Node, bytes]:
        """The hashes of perfect subtrees. Raises `StoreDamaged` where one is not there."""
        rows = self._store.derived(STREAM, {node.last for node in nodes})
        try:
            return {node: filled(rows[node.last], node.level) for node in nodes}
        except (KeyError, ValueError):
            raise StoreDamaged(
                "the tree of the log lacks a part",
                help="the database was changed from outside; `routing log verify` says what still holds; use a backup",
            ) from None

    def span_hashes(self, spans: Sequence[Span]) -> list[bytes]:
        """The hash over each span of leaves."""
        known = self.hashes({node for span in spans for node in nodes_of(span)})
        return [combined([known[node] for node in nodes_of(span)]) for span in spans]

    def root(self, size: int) -> bytes:
        """The root of the first `size` records."""
        return self.span_hashes([Span(0, size)])[0]

    def tree_rows(self, numbers: Collection[int]) -> dict[int, bytes]:
        """What is kept of the tree beside records, as `Frontier.append` gave it."""
        return self._store.derived(STREAM, numbers)

    def _edge_of(self, size: int) -> Frontier:
        nodes = list(nodes_of(Span(0, size)))
        known = self.hashes(nodes)
        return Frontier(size, [known[node] for node in nodes])


def written(at: dt.datetime) -> str:
    """An instant as records say it: UTC, to the microsecond. Raises ValueError for one without a time zone."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _event(edge: Frontier, ready: _Ready, at: dt.datetime) -> NewEvent:
    """The event that keeps a record as the next one, and takes it into the tree."""
    number = edge.size + 1
    kind = ready.entry.kind
    own = {"schema": SCHEMA, "kind": kind, "number": number, "at": written(at), "fields": ready.fields}
    header = canonical({**ready.entry.says, **own})
    return NewEvent(kind, Json(header), ready.kept, edge.append(leaf_of_written(header)), at)


def _record(event: Recorded, kept: Mapping[str, Any] | None) -> Record:
    record = record_of(event.data, kept or {})
    if (record.number, record.kind, record.header.get("at")) != (event.version, event.type, written(event.at)):
        raise StoreDamaged(
            f"record {event.version} of the log stands in a place that is not its own",
            help="the database was changed from outside; use a backup",
        )
    return record
