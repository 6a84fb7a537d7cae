"""A graph in the tables of ladybug: one for each label, without a schema for each set of labels, and for each type.

Each part of a graph keeps its id as `key`, a node its labels as the list `labels`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from routing.pattern import PropertyGraph
from routing.pattern.graph import Value

from .agreement import copy
from .ladybug_kinds import COLUMNS, KindOf, of_value
from .text import literal_text
from .worlds import VALUES, World


class Tables:
    """The tables for a world, and how a query names what is in them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kinds = KindOf(world).properties
        sets = [labels for count in range(len(world.labels) + 1) for labels in combinations(world.labels, count)]
        if world.schema:
            sets = [(label,) for label in world.labels]
        self.labels = {"_".join(labels) or "Bare": frozenset(labels) for labels in sets}

    def having(self, *labels: str) -> list[str]:
        """The tables whose nodes have the labels, `""` aside."""
        return [table for table, have in self.labels.items() if set(labels) - {""} <= have]

    def node(self, name: str, labels: tuple[str, ...]) -> str:
        """A node pattern. In ladybug a node has one label, and a pattern of several means any of them."""
        return f"({name}{''.join(f':{table}' for table in self.having(*labels)) if labels else ''})"

    def label_test(self, name: str, labels: tuple[str, ...]) -> str:
        tables = ", ".join(literal_text(table) for table in self.having(*labels))
        return f"(label({name}) IN [{tables}])" if tables else "false"

    def statements(self, graph: PropertyGraph) -> Iterator[str]:
        """What makes the tables and fills them with the graph."""
        for table, labels in self.labels.items():
            names = {name for label in labels or {""} for name in self.world.of(label)}
            yield f"CREATE NODE TABLE {table}(key STRING PRIMARY KEY, labels STRING[]{self.columns(names)})"
        for type, (start, end) in self.world.relationships.items():
            ends = ", ".join(f"FROM {a} TO {b}" for a in self.having(start) for b in self.having(end))
            yield f"CREATE REL TABLE {type}({ends}, key STRING{self.columns(set(self.world.details))})"
        if graph.nodes:
            yield f"CREATE {', '.join(self.nodes(graph))}"
        for r in graph.relationships.values():
            a, b = self.table_of(r.start.labels), self.table_of(r.end.labels)
            ends = f"MATCH (a:{a} {{key: '{r.start.id}'}}), (b:{b} {{key: '{r.end.id}'}})"
            yield f"{ends} CREATE (a)-[:{r.type} {{key: '{r.id}'{entries(r.properties)}}}]->(b)"

    def nodes(self, graph: PropertyGraph) -> Iterator[str]:
        for node in graph.nodes.values():
            labels = ", ".join(literal_text(label) for label in sorted(node.labels))
            inside = f"key: '{node.id}', labels: [{labels}]{entries(node.properties)}"
            yield f"(:{self.table_of(node.labels)} {{{inside}}})"

    def table_of(self, labels: frozenset[str]) -> str:
        return next(table for table, have in self.labels.items() if have == labels)

    def columns(self, names: set[str]) -> str:
        return "".join(f", {name} {COLUMNS[self.kinds[name]]}" for name in sorted(names))


def entries(properties: Mapping[str, Value]) -> str:
    return "".join(f", {name}: {literal_text(value)}" for name, value in properties.items())


def plain(world: World, graph: PropertyGraph) -> PropertyGraph:
    """The graph without values that a typed column cannot hold, and without dates that are none."""
    kind_of = KindOf(world)
    for part in (*graph.nodes.values(), *graph.relationships.values()):
        for name, value in part.properties.items():
            odd = of_value(value) != kind_of.properties[name]
            if odd or (name in kind_of.dates and value not in VALUES["date"]):
                graph = copy(graph, forget=(part.id, name))
    return graph
