"""The native engine, from the parsed case to firings: with canonical order, and the graph built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer_native import DAY, Native
from benchmarks.workload.growth import grown
from routing.router import BUDGET

if TYPE_CHECKING:
    from routing import Case
    from routing.engines import Firings


class NativeCase(Native):
    """Checks the words of a case, sorts it, makes its graph, and fires it."""

    name = "native, parsed case to firings"

    def begin(self, case: Case) -> Any:
        return case.model_copy()  # which has forgotten what was worked out from it

    def run(self, given: Any) -> Firings:
        return self.engine.fire(given.to_graph(self.rulebook.vocabulary), DAY, [BUDGET])


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return NativeCase(grown(rules))
