"""The naive engine: the meaning of firing, in the plainest code there is. Every engine is tested against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from routing.engines.firings import Bound, Firing, Firings
from routing.engines.native import finding_id
from routing.pattern.graph import Node, PropertyGraph
from routing.pattern.reference import match
from routing.rulebook.effects import FindingEffect
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
                        _derive(rule, row, graph)
        return Firings(tuple(sorted(fired.values(), key=lambda f: f.key)), (), graph)


def _derive(rule: Rule, row: dict[str, Bound], graph: PropertyGraph) -> None:
    for effect in rule.effects:
        if isinstance(effect, FindingEffect):
            about = sorted({node.id for name in effect.about if isinstance(node := row[name], Node)})
            id = finding_id(effect.kind, about)
            if id not in graph.nodes:
                graph.add_node(id, {"Finding"}, {"id": id, "kind": effect.kind})
                for node_id in about:
                    graph.add_relationship(f"{id} ABOUT {node_id}", "ABOUT", id, node_id)
