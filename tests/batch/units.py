"""Units for tests: what they make of numbers is easily told, and some end their process or fail."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from routing.batch import Decide
from routing.errors import CaseError

SECRET = "Yamada-Hanako"


def numbers(values: Iterable[int]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"n": pa.array(list(values), pa.int64())})


def batches(*sizes: int) -> Iterator[pa.RecordBatch]:
    """Batches of so many numbers, counted through."""
    first = 0
    for size in sizes:
        yield numbers(range(first, first + size))
        first += size


def listed(results: Iterable[pa.RecordBatch]) -> list[list[int]]:
    return [result.column("n").to_pylist() for result in results]


@dataclass(frozen=True)
class Doubling:
    """Twice each number; the even batches take longer, so that results overtake one another."""

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        values = batch.column("n").to_pylist()
        if values and values[0] % 2 == 0:
            time.sleep(0.01)
        return numbers(2 * value for value in values)


@dataclass(frozen=True)
class Ending(Doubling):
    """Ends its process at some numbers; with a `mark` only as long as that file does not exist."""

    at: frozenset[int]
    mark: Path | None = None

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.at & set(batch.column("n").to_pylist()) and not (self.mark and self.mark.exists()):
            if self.mark:
                self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(batch)


@dataclass(frozen=True)
class EndingWithWord(Ending):
    """For a number that ends its process stands -1."""

    def lost(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        return numbers([-1] * batch.num_rows)


@dataclass(frozen=True)
class Failing(Doubling):
    """Raises an error whose text holds a value, or one of the library."""

    typed: bool

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.typed:
            raise CaseError("persons[0].age: must be a whole number", file="cases.jsonl", line=7, column=3)
        raise KeyError(SECRET)


class Counting:
    """Gives a number in the place of a batch."""

    def __call__(self, batch: pa.RecordBatch) -> int:
        return int(batch.num_rows)


class OnlyLost(EndingWithWord):
    """Gives a row for what it lost, and for nothing else."""

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        return super().__call__(batch).slice(0, 0)


class Unready(Doubling):
    """Cannot be unpickled in the process of a worker, which ends."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


@dataclass(frozen=True)
class EndsOnce(Decide):
    """Ends the process that decides a position, the first time."""

    mark: Path = Path()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if 13 in batch.column("position").to_pylist() and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(batch)


@dataclass(frozen=True)
class EndsAt(Decide):
    """Ends every process that is to decide a position."""

    position: int = 13

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.position in batch.column("position").to_pylist():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(batch)
