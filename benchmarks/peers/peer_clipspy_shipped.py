"""CLIPS by way of clipspy as its documentation shows it, and as it is shipped: it never lets go of a fact.

What a case costs grows with the cases before it. So that its figure means something it gets a new environment for
every 1,000 cases, and stands for a program that is started anew as often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer_clipspy_usual import Usual

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

LIFE = 1_000


class Shipped(Usual):
    """The same, with nothing mended."""

    name = "clipspy, a call for each fact, as shipped"

    def __init__(self, rules: int) -> None:
        super().__init__(rules)
        self.rules = rules
        self.answered = 0

    def _answer(self, facts: Facts) -> set[Fired]:
        self.answered += 1
        if self.answered % LIFE == 0:
            super().__init__(self.rules)
        return super()._answer(facts)


def make(rules: int = 25) -> Any:
    """The 25 rules; more would only show the leak."""
    if rules != 25:
        raise ValueError("with its leak it is not measured on more rules")
    return Shipped(rules)
