"""The event store: streams of events that are only ever appended to, and the messages that go out with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

from routing.store.extras import require
from routing.store.records import Appended, Message, NewEvent, Pending, Recorded
from routing.store.sealing import Open, Sealed

if TYPE_CHECKING:
    from routing.store.database import Database
    from routing.store.journal import Journal
    from routing.store.outbox import Outbox
    from routing.store.side import Side


class EventStore:
    """A store of events, on SQLite or PostgreSQL. Threads may share one; each process opens its own.

    An event belongs to a stream, such as the file of one case, and has a version there that counts from 1. What goes
    wrong is a `StoreError` and leaves nothing half written. No clock is read: instants come in, with their time zone.
    """

    def __init__(self, database: Database, journal: Journal, outbox: Outbox, side: Side) -> None:
        self._database = database
        self._journal = journal
        self._outbox = outbox
        self._side = side

    @classmethod
    def open(cls, url: str, key: bytes | None = None) -> EventStore:
        """The store a URL names, `sqlite:///desk.db` or `postgresql://user@host/desk`; made if nothing is there.

        A store of an older release is brought to the newest schema in place. With `key`, 32 bytes, the data of events
        and messages are encrypted; names of streams, types, addressees and instants are not. A store is encrypted from
        its first event on, or never.

        Raises `StoreVersionError`, `StoreKeyError`, `StoreExtraMissing`, `StoreUnreachable`, `StoreBusy`.
        """
        require("sqlalchemy", "the event store")
        from routing.store.database import connected
        from routing.store.journal import Journal
        from routing.store.outbox import Outbox
        from routing.store.schema import upgrade
        from routing.store.side import Side

        sealing = Open() if key is None else Sealed(key)
        database = connected(url)
        try:
            database.write(lambda connection: upgrade(connection, sealing), in_turn=True)
        except BaseException:
            database.close()
            raise
        outbox = Outbox(database, sealing)
        side = Side(database, sealing)
        return cls(database, Journal(database, sealing, outbox, side), outbox, side)

    def append(
        self,
        stream: str,
        events: Sequence[NewEvent],
        *,
        expected: int,
        at: datetime,
        command: str | None = None,
        fingerprint: str | None = None,
        wake: datetime | None = None,
        messages: Sequence[Message] = (),
        keep: Callable[[Message], bool] | None = None,
        erase: Mapping[int, dict[str, Any] | None] | None = None,
    ) -> Appended:
        """Append events to a stream that is at version `expected` (0 for a new one), all or none of them.

        With them go the instant at which something next falls due in the stream (`wake`; None: nothing does) and the
        messages that tell of the events. No events are fine where a stream exists: then only those change.

        With `keep`, earlier messages of the stream that were not delivered and of which it says False are withdrawn:
        nobody is given them any longer. A sender who has claimed one may be sending it.

        `command` is the key of the command that this carries out, `fingerprint` a digest of what it says. A key seen
        before with the same stream and fingerprint writes nothing and gives what was done then, `repeated`.

        Raises `VersionConflict` where the stream is at another version, `CommandConflict` where the key was used for
        something else.

        `erase` says of events of the stream, by their versions, what is left of what was kept erasably beside them;
        None: nothing. What is erased is written over in the file; a backup that was made before still has it.
        """
        given = (stream, events, expected, at, command, fingerprint, wake, messages, keep)
        done = self._journal.append(*given, erase or {})
        if erase:
            self._database.forget()
        return done

    def carried_out(self, command: str) -> Appended | None:
        """What the command with this key did; None if it was not carried out."""
        return self._journal.carried_out(command)

    def read(
        self, stream: str, after: int = 0, limit: int | None = None, kind: str | None = None
    ) -> tuple[Recorded, ...]:
        """The events of a stream in order, those that follow version `after`; none where there is no such stream.

        At most `limit`; None: all. With `kind`, those of this type.
        """
        return self._journal.read(stream, after, limit, kind)

    def erasable(self, stream: str, versions: Collection[int]) -> dict[int, dict[str, Any]]:
        """What is kept erasably beside events of a stream, by version, at most 1,000 at once; without what is gone."""
        return self._side.erasable(stream, versions)

    def derived(self, stream: str, versions: Collection[int]) -> dict[int, bytes]:
        """What was worked out up to events of a stream, by version, at most 1,000 at once."""
        return self._side.derived(stream, versions)

    def version(self, stream: str) -> int:
        """How many events a stream has; 0 where there is no such stream."""
        return self._journal.version(stream)

    def everything(self, after: int = 0, limit: int | None = 1000) -> Iterator[Recorded]:
        """The events of all streams in the order in which they were committed, those that follow a position.

        At most `limit`; None: to the end. Whoever goes on from the last position seen meets every event once.
        """
        return self._journal.everything(after, limit)

    def streams(self, prefix: str = "") -> Iterator[str]:
        """The names of the streams that begin like this, in the order of their characters."""
        return self._journal.streams(prefix)

    def waking(self, now: datetime, limit: int) -> tuple[str, ...]:
        """The streams in which something is due by now, the earliest first, at most `limit`."""
        return self._journal.waking(now, limit)

    def outbox(self, limit: int, now: datetime, lease: timedelta | None = None) -> tuple[Pending, ...]:
        """Claim messages that are to be sent by now, the earliest first, at most `limit`, and 1,000 at once.

        A claimed message is given to nobody else before `lease` (5 minutes) is over. Whoever claimed it says
        `delivered` or `failed`. Where it says neither, the message is given out again: a message is sent at least once,
        and more than once only where a sender stopped in between, or took longer than its lease.
        """
        from routing.store.outbox import LEASE

        return self._outbox.claim(limit, now, LEASE if lease is None else lease)

    def delivered(self, id: int, at: datetime) -> None:
        """A message has arrived: it is never given out again, and what it said is deleted."""
        self._outbox.delivered(id, at)

    def failed(self, id: int, at: datetime, retry_at: datetime, attempt: int | None = None) -> None:
        """A message could not be sent at `at`, and is given out again from `retry_at` on.

        With `attempt`, that of the `Pending`, nothing happens where somebody else has claimed the message since.
        """
        self._outbox.failed(id, at, retry_at, attempt)

    def close(self) -> None:
        """Close the connections. Nothing is lost without it."""
        self._database.close()

    def __enter__(self) -> EventStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
