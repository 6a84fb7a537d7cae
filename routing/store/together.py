"""Threads that wait for one lock go together: what they want written reaches the disk in one write.

A write waits for the disk. Eight threads that take turns get no more done than one. So the first to get the lock
writes for all who wait by then. Nobody is told that his wish is granted before that write is on the disk.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from routing.store.errors import StoreBusy


@dataclass(eq=False)
class Wish:
    """What one thread wants to have written, and whether that is settled: done, with a problem or without."""

    done: bool = field(default=False, init=False)
    problem: BaseException | None = field(default=None, init=False)


W = TypeVar("W", bound=Wish)


class Together(Generic[W]):
    """The one lock of those who write. `write` grants some wishes, all or none, unless it gives one a problem itself.

    Where it raises what is `divisible`, nothing was written, and whose fault it is shows when each is tried alone;
    anything else is told to all of them.
    """

    def __init__(self, write: Callable[[Sequence[W]], None], divisible: Callable[[Exception], bool]) -> None:
        self._write = write
        self._divisible = divisible
        self._waiting: deque[W] = deque()
        self.lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many threads wait for their turn."""
        return len(self._waiting)

    def grant(self, mine: W) -> W:
        """The wish, once it is granted. Raises its problem."""
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
        return mine

    def _others(self, mine: W) -> list[W]:
        waiting = []
        with contextlib.suppress(IndexError):
            while True:
                waiting.append(self._waiting.popleft())
        return [wish for wish in waiting if wish is not mine]

    def _serve(self, together: list[W]) -> None:
        try:
            self._write(together)
        except Exception as problem:
            if len(together) > 1 and self._divisible(problem):
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
