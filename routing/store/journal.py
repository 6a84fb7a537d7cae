"""Appending to streams and reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from routing.store.content import checked_name, decoded, encoded, unreadable
from routing.store.database import Database
from routing.store.errors import CommandConflict, StoreError, VersionConflict
from routing.store.instants import instant, microseconds
from routing.store.outbox import Outbox
from routing.store.records import Appended, Message, NewEvent, Recorded
from routing.store.sealing import Sealing
from routing.store.side import Side
from routing.store.tables import COMMANDS, EVENTS, STREAMS

PAGE = 500
"""Events or names fetched at a time by an iteration."""

# Made once: to put a statement together takes as long as to run it.
_VERSION = select(STREAMS.c.version).where(STREAMS.c.stream == bindparam("name"))
_REACHED = select(
    func.coalesce(_VERSION.scalar_subquery(), 0),
    select(func.coalesce(func.max(EVENTS.c.position), 0)).scalar_subquery(),
)
"""The version of a stream, and the last position of all."""
_COMMAND = select(COMMANDS).where(COMMANDS.c.command == bindparam("key"))
_NEW_EVENTS, _NEW_STREAM, _NEW_COMMAND = insert(EVENTS), insert(STREAMS), insert(COMMANDS)
_STREAM_MOVES = (
    update(STREAMS)
    .where(STREAMS.c.stream == bindparam("name"))
    .values(version=bindparam("reached"), wake=bindparam("next"))
)


class Journal:
    """The streams of a store."""

    def __init__(self, database: Database, sealing: Sealing, outbox: Outbox, side: Side) -> None:
        self._database = database
        self._sealing = sealing
        self._outbox = outbox
        self._side = side

    def append(
        self,
        stream: str,
        events: Sequence[NewEvent],
        expected: int,
        at: datetime,
        command: str | None,
        fingerprint: str | None,
        wake: datetime | None,
        messages: Sequence[Message],
        keep: Callable[[Message], bool] | None,
        erase: Mapping[int, dict[str, Any] | None],
    ) -> Appended:
        """As `EventStore.append` says."""
        checked_name(stream, "the name of a stream")
        rows = [self._row(stream, expected + n, event, at, command) for n, event in enumerate(events, start=1)]
        letters = self._outbox.rows(stream, expected + len(rows), at, messages)
        beside = self._side.rows(stream, expected, events)
        erased = self._side.erasures(stream, erase)
        known_as = None if command is None else self._fingerprint(stream, checked_name(command, "a key"), fingerprint)
        waking = None if wake is None else microseconds(wake)

        def write(connection: Connection) -> Appended:
            if command is not None and (before := self._carried_out(connection, command, known_as)):
                return before
            actual, last = connection.execute(_REACHED, {"name": stream}).one()
            if actual != expected:
                raise VersionConflict(stream, expected, actual)
            if not rows and not actual:
                raise StoreError("a stream begins with an event", help="append at least one")
            unwanted = [] if keep is None else self._outbox.unwanted(connection, stream, keep)
            if rows:
                connection.execute(_NEW_EVENTS, [{**row, "position": last + n} for n, row in enumerate(rows, start=1)])
            done = Appended(stream, expected, expected + len(rows), last + len(rows) if rows else 0)
            self._note(connection, done, waking)
            if command is not None:
                connection.execute(_NEW_COMMAND, _as_command(done, command, str(known_as)))
            self._outbox.withdraw(connection, unwanted)
            self._outbox.put(connection, letters)
            self._side.put(connection, beside)
            self._side.erase(connection, erased)
            return done

        return self._database.write(write, in_turn=True)

    def carried_out(self, command: str) -> Appended | None:
        """As `EventStore.carried_out` says."""
        found = self._database.read(lambda c: c.execute(_COMMAND, {"key": command}).first())
        return None if found is None else _done_before(found)

    def read(self, stream: str, after: int, limit: int | None, kind: str | None) -> tuple[Recorded, ...]:
        """As `EventStore.read` says."""
        wanted = select(EVENTS).where(EVENTS.c.stream == stream, EVENTS.c.version > after).order_by(EVENTS.c.version)
        if kind is not None:
            wanted = wanted.where(EVENTS.c.type == kind)
        if limit is not None:
            wanted = wanted.limit(max(0, limit))
        return tuple(self._recorded(row) for row in self._all(wanted))

    def version(self, stream: str) -> int:
        """As `EventStore.version` says."""
        return self._database.read(lambda c: c.execute(_VERSION, {"name": stream}).scalar()) or 0

    def everything(self, after: int, limit: int | None) -> Iterator[Recorded]:
        """As `EventStore.everything` says."""
        left = limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = self._all(select(EVENTS).where(EVENTS.c.position > after).order_by(EVENTS.c.position).limit(size))
            yield from map(self._recorded, page)
            if len(page) < size:
                return
            after = page[-1].position
            left = None if left is None else left - size

    def streams(self, prefix: str) -> Iterator[str]:
        """As `EventStore.streams` says."""
        names = select(STREAMS.c.stream).order_by(STREAMS.c.stream).limit(PAGE)
        if prefix:  # U+10FFFF is in no name and sorts behind all that is
            names = names.where(STREAMS.c.stream >= prefix, STREAMS.c.stream < prefix + "\U0010ffff")
        last = ""
        while page := self._all(names.where(STREAMS.c.stream > last)):
            yield from (row.stream for row in page)
            last = page[-1].stream

    def waking(self, now: datetime, limit: int) -> tuple[str, ...]:
        """As `EventStore.waking` says."""
        due = select(STREAMS.c.stream).where(STREAMS.c.wake <= microseconds(now))
        ordered = due.order_by(STREAMS.c.wake, STREAMS.c.stream).limit(max(0, limit))
        return tuple(self._database.read(lambda connection: connection.scalars(ordered).all()))

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return self._database.read(lambda connection: connection.execute(query).all())

    def _row(self, stream: str, version: int, event: NewEvent, at: datetime, command: str | None) -> dict[str, Any]:
        kind = checked_name(event.type, "the type of an event")
        moment = microseconds(event.at or at)
        data = self._sealing.seal(encoded(event.data), "event", stream, version, kind, moment)
        return {"stream": stream, "version": version, "type": kind, "at": moment, "data": data, "command": command}

    def _recorded(self, row: Row[Any]) -> Recorded:
        try:
            at = instant(row.at)
            data = self._sealing.unseal(memoryview(row.data).tobytes(), "event", *row[1:5])
        except (TypeError, ValueError, OverflowError):  # SQLite keeps any kind of value in any column
            raise unreadable() from None
        return Recorded(row.position, row.stream, row.version, row.type, at, decoded(data), row.command)

    def _fingerprint(self, stream: str, command: str, fingerprint: str | None) -> str:
        # the stream is part of it: the same words about another case are another command
        return self._sealing.fingerprint(f"{stream}\n{command}\n{fingerprint or ''}")

    def _carried_out(self, connection: Connection, command: str, known_as: str | None) -> Appended | None:
        found = connection.execute(_COMMAND, {"key": command}).first()
        if found is None:
            return None
        if found.fingerprint != known_as:
            raise CommandConflict(command)
        return _done_before(found)

    def _note(self, connection: Connection, done: Appended, wake: int | None) -> None:
        if done.before:
            connection.execute(_STREAM_MOVES, {"name": done.stream, "reached": done.version, "next": wake})
        else:
            connection.execute(_NEW_STREAM, {"stream": done.stream, "version": done.version, "wake": wake})


def _as_command(done: Appended, command: str, fingerprint: str) -> dict[str, Any]:
    return {
        "command": command,
        "fingerprint": fingerprint,
        "stream": done.stream,
        "before": done.before,
        "version": done.version,
        "position": done.position,
    }


def _done_before(row: Row[Any]) -> Appended:
    return replace(Appended(row.stream, row.before, row.version, row.position), repeated=True)
