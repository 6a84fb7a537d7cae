"""How a decision shows what a variable is bound to: in the ids of the case."""

from __future__ import annotations

from routing.engines.firings import Bound
from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.settlement.written import listed, quoted

Ids = str | tuple[str, ...]
"""An id, or those of a household's members or of whom a finding is about."""


class Shown(dict[Bound, str]):
    """What is bound in one graph, as a decision shows it in JSON, each written once."""

    __slots__ = ("graph",)

    def __init__(self, graph: PropertyGraph) -> None:
        self.graph = graph

    def __missing__(self, bound: Bound) -> str:
        if type(bound) is Node and "Finding" not in (labels := bound.labels) and "Household" not in labels:
            shown = quoted(bound.values["id"])
        else:
            shown = self._shown(bound)
        self[bound] = shown
        return shown

    def _shown(self, bound: Bound) -> str:
        if isinstance(bound, Node):
            about = listed(self._about(bound))
            return f'{{"about":{about},"kind":{quoted(bound.values["kind"])}}}' if "Finding" in bound.labels else about
        if isinstance(bound, Relationship):
            return f'{{"from":{self[bound.start]},"to":{self[bound.end]},"type":{quoted(bound.type)}}}'
        return f"[{','.join([self[relationship] for relationship in bound])}]"

    def ids(self, node: Node) -> Ids:
        """A node by its id, or the ids of a household's members or of whom a finding is about."""
        if "Household" in node.labels or "Finding" in node.labels:
            return self._about(node)
        value: str = node.values["id"]
        return value

    def _about(self, node: Node) -> tuple[str, ...]:
        """The sorted ids of a household's members, or of whom a finding is about."""
        if "Household" in node.labels:
            return tuple(sorted([r.start.values["id"] for r in self.graph.incoming("MEMBER_OF", node.id)]))
        ends = (self.ids(r.end) for r in self.graph.outgoing("ABOUT", node.id))
        return tuple(sorted({id for shown in ends for id in ((shown,) if isinstance(shown, str) else shown)}))
