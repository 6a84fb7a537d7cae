"""Messages that were written with the events they speak of, and are delivered at least once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from routing.store.content import checked_name, decoded, encoded, unreadable
from routing.store.database import Database
from routing.store.errors import StoreDamaged
from routing.store.instants import instant, microseconds
from routing.store.records import Message, Pending
from routing.store.sealing import Sealing
from routing.store.tables import OUTBOX

LEASE = timedelta(minutes=5)
"""How long a claimed message is nobody else's."""
MOST = 1000
"""Messages claimed at once; a statement has room for some thousands of values."""


class Outbox:
    """The messages of a store."""

    def __init__(self, database: Database, sealing: Sealing) -> None:
        self._database = database
        self._sealing = sealing

    def rows(self, stream: str, version: int, at: datetime, messages: Sequence[Message]) -> list[dict[str, Any]]:
        """Messages as the rows that keep them."""
        moment = microseconds(at)
        rows = []
        for number, message in enumerate(messages, start=1):
            checked_name(message.to, "an addressee")
            checked_name(message.kind, "the kind of a message")
            place = ("message", stream, version, number, message.to, message.kind)
            rows.append(
                {
                    "stream": stream,
                    "version": version,
                    "number": number,
                    "recipient": message.to,
                    "kind": message.kind,
                    "body": self._sealing.seal(encoded(message.body), *place),
                    "at": moment,
                    "due": moment,
                    "attempts": 0,
                }
            )
        return rows

    def put(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Write rows in a transaction that somebody else began."""
        if rows:
            connection.execute(insert(OUTBOX), rows)

    def unwanted(self, connection: Connection, stream: str, keep: Callable[[Message], bool]) -> list[int]:
        """The messages of a stream that were not delivered and are not to be kept, by their ids.

        One that cannot be read is not kept: to whom it must not go cannot be told any longer.
        """

        def kept(row: Row[Any]) -> bool:
            try:
                return keep(self._pending(row).message)
            except StoreDamaged:
                return False

        waiting = select(OUTBOX).where(OUTBOX.c.due.is_not(None), OUTBOX.c.stream == stream)
        return [row.id for row in connection.execute(waiting) if not kept(row)]

    def withdraw(self, connection: Connection, ids: Sequence[int]) -> None:
        """End messages that were not delivered: they are never given out again, and what they said is deleted."""
        for start in range(0, len(ids), MOST):
            some = OUTBOX.c.id.in_(ids[start : start + MOST])
            connection.execute(update(OUTBOX).where(some).values(due=None, body=None))

    def claim(self, limit: int, now: datetime, lease: timedelta) -> tuple[Pending, ...]:
        """As `EventStore.outbox` says."""
        moment, until = microseconds(now), microseconds(now + lease)

        def write(connection: Connection) -> Sequence[Row[Any]]:
            due = (
                select(OUTBOX)
                .where(OUTBOX.c.due <= moment)
                .order_by(OUTBOX.c.due, OUTBOX.c.id)
                .limit(max(0, min(limit, MOST)))
            )
            rows = connection.execute(due.with_for_update(skip_locked=True)).all()
            if rows:
                claimed = OUTBOX.c.id.in_([row.id for row in rows])
                connection.execute(update(OUTBOX).where(claimed).values(due=until, attempts=OUTBOX.c.attempts + 1))
            return rows

        # read after the claim is kept: one that is damaged waits for its lease, and does not stand before the others
        return tuple(self._pending(row) for row in self._database.write(write))

    def delivered(self, id: int, at: datetime) -> None:
        """As `EventStore.delivered` says."""
        values = {"due": None, "body": None, "delivered": microseconds(at)}
        done = update(OUTBOX).where(OUTBOX.c.id == id, OUTBOX.c.delivered.is_(None)).values(values)
        self._database.write(lambda connection: connection.execute(done))

    def failed(self, id: int, at: datetime, retry_at: datetime, attempt: int | None) -> None:
        """As `EventStore.failed` says."""
        again = update(OUTBOX).where(OUTBOX.c.id == id, OUTBOX.c.due.is_not(None))  # neither delivered nor withdrawn
        again = again.values(due=microseconds(retry_at), failed=microseconds(at))
        if attempt is not None:
            again = again.where(OUTBOX.c.attempts == attempt)
        self._database.write(lambda connection: connection.execute(again))

    def _pending(self, row: Any) -> Pending:
        place = ("message", row.stream, row.version, row.number, row.recipient, row.kind)
        try:
            at = instant(row.at)
            body = self._sealing.unseal(memoryview(row.body).tobytes(), *place)
        except (TypeError, ValueError, OverflowError):
            raise unreadable() from None
        message = Message(row.recipient, row.kind, decoded(body))
        return Pending(row.id, row.stream, row.version, at, row.attempts + 1, message)
