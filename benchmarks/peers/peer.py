"""What the harness asks of a peer: another engine that runs the rules of the workload.

A peer is a module of this folder with a function `make(rules: int = 25) -> Peer`. It is written as somebody would who
knows that engine well and wants it to win: rules in the engine's own language, joins in the engine where it can join,
and what it cannot say in the host, named in `moved`.

Importing the module raises ImportError where its package is missing. It imports nothing of `routing` (types under
`TYPE_CHECKING`, growth inside `make`), since a cold start and the memory of the peer are measured too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts
    from routing import Case


class Peer(Protocol):
    """An engine with its rules loaded.

    `make(rules)` takes 25, and where the engine can be given more rules also 100, 400 and 1,600, made mechanically
    from the same 25 as `growth.grown` does; it raises ValueError for a number it has not got.
    """

    name: str
    version: str
    """Of the installed package."""
    moved: str
    """What the engine cannot say, and the host does instead, in one line; empty where that is nothing."""
    warm_up: int
    """Cases before timing: a JVM wants 30,000."""
    batch: int
    """Cases given at once: mostly 1."""

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        """The firings of each case, flat as `by_hand.answer` gives them. Taking in the facts is part of the work."""
        ...

    def close(self) -> None:
        """Give back what the engine holds."""
        ...


@runtime_checkable
class Insider(Protocol):
    """A part of this project as a peer: it starts from a case rather than from facts, and answers with more than facts.

    `begin` makes what the work starts from, `fired` reads the firings out of what comes of it; neither is timed.
    """

    name: str
    version: str
    moved: str
    warm_up: int

    def begin(self, case: Case) -> Any:
        """What the work on a case starts from; made anew each time, so that nothing is left from the last."""
        ...

    def run(self, given: Any) -> Any:
        """The work."""
        ...

    def fired(self, result: Any) -> set[Fired]:
        """The firings in what the work gave."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
