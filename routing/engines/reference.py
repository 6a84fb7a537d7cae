"""The naive engine: the meaning of firing, in the plainest code there is. Every engine is tested against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from routing.engines.findings import add_finding, derived
from routing.engines.firings import Firing, Firings
from routing.pattern.graph import PropertyGraph
from routing.pattern.reference import match
from routing.rulebook.rule import Rule


class ReferenceEngine:
    """Tries every rule of a stratum on everything, again and again, until nothing new follows. Knows no budget."""

    name = "reference"

    def __init__(self, strata: Sequence[Sequence[Rule]]) -> None:
        self.strata = tuple(tuple(rules) for rules in strata)

    def fire(self, graph: PropertyGraph, as_of: dt.date) -> Firings:
        """Everything that follows from a case graph."""
        graph = graph.overlay()
        fired: dict[tuple[object, ...], Firing] = {}
        for rules in self.strata:
            size = -1
            while size != len(fired):
                size = len(fired)
                for rule in rules:
                    for row in match(graph, rule.pattern, as_of):
                        firing = Firing(rule, row)
                        fired.setdefault(firing.key, firing)
                        for id, about in derived(rule, row):
                            add_finding(graph, id, about)
        return Firings(tuple(sorted(fired.values(), key=lambda f: f.key)), (), graph)
