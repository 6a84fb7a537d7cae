"""The native engine of this project, from the graph of a case to firings with full trace."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from benchmarks.workload.cases import AS_OF
from benchmarks.workload.growth import grown
from routing import Rulebook, __version__
from routing.engines import NativeEngine
from routing.router import BUDGET

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from routing import Case
    from routing.engines import Firings
    from routing.pattern import PropertyGraph

DAY = dt.date.fromisoformat(AS_OF)


class Native:
    """Fires the graph of a case. A firing holds its rule and the nodes it binds, from which all of why is told."""

    name = "native, graph to firings"
    version = __version__
    moved = ""
    warm_up = 300

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.engine = NativeEngine(rulebook.strata(DAY), rulebook.schema)

    def begin(self, case: Case) -> PropertyGraph:
        return case.to_graph(self.rulebook.vocabulary)

    def run(self, given: PropertyGraph) -> Firings:
        return self.engine.fire(given, DAY, [BUDGET])

    def fired(self, result: Firings) -> set[Fired]:
        return flat(result)

    def close(self) -> None:
        """Nothing is held."""


def flat(firings: Firings) -> set[Fired]:
    """Firings as flat tuples, the ids in the order of the variables' names."""
    return {
        (firing.rule.id, *(firing.bindings[name].id for name in sorted(firing.bindings)))  # type: ignore[union-attr]
        for firing in firings.fired
    }


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Native(grown(rules))
