"""Writers of a database that lets one in at a time: those who wait share a transaction (see `together`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from routing.store.errors import StoreError
from routing.store.together import Together, Wish

T = TypeVar("T")


@dataclass(eq=False)
class _Work(Wish):
    """What one thread wants to do in a transaction, and what came of it."""

    work: Callable[[Connection], Any]
    result: Any = None


class Turns:
    """The one lock of writers. `transaction` begins a transaction that commits unless an error leaves it."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._together = Together(self._carry_out, divisible=lambda problem: True)

    @property
    def waiting(self) -> int:
        """How many writers wait for their turn."""
        return self._together.waiting

    def write(self, work: Callable[[Connection], T]) -> T:
        """The result of the work once it is committed, or the error it met.

        Work raises a `StoreError` before it writes, or not at all: the others go on in the same transaction.
        """
        return cast(T, self._together.grant(_Work(work)).result)

    def _carry_out(self, together: Sequence[_Work]) -> None:
        begun = False
        try:
            with self._transaction() as connection:
                begun = True
                for wish in together:
                    wish.result = wish.problem = None
                    try:
                        wish.result = wish.work(connection)
                    except StoreError as problem:
                        wish.problem = problem
        except Exception as problem:
            if begun:
                raise
            for wish in together:  # who cannot begin now could not begin alone either
                wish.problem = problem
