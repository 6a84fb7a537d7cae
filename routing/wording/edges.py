"""The relations of a pattern as they are told: which way round, and which of them need no word of their own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.pattern import syntax as s
from routing.pattern.schema import Schema
from routing.wording.relations import SAME_HOUSEHOLD


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two variables, from `start` to `end` unless it is `either` way."""

    start: str
    end: str
    types: tuple[str, ...]
    either: bool
    hops: tuple[int, int | None] | None = None
    variable: str | None = None

    @property
    def ends(self) -> frozenset[str]:
        return frozenset({self.start, self.end})

    @property
    def single(self) -> bool:
        """Whether it is one step of a relation, not a walk over several."""
        return self.hops is None or self.hops == (1, 1)


def edges_of(pattern: s.Pattern, labels: Mapping[str, str | None], schema: Schema) -> list[Edge]:
    """The relations of a pattern whose nodes all have names, turned the way they are stored where that is known."""
    found = []
    for path in pattern.paths:
        for left, rel, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            start, end = left.variable or "", right.variable or ""
            if rel.direction == "<":
                start, end = end, start
            edge = Edge(start, end, rel.types, rel.direction == "-", rel.hops, rel.variable)
            found.append(_turned(edge, labels, schema))
    return found


def _turned(edge: Edge, labels: Mapping[str, str | None], schema: Schema) -> Edge:
    """The direction of a relation written without an arrow, where its ends can only stand one way."""
    types = [schema.relationships[type] for type in edge.types if type in schema.relationships]
    if not edge.either or len(types) != 1 or len(edge.types) != 1 or not edge.single or types[0].symmetric:
        return edge
    start, end = labels.get(edge.start), labels.get(edge.end)
    if start in types[0].start and start not in types[0].end:
        return dataclasses.replace(edge, either=False)
    if end in types[0].start and end not in types[0].end:
        return dataclasses.replace(edge, start=edge.end, end=edge.start, either=False)
    return edge


def with_households(edges: list[Edge], spoken_of: Iterable[str]) -> list[Edge]:
    """Two persons of one household as one relation, where nothing else is said of the household."""
    members: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.types == ("MEMBER_OF",) and edge.single and not edge.either and edge.variable is None:
            members.setdefault(edge.end, []).append(edge)
    for home, pair in members.items():
        joins = [edge for edge in edges if home in edge.ends]
        if home not in set(spoken_of) and len(pair) == 2 and len(joins) == 2:
            together = Edge(pair[0].start, pair[1].start, (SAME_HOUSEHOLD,), True)
            edges = [together if edge is pair[0] else edge for edge in edges if edge is not pair[1]]
    return edges


def surely_distinct(a: str, b: str, edges: Iterable[Edge], schema: Schema) -> bool:
    """Whether two persons, or two needs, can never be the same: related to each other, or each related once, in the
    same way, to the same third."""
    near: dict[str, set[tuple[str, str]]] = {a: set(), b: set()}
    for edge in edges:
        if edge.ends == {a, b} and edge.single and a != b:
            return True
        for name in (a, b):
            if name in edge.ends and edge.single and len(edge.types) == 1 and edge.types[0] in schema.relationships:
                other = edge.end if name == edge.start else edge.start
                near[name].add((edge.types[0], other))
    return bool(near[a] & near[b])
