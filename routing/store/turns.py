"""Writers that wait for one lock go together: what they write reaches the disk in one transaction.

SQLite lets one writer in at a time, and a commit waits for the disk. Eight threads that take turns get no more done
than one. So the first to get the lock does the work of all who wait by then, one after the other, and commits once.
Nobody is told that his work is done before that commit.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

from routing.store.errors import StoreBusy, StoreError

T = TypeVar("T")


class _Wish:
    """What one thread wants to have written, and what became of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        self.result: Any = None
        self.problem: BaseException | None = None


class Turns:
    """The one lock of writers. `transaction` begins a transaction that commits unless an error leaves it."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._lock = threading.Lock()
        self._waiting: deque[_Wish] = deque()

    @property
    def waiting(self) -> int:
        """How many writers wait for their turn."""
        return len(self._waiting)

    def write(self, work: Callable[[Connection], T]) -> T:
        """The result of the work once it is committed, or the error it met.

        Work raises a `StoreError` before it writes, or not at all: the others go on in the same transaction.
        """
        mine = _Wish(work)
        self._waiting.append(mine)
        try:
            with self._lock:
                if not mine.done:
                    self._serve([mine, *self._others(mine)])
        finally:
            with contextlib.suppress(ValueError):  # it still waits where the thread was interrupted
                self._waiting.remove(mine)
        if mine.problem is not None:
            raise mine.problem
        result: T = mine.result
        return result

    def _others(self, mine: _Wish) -> list[_Wish]:
        waiting = []
        with contextlib.suppress(IndexError):
            while True:
                waiting.append(self._waiting.popleft())
        return [wish for wish in waiting if wish is not mine]

    def _serve(self, together: list[_Wish]) -> None:
        begun = False
        try:
            with self._transaction() as connection:
                begun = True
                _carry_out(together, connection)
        except Exception as problem:
            if begun and len(together) > 1:  # nothing was written; whose fault it is shows when each is alone
                for wish in together:
                    self._serve([wish])
                return
            for wish in together:
                wish.problem = problem
        except BaseException:
            for wish in together:
                wish.problem = StoreBusy("the write was interrupted", help="try again; a command keeps its key")
            raise
        finally:
            for wish in together:
                wish.done = True


def _carry_out(together: list[_Wish], connection: Connection) -> None:
    for wish in together:
        wish.result = wish.problem = None
        try:
            wish.result = wish.work(connection)
        except StoreError as problem:
            wish.problem = problem
