"""How a decision shows what a variable is bound to: in the ids of the case."""

from __future__ import annotations

from typing import Any

from routing.engines.firings import Bound
from routing.pattern.graph import Node, PropertyGraph, Relationship

Ids = str | tuple[str, ...]
"""An id, or those of a household's members or of whom a finding is about."""


class Shown(dict[Bound, Any]):
    """What is bound in one graph, as a decision shows it, each worked out once."""

    def __init__(self, graph: PropertyGraph) -> None:
        self.graph = graph

    def __missing__(self, bound: Bound) -> Any:
        if isinstance(bound, Node) and "Finding" not in (labels := bound.labels) and "Household" not in labels:
            self[bound] = id = bound.values["id"]
            return id
        self[bound] = shown = self._shown(bound)
        return shown

    def _shown(self, bound: Bound) -> Any:
        if isinstance(bound, Node):
            ids = self.ids(bound)
            return {"about": ids, "kind": bound.values["kind"]} if "Finding" in bound.labels else ids
        if isinstance(bound, Relationship):
            return {"from": self[bound.start], "to": self[bound.end], "type": bound.type}
        return tuple(self[relationship] for relationship in bound)

    def ids(self, node: Node) -> Ids:
        """A node by its id, or the ids of a household's members or of whom a finding is about."""
        if "Household" in node.labels:
            return tuple(sorted(r.start.values["id"] for r in self.graph.incoming("MEMBER_OF", node.id)))
        if "Finding" in node.labels:
            ends = (self.ids(r.end) for r in self.graph.outgoing("ABOUT", node.id))
            return tuple(sorted({id for shown in ends for id in ((shown,) if isinstance(shown, str) else shown)}))
        value: str = node.values["id"]
        return value
