"""The naive engine of this project, which is the meaning of the language and written to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer_native import DAY, Native
from benchmarks.workload.rulebook import rulebook
from routing.engines.reference import ReferenceEngine

if TYPE_CHECKING:
    from routing import Rulebook
    from routing.engines import Firings
    from routing.pattern import PropertyGraph


class Reference(Native):
    """Tries every way to match every rule."""

    name = "naive reference, graph to firings"
    warm_up = 20

    def __init__(self, rulebook: Rulebook) -> None:
        super().__init__(rulebook)
        self.naive = ReferenceEngine(rulebook.strata(DAY))

    def run(self, given: PropertyGraph) -> Firings:
        return self.naive.fire(given, DAY)


def make(rules: int = 25) -> Any:
    """The 25 rules; more would take minutes."""
    if rules != 25:
        raise ValueError("the naive engine is not measured on more rules")
    return Reference(rulebook())
