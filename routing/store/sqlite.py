"""The store in one SQLite file, with a write-ahead log: readers never wait, writers take turns."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from routing.store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreVersionError

WAIT = 30.0
"""Seconds that a writer waits for another process."""
KEPT = 16
"""Connections that stay open once so many threads needed one at a time; more are opened and closed."""

_PRIMARY = 0xFF  # the lowest byte of an extended result code says which kind of error it is


class SqliteFile:
    """A file. Raises `StoreError` for a store in memory: it would forget what it acknowledged."""

    one_writer = True

    def __init__(self, url: URL) -> None:
        if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
            raise StoreError("a store in memory would forget", help="name a file, such as sqlite:///desk.db")
        self.url = url

    def engine(self) -> Engine:
        """Connections that commit only what has reached the disk (`synchronous=FULL`)."""
        self._make_private()
        engine = create_engine(
            self.url,
            connect_args={"timeout": WAIT},
            isolation_level=None,
            pool_size=KEPT,
            max_overflow=-1,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        return engine

    def _make_private(self) -> None:
        """A new file is its owner's alone, and so are the files that SQLite lays beside it."""
        path = str(self.url.database)
        if not path.startswith("file:"):
            with contextlib.suppress(OSError):  # it is there, or it cannot be made, which SQLite says next
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    def take_turn(self, connection: Connection) -> None:
        """Nothing to do: a transaction that writes began by taking the one lock of the file."""

    def forget(self, connection: Connection) -> None:
        """The write-ahead log has pages as they were before a deletion; it is emptied, unless somebody reads in it."""
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA busy_timeout = 1000")
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")

    def meaning(self, problem: BaseException) -> StoreError:
        """What an error of the database means, in words that quote nothing."""
        code = getattr(problem, "sqlite_errorcode", 0) & _PRIMARY
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreBusy("the store is locked by another process", help="try again; a command keeps its key")
        if code == sqlite3.SQLITE_FULL:
            return StoreFull("the store cannot grow: the disk is full", help="make room and try again")
        if code == sqlite3.SQLITE_CANTOPEN:
            return StoreError("the store cannot be opened", help="is the folder there, and may you write in it?")
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return StoreError("the store cannot be written", help="may you write the file and its folder?")
        if code == sqlite3.SQLITE_NOTADB:
            return StoreVersionError("the file is no SQLite database", help="name another file")
        if code == sqlite3.SQLITE_CORRUPT:
            return StoreDamaged("the SQLite file is damaged", help="use a backup")
        if code == sqlite3.SQLITE_IOERR:
            return StoreError("the disk failed while the store was read or written", help="see to the disk")
        name = getattr(problem, "sqlite_errorname", type(problem).__name__)
        return StoreError(f"the store refused: {name}")


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # on macOS nothing less reaches the disk
    connection.execute("PRAGMA secure_delete = ON")  # what a delivered message said is overwritten, not just let go
    connection.execute("PRAGMA trusted_schema = OFF")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """The switch to a write-ahead log does not wait for others who switch at the same time; so it is tried again."""
    latest = time.monotonic() + WAIT
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
                raise StoreError("SQLite can keep no write-ahead log there", help="use a folder on a local disk")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > latest:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    # A writer takes the lock at once: one that reads first and writes then could find that it read what is past.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
