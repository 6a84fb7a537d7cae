"""The rules in plain Python, by hand: the yardstick itself, as a row of its own."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.workload import by_hand

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts


class ByHand:
    """The answer alone: no trace, and no rule that can be changed without a programmer."""

    name = "by hand"
    version = f"Python {platform.python_version()}"
    moved = "everything: there is no engine, no trace of why, no unknown facts, no budget"
    warm_up = 300
    batch = 1

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [by_hand.answer(facts) for facts in cases]

    def close(self) -> None:
        """Nothing is held."""


def make(rules: int = 25) -> Any:
    """The 25 rules; nobody has written more."""
    if rules != 25:
        raise ValueError("only the 25 rules are written by hand")
    return ByHand()
