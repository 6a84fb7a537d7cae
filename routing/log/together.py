"""Threads that append to one log go together: the next one needs to know the number that the last one got."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from routing.store import StoreError
from routing.store.together import Together, Wish

T = TypeVar("T")


@dataclass(eq=False)
class Append(Wish, Generic[T]):
    """Records that one thread wants to have logged, at an instant; then the number of the last of them."""

    records: Sequence[T]
    at: dt.datetime
    number: int = 0


def appending(write: Callable[[Sequence[Append[T]]], None]) -> Together[Append[T]]:
    """The one lock of those who append. What all wish may be too long for the store, but not what each does; after any
    other error something may be written."""
    return Together(write, divisible=lambda problem: type(problem) is StoreError)
