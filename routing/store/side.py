"""What lies beside events: data that may be erased while the event stays, and what was worked out from the events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from routing.store.content import Json, decoded, encoded, unreadable
from routing.store.database import Database
from routing.store.errors import StoreError
from routing.store.records import NewEvent
from routing.store.sealing import Sealing
from routing.store.tables import DERIVED, ERASABLE

MOST = 1000
"""Versions asked for at once; a statement has room for some thousands of values."""

Rows = list[dict[str, Any]]

_HERE = (ERASABLE.c.stream == bindparam("name"), ERASABLE.c.version == bindparam("at"))
_REPLACE = update(ERASABLE).where(*_HERE).values(data=bindparam("left"))
_DELETE = delete(ERASABLE).where(*_HERE)
_NEW_ERASABLE, _NEW_DERIVED = insert(ERASABLE), insert(DERIVED)
_WANTED = {
    table.name: select(table.c.version, table.c.data).where(
        table.c.stream == bindparam("name"), table.c.version.in_(bindparam("versions", expanding=True))
    )
    for table in (ERASABLE, DERIVED)
}


class Side:
    """The two tables beside the events of a store."""

    def __init__(self, database: Database, sealing: Sealing) -> None:
        self._database = database
        self._sealing = sealing

    def rows(self, stream: str, before: int, events: Sequence[NewEvent]) -> tuple[Rows, Rows]:
        """What goes into the two tables with new events, that follow version `before`."""
        erasable, derived = [], []
        for version, event in enumerate(events, start=before + 1):
            if event.erasable is not None:
                data = self._sealed(stream, version, event.erasable)
                erasable.append({"stream": stream, "version": version, "data": data})
            if event.derived is not None:
                derived.append({"stream": stream, "version": version, "data": event.derived})
        return erasable, derived

    def put(self, connection: Connection, rows: tuple[Rows, Rows]) -> None:
        """Write rows in a transaction that somebody else began."""
        for statement, of_table in zip((_NEW_ERASABLE, _NEW_DERIVED), rows, strict=True):
            if of_table:
                connection.execute(statement, of_table)

    def erasures(self, stream: str, left: Mapping[int, dict[str, Any] | None]) -> Rows:
        """What is left beside events, by their versions, as it goes into the table."""
        return [
            {"name": stream, "at": version, "left": None if data is None else self._sealed(stream, version, data)}
            for version, data in left.items()
        ]

    def erase(self, connection: Connection, rows: Rows) -> None:
        """Leave no more than that, in a transaction that somebody else began."""
        for row in rows:
            if row["left"] is None:
                connection.execute(_DELETE, {"name": row["name"], "at": row["at"]})
            else:
                connection.execute(_REPLACE, row)

    def erasable(self, stream: str, versions: Collection[int]) -> dict[int, dict[str, Any]]:
        """As `EventStore.erasable` says."""
        found = {}
        for version, kept in self._kept(ERASABLE, stream, versions).items():
            found[version] = decoded(self._sealing.unseal(kept, "erasable", stream, version))
        return found

    def derived(self, stream: str, versions: Collection[int]) -> dict[int, bytes]:
        """As `EventStore.derived` says."""
        return self._kept(DERIVED, stream, versions)

    def _kept(self, table: Table, stream: str, versions: Collection[int]) -> dict[int, bytes]:
        if len(versions) > MOST:
            raise StoreError(f"at most {MOST} versions are read at once, not {len(versions)}")
        asked = {"name": stream, "versions": list(versions)}
        rows = self._database.read(lambda connection: connection.execute(_WANTED[table.name], asked).all())
        try:
            return {int(version): memoryview(data).tobytes() for version, data in rows}
        except (TypeError, ValueError):  # SQLite keeps any kind of value in any column
            raise unreadable() from None

    def _sealed(self, stream: str, version: int, data: dict[str, Any] | Json) -> bytes:
        return self._sealing.seal(encoded(data), "erasable", stream, version)
