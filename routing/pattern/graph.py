"""The property graph: nodes with labels and properties, relationships with one type and a direction.

The model is openCypher's. A graph is built with `add_node` and `add_relationship`; `freeze` ends the building.
Adding is only possible before; what the engines derive goes into an `overlay`, which shares everything below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from routing.errors import RoutingError

if TYPE_CHECKING:
    import networkx as nx

    from routing.pattern.schema import RelationshipType

T = TypeVar("T")
Value = Any  # bool, int, float, str, None, or a list of values; dates are ISO 8601 strings


class Node:
    """A node: `id`, `labels`, `properties` (absent means unknown). Two nodes are equal when they are the same one.

    The graph that a node is in makes it. There is no `__init__`: with one, a node is twice as dear.
    """

    __slots__ = ("id", "labels", "values")

    id: str
    labels: frozenset[str]
    values: dict[str, Value]

    @property
    def properties(self) -> Mapping[str, Value]:
        """The properties, read only."""
        return MappingProxyType(self.values)

    def __repr__(self) -> str:
        return f"Node({self.id!r}, labels={sorted(self.labels)})"


_NOTHING: Mapping[str, Value] = {}
"""The properties of all relationships that have none. Nothing is ever written to it."""


class Relationship:
    """A relationship: `id`, `type`, `properties`, and its ends, the nodes `start` and `end`. Made as a node is."""

    __slots__ = ("end", "given_id", "start", "type", "values")

    given_id: str | None
    type: str
    start: Node
    end: Node
    values: Mapping[str, Value]

    @property
    def id(self) -> str:
        """The id it was given, or else one made of its type and its ends: written out when asked for, as few are."""
        return f"{self.type}\t{self.start.id}\t{self.end.id}" if self.given_id is None else self.given_id

    @property
    def properties(self) -> Mapping[str, Value]:
        """The properties, read only."""
        return MappingProxyType(self.values)

    def __repr__(self) -> str:
        return f"Relationship({self.id!r}, type={self.type!r})"


class PropertyGraph:
    """A property graph with indexes by label, by key property, and by relationship type.

    `keys` names, per label, the properties whose values are indexed too, such as `{"Need": ("code",)}`.

    >>> g = PropertyGraph()
    >>> _ = g.add_node("a", labels={"Person"}, properties={"age": 82})
    >>> _ = g.add_node("b", labels={"Person"})
    >>> _ = g.add_relationship("r", "PARENT_OF", "a", "b")
    >>> [r.end.id for r in g.outgoing("PARENT_OF", "a")]
    ['b']
    """

    __slots__ = (
        "_below", "_by_id", "_related", "by_key", "by_label", "declared", "frozen", "into", "keys", "nodes", "out",
    )  # fmt: skip

    def __init__(self, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.keys = keys if keys is not None else {}
        self.nodes: dict[str, Node] = {}
        self._related: list[Relationship] = []
        self._by_id: dict[str, Relationship] = {}
        self.by_label: dict[str, list[Node]] = {}
        self.by_key: dict[tuple[str, str], dict[Value, list[Node]]] = {}  # by label and property, then by value
        # by type, then by the id of the node where they start, or end
        self.out: dict[str, dict[str, list[Relationship]]] = {}
        self.into: dict[str, dict[str, list[Relationship]]] = {}
        self.frozen = False
        self.declared: Mapping[str, RelationshipType] | None = None
        """The declarations that its relationships keep to, where whoever made the graph vouches for that."""
        self._below: PropertyGraph | None = None
        """The frozen graph that this one is an overlay of: what it has too, it shares."""

    @property
    def relationships(self) -> dict[str, Relationship]:
        """All relationships by their ids, in the order they were added. Filed when asked for: hardly anything asks."""
        filed = self._by_id
        if len(filed) < len(self._related):
            for relationship in self._related[len(filed) :]:
                filed[relationship.id] = relationship
        return filed

    def add_node(self, id: str, labels: Collection[str] = (), properties: Mapping[str, Value] | None = None) -> Node:
        """Add a node; its id must be new."""
        if self.frozen or id in self.nodes:
            self._refuse(f"the graph already has a node with id `{id}`")
        node = self.nodes[id] = _node(id, frozenset(labels), _known(properties) if properties else {})
        for label in node.labels:
            self._labelled(label).append(node)
            for key in self.keys.get(label, ()):
                value = node.values.get(key)
                if value is not None and not isinstance(value, (list, tuple)):  # a list is no entry point, nor hashable
                    self._own("by_key", (label, key)).setdefault(value, []).append(node)
        return node

    def add_relationship(
        self, id: str, type: str, start: str, end: str, properties: Mapping[str, Value] | None = None
    ) -> Relationship:
        """Add a relationship between two nodes, named by their ids; its id must be new."""
        if self.frozen or id in self.relationships:
            self._refuse(f"the graph already has a relationship with id `{id}`")
        for node in (start, end):
            if node not in self.nodes:
                self._refuse(f"relationship `{id}` names the node `{node}`, which the graph does not have")
        self.declared = None  # this one may join anything
        values = _known(properties) if properties else _NOTHING
        relationship = _relationship(id, type, self.nodes[start], self.nodes[end], values)
        self._related.append(relationship)
        for side, node_id in (("out", start), ("into", end)):
            self._own(side, type).setdefault(node_id, []).append(relationship)
        return relationship

    def add_nodes(self, label: str, prefix: str, nodes: Iterable[dict[str, Value]]) -> list[Node]:
        """Add nodes of one label, each given by its properties, of which none is None or a list. Its id, which must be
        new, is its property `id` after a prefix.

        What `add_node` does, for many at once, in a graph that is not an overlay and that has none.
        """
        if self.frozen:
            self._refuse("")
        labels = frozenset((label,))
        added: list[Node] = []
        for values in nodes:
            node = Node()
            node.id = id = prefix + values["id"]
            self.nodes[id] = node
            node.labels = labels
            node.values = values
            added.append(node)
        for key in self.keys.get(label, ()):
            index = self.by_key.setdefault((label, key), {})
            for node in added:
                if key in node.values:
                    index.setdefault(node.values[key], []).append(node)
        self.by_label.setdefault(label, []).extend(added)
        return added

    def relate(
        self,
        type: str,
        ends: Iterable[tuple[Node, Node]],
        values: Mapping[str, Value] = _NOTHING,
        id: str | None = None,
    ) -> None:
        """Add relationships of one type, each given by its ends, with properties of which none is None. The id of each
        must be new: `id`, or else the one made of type and ends. What `add_relationship` does, for many at once, in a
        graph that is not an overlay and that has none."""
        if self.frozen:
            self._refuse("")
        out, into = self.out.setdefault(type, {}), self.into.setdefault(type, {})
        added = []
        for start, end in ends:
            relationship = Relationship()  # written out, as in `_relationship`: a call for each costs as much again
            relationship.given_id = id
            relationship.type = type
            relationship.start = start
            relationship.end = end
            relationship.values = values
            added.append(relationship)
            out.setdefault(start.id, []).append(relationship)
            into.setdefault(end.id, []).append(relationship)
        self._related += added

    def attach(
        self, labels: frozenset[str], type: str, nodes: Iterable[tuple[str, dict[str, Value], Sequence[str]]]
    ) -> None:
        """Add nodes, each with a relationship of one type to each of some nodes that are there. A node is given by its
        id, which is new, its properties, of which none is None or a list, and the ids of those others."""
        if self.frozen:
            self._refuse("")
        known, related = self.nodes, self._related
        out, into = self._own("out", type), self._own("into", type)
        added: list[Node] = []
        for id, values, ends in nodes:
            node = known[id] = Node()  # written out, as in `relate`
            node.id = id
            node.labels = labels
            node.values = values
            added.append(node)
            out[id] = starting = []
            for end in ends:
                relationship = Relationship()
                relationship.given_id = f"{id} {type} {end}"
                relationship.type = type
                relationship.start = node
                relationship.end = known[end]
                relationship.values = _NOTHING
                related.append(relationship)
                starting.append(relationship)
                into.setdefault(end, []).append(relationship)
        for label in labels:
            self._labelled(label).extend(added)
            for key in self.keys.get(label, ()):
                index = self._own("by_key", (label, key))
                for node in added:
                    if key in node.values:
                        index.setdefault(node.values[key], []).append(node)

    def outgoing(self, type: str, node_id: str) -> Sequence[Relationship]:
        """Relationships of a type (`""`: any) that start at a node."""
        return _at(self.out, type, node_id)

    def incoming(self, type: str, node_id: str) -> Sequence[Relationship]:
        """Relationships of a type (`""`: any) that end at a node."""
        return _at(self.into, type, node_id)

    def of_type(self, type: str) -> list[Relationship]:
        """All relationships of a type."""
        return [relationship for starting in self.out.get(type, {}).values() for relationship in starting]

    def freeze(self) -> PropertyGraph:
        """End the building: from here on the graph never changes. Returns the graph itself."""
        self.frozen = True
        return self

    def overlay(self) -> PropertyGraph:
        """A graph that starts as this one is now. Neither shows what is added to the other later. One that is frozen
        shares with it what is not added to."""
        over = PropertyGraph.__new__(PropertyGraph)  # `__init__` would make what is replaced at once
        over.keys = self.keys
        over.nodes, over._related, over._by_id = self.nodes.copy(), self._related.copy(), {}
        if self.frozen:
            over.by_label, over.by_key = self.by_label.copy(), self.by_key.copy()
            over.out, over.into = self.out.copy(), self.into.copy()
        else:
            over.by_label, over.by_key = _copied(self.by_label), {k: _copied(index) for k, index in self.by_key.items()}
            over.out = {type: _copied(index) for type, index in self.out.items()}
            over.into = {type: _copied(index) for type, index in self.into.items()}
        over.frozen, over.declared, over._below = False, self.declared, self if self.frozen else None
        return over

    def _own(self, side: str, name: Any) -> dict[Any, list[Any]]:
        """An index by its name, to be added to: new where there is none, copied with its lists where it is shared."""
        indexes: dict[Any, dict[Any, list[Any]]] = getattr(self, side)
        index = indexes.get(name)
        if index is None:
            index = indexes[name] = {}
        elif self._below is not None and getattr(self._below, side).get(name) is index:
            index = indexes[name] = _copied(index)
        return index

    def _labelled(self, label: str) -> list[Node]:
        """The nodes with a label, to be added to: a new list where there is none, a copy where it is shared."""
        listed = self.by_label.get(label)
        if listed is None:
            listed = self.by_label[label] = []
        elif self._below is not None and self._below.by_label.get(label) is listed:
            listed = self.by_label[label] = listed.copy()
        return listed

    def _refuse(self, message: str) -> NoReturn:
        raise RoutingError("the graph is frozen; use overlay() to add to a copy" if self.frozen else message)

    def to_networkx(self) -> nx.MultiDiGraph:
        """The same graph as a `networkx.MultiDiGraph`: node attributes `labels`, `properties`; edge key = id."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for node in self.nodes.values():
            graph.add_node(node.id, labels=node.labels, properties=dict(node.values))
        for rel in self.relationships.values():
            graph.add_edge(rel.start.id, rel.end.id, key=rel.id, type=rel.type, properties=dict(rel.values))
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph, keys: Mapping[str, tuple[str, ...]] | None = None) -> PropertyGraph:
        """A property graph from a `networkx` graph with the attributes that `to_networkx` writes.

        A directed graph is read as it is; in an undirected one each edge is stored once, in the order given. Edges
        without a key get one from their ends.
        """
        result = cls(keys)
        for id, data in graph.nodes(data=True):
            result.add_node(str(id), data.get("labels", ()), data.get("properties"))
        if graph.is_multigraph():
            edges = [(a, b, str(key), data) for a, b, key, data in graph.edges(keys=True, data=True)]
        else:
            edges = [(a, b, f"{a}->{b}", data) for a, b, data in graph.edges(data=True)]
        taken: set[str] = set()
        for a, b, key, data in edges:
            id = key if key not in taken else f"{a}->{b}:{key}"
            taken.add(id)
            result.add_relationship(id, data.get("type", ""), str(a), str(b), data.get("properties"))
        return result


def _node(id: str, labels: frozenset[str], values: dict[str, Value]) -> Node:
    node = Node()
    node.id = id
    node.labels = labels
    node.values = values
    return node


def _relationship(id: str, type: str, start: Node, end: Node, values: Mapping[str, Value]) -> Relationship:
    relationship = Relationship()
    relationship.given_id = id
    relationship.type = type
    relationship.start = start
    relationship.end = end
    relationship.values = values
    return relationship


def _copied(index: dict[Any, list[T]]) -> dict[Any, list[T]]:
    return {key: listed.copy() for key, listed in index.items()}


def _known(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}


def _at(side: Mapping[str, Mapping[str, Sequence[Relationship]]], type: str, node_id: str) -> Sequence[Relationship]:
    if type:
        return side.get(type, {}).get(node_id, ())
    return [relationship for index in side.values() for relationship in index.get(node_id, ())]
