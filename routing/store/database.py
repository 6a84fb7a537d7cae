"""A database behind the store: transactions, and errors in the words of the store."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from routing.store.errors import StoreError
from routing.store.postgresql import PostgresDatabase
from routing.store.sqlite import SqliteFile
from routing.store.turns import Turns

T = TypeVar("T")


class Backend(Protocol):
    """What differs between the databases."""

    one_writer: bool
    """Whether the database lets one writer in at a time, so that threads had better go together."""

    def engine(self) -> Engine: ...
    def take_turn(self, connection: Connection) -> None: ...
    def forget(self, connection: Connection) -> None: ...
    def meaning(self, problem: BaseException) -> StoreError: ...


class Database:
    """Transactions on one database. Threads may share it; a process that was forked may not."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._engine = backend.engine()
        self._writer = self._engine.execution_options(writes=True)
        self._turns = Turns(self._writer.begin) if backend.one_writer else None
        self._process = os.getpid()

    def write(self, work: Callable[[Connection], T], *, in_turn: bool = False) -> T:
        """Do some work in one transaction: all of it is written, or nothing.

        `in_turn` is for what is appended: it is committed in the order in which it was numbered. Work raises a
        `StoreError` before it writes, or not at all.
        """
        with self._errors():
            if self._turns is not None:
                return self._turns.write(work)
            with self._writer.begin() as connection:
                if in_turn:
                    self._backend.take_turn(connection)
                return work(connection)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do some reading; it waits for no writer."""
        with self._errors(), self._engine.connect() as connection:
            return work(connection)

    def forget(self) -> None:
        """See to it that what was deleted is in no file of the database any longer, as far as the database lets us."""
        with self._errors(), self._engine.connect() as connection:
            self._backend.forget(connection)

    def close(self) -> None:
        """Close all connections. Closing twice is no error."""
        self._engine.dispose(close=os.getpid() == self._process)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        if os.getpid() != self._process:
            raise StoreError("the store was opened before the process was forked", help="open it in each process anew")
        try:
            yield
        except DBAPIError as problem:
            # not `from problem`: its text may hold what was to be written
            raise self._backend.meaning(problem.orig or problem) from None


def connected(url: str) -> Database:
    """The database a URL names. Raises `StoreError`, which does not repeat the URL: it may hold a password."""
    return Database(_backend(url))


def _backend(url: str) -> Backend:
    with contextlib.suppress(ArgumentError, ValueError):
        parsed: URL = make_url(url)
        match parsed.get_backend_name():
            case "sqlite":
                return SqliteFile(parsed.set(drivername="sqlite"))
            case "postgresql" | "postgres":
                return PostgresDatabase(parsed)
    raise StoreError(
        "the store has no URL of a kind that is known", help="such as sqlite:///desk.db or postgresql://user@host/desk"
    )
