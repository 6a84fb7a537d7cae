"""A case graph as facts: one for each node and relationship and each kind of fact that a network reads of it.

Facts and nodes get ids of their own, `f0`, `f1`, ... and `n0`, `n1`, ...; no id of a case reaches the library, which
tells ids apart by a 32-bit hash and takes two of the same hash for one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from routing.engines.durable.antecedent import END, NODE_ID, START, Kind, Nodes, Relationships
from routing.engines.durable.constant import encoded
from routing.engines.durable.network import Network, Use
from routing.pattern.graph import Node, PropertyGraph, Relationship


class Fact(NamedTuple):
    """What a fact stands for: the node or relationship, and the nodes its id fields name; the fields it is told by."""

    bound: Node | Relationship
    ends: tuple[Node, ...]
    fields: dict[str, Any]


@dataclass
class Facts:
    """The facts of a graph for a network, by kind, in the order of the graph."""

    network: Network
    of: dict[Kind, list[Fact]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _seen: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self.of = {kind: [] for kind in self.network.uses}

    def read(self, graph: PropertyGraph) -> None:
        """Take in what the graph has more than when it was last read."""
        nodes, relationships = self._seen
        self._seen = len(graph.nodes), len(graph.relationships)
        for node in itertools.islice(graph.nodes.values(), nodes, None):
            self._names[node.id] = f"n{len(self._names)}"
        for kind, use in self.network.uses.items():
            if isinstance(kind, Nodes):
                self.of[kind] += self._nodes(kind, use, itertools.islice(graph.nodes.values(), nodes, None))
            else:
                new = itertools.islice(graph.relationships.values(), relationships, None)
                self.of[kind] += self._relationships(kind, use, new)

    def _nodes(self, kind: Nodes, use: Use, nodes: Iterator[Node]) -> Iterator[Fact]:
        for node in nodes:
            if kind.labels <= node.labels:
                yield Fact(node, (node,), {**_fields(node, use), NODE_ID: self._names[node.id]})

    def _relationships(self, kind: Relationships, use: Use, relationships: Iterator[Relationship]) -> Iterator[Fact]:
        for r in relationships:
            if not kind.types or r.type in kind.types:
                fields = _fields(r, use)
                ways = [(r.start, r.end)]
                if kind.both and r.start is not r.end:
                    ways.append((r.end, r.start))
                for start, end in ways:
                    yield Fact(r, (start, end), {**fields, START: self._names[start.id], END: self._names[end.id]})


def _fields(owner: Node | Relationship, use: Use) -> dict[str, Any]:
    """The kind, the fields for buckets, and those of the properties that are read and can be told."""
    fields: dict[str, Any] = {"kind": use.name, **{f"b{level}": 0 for level in range(use.levels)}}
    for (name, sort), field_name in use.fields.items():
        found = encoded(owner.values.get(name))
        if found is not None and found[0] == sort:
            fields[field_name] = found[1]
    return fields
