"""Threads that wait to append to one log go together: what they log reaches the disk in one write.

An append waits for the disk, and the next one needs to know its number. So the first to get the lock writes for all who
wait by then. Nobody is told a number before the write is committed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from routing.store import StoreBusy, StoreError

T = TypeVar("T")


@dataclass(eq=False)
class Wish(Generic[T]):
    """What one thread wants to have logged, and what became of it: the number of its last record, or an error."""

    records: Sequence[T]
    at: dt.datetime
    number: int = 0
    done: bool = False
    problem: BaseException | None = None


class Together(Generic[T]):
    """The one lock of those who append. `write` logs what some of them wish, all or none, and gives each its number."""

    def __init__(self, write: Callable[[Sequence[Wish[T]]], None]) -> None:
        self._write = write
        self._waiting: deque[Wish[T]] = deque()
        self.lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many threads wait for their turn."""
        return len(self._waiting)

    def log(self, mine: Wish[T]) -> int:
        """The number of the last record once it is committed. Raises what the write raised."""
        self._waiting.append(mine)
        try:
            with self.lock:
                if not mine.done:
                    self._serve([mine, *self._others(mine)])
        finally:
            with contextlib.suppress(ValueError):  # it still waits where the thread was interrupted
                self._waiting.remove(mine)
        if mine.problem is not None:
            raise mine.problem
        return mine.number

    def _others(self, mine: Wish[T]) -> list[Wish[T]]:
        waiting = []
        with contextlib.suppress(IndexError):
            while True:
                waiting.append(self._waiting.popleft())
        return [wish for wish in waiting if wish is not mine]

    def _serve(self, together: list[Wish[T]]) -> None:
        try:
            self._write(together)
        except Exception as problem:
            if len(together) > 1 and type(problem) is StoreError:
                # nothing was written, of all that may be too long for the store; whose it is shows when each is alone
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
