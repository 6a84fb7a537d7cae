"""Small worlds to draw graphs and patterns from: which labels, properties and relationship types there are.

`LOOSE` has no schema: any node may have any label, and now and then a property holds a value of another type.
`TYPED` has one, and its graphs keep to it, because the compiler writes other code where it knows types.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.pattern import PropertyGraph
from routing.pattern.graph import Value
from routing.pattern.schema import Kind, PropertyType, RelationshipType, Schema

MOST_NODES = 8

INTEGERS = (0, 1, 2, 40, -7)
FLOATS = (0.0, 1.0, 2.5, -3.0)
STRINGS = ("", "a", "ab", "é\U0001f600", "65", "1.0", "it's \\")
DATES = ("2026-03-31", "2026-04-01", "2026-04-15", "2028-02-29")
ODD: tuple[Value, ...] = (1, 1.0, "1", True, False, "not a date", [1, 2], [], 2**53 + 1, float(2**53), 2**62)
VALUES: Mapping[Kind, tuple[Value, ...]] = {
    "integer": INTEGERS,
    "float": FLOATS,
    "string": STRINGS,
    "boolean": (True, False),
    "date": DATES,
}


@dataclass(frozen=True, repr=False)
class World:
    """What graphs and patterns are made of. Properties and ends are kept per label; `""` stands for any label."""

    labels: tuple[str, ...]
    properties: Mapping[str, Mapping[str, PropertyType]]
    relationships: Mapping[str, tuple[str, str]]  # type: label of its start, label of its end
    details: Mapping[str, PropertyType]  # properties of every relationship type
    schema: Schema | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "the world with a schema" if self.schema else "the world without a schema"

    def of(self, label: str) -> Mapping[str, PropertyType]:
        """The properties a node of the label may have."""
        return self.properties.get(label) or self.properties.get("", {})

    def types_from(self, label: str) -> list[str]:
        """The relationship types that may start at a node of the label."""
        return [type for type, (start, _) in self.relationships.items() if label == start or "" in (label, start)]

    def types_to(self, label: str) -> list[str]:
        """The relationship types that may end at a node of the label."""
        return [type for type, (_, end) in self.relationships.items() if label == end or "" in (label, end)]


def values_of(type: PropertyType) -> tuple[Value, ...]:
    """Values a property of the type may have."""
    return tuple(sorted(type.values)) if type.values else VALUES[type.kind]


def plain(**kinds: Kind) -> dict[str, PropertyType]:
    return {name: PropertyType(kind) for name, kind in kinds.items()}


LOOSE = World(
    labels=("A", "B", "C"),
    properties={"": plain(x="integer", y="float", s="string", t="string", b="boolean", d="date")},
    relationships={"R": ("", ""), "S": ("", ""), "T": ("", "")},
    details=plain(x="integer", s="string", d="date"),
    keys={"A": ("s",)},
)

CODE = PropertyType("string", frozenset({"care.daily", "care.night", "debt.arrears"}), "need code")
STATUS = PropertyType("string", frozenset({"confirmed", "suspected"}), "status")
PERSON = plain(age="integer", score="float", name="string", alone="boolean", born="date")
NEED = {"code": CODE, "status": STATUS, **plain(severity="integer", urgent="boolean", due="date")}
OFFICE = plain(name="string", capacity="integer")
DETAILS = {"status": STATUS, **plain(since="date", weight="integer")}

SCHEMA = Schema(
    labels={"Person": PERSON, "Need": NEED, "Office": OFFICE},
    relationships={
        "KNOWS": RelationshipType(frozenset({"Person"}), frozenset({"Person"}), symmetric=True, properties=DETAILS),
        "CARES_FOR": RelationshipType(frozenset({"Person"}), frozenset({"Person"}), properties=DETAILS),
        "HAS": RelationshipType(frozenset({"Person"}), frozenset({"Need"}), properties=DETAILS),
        "SERVED_BY": RelationshipType(frozenset({"Person"}), frozenset({"Office"}), properties=DETAILS),
    },
    keys={"Need": ("code", "status")},
)

TYPED = World(
    labels=("Person", "Need", "Office"),
    properties=SCHEMA.labels,
    relationships={
        type: (next(iter(relationship.start)), next(iter(relationship.end)))
        for type, relationship in SCHEMA.relationships.items()
    },
    details=DETAILS,
    schema=SCHEMA,
    keys=SCHEMA.keys,
)


def some_properties(rng: random.Random, types: Mapping[str, PropertyType], odd: float) -> dict[str, Value]:
    """Values for about four in five of the properties, some (`odd`) of an unexpected type."""
    result: dict[str, Value] = {}
    for name, type in types.items():
        if rng.random() < 0.8:
            result[name] = rng.choice(ODD) if rng.random() < odd else rng.choice(values_of(type))
    return result


def random_graph(rng: random.Random, world: World) -> PropertyGraph:
    """A frozen graph of 1 to 8 nodes, with self-loops and parallel relationships; one in five without key indexes."""
    graph = PropertyGraph(world.keys if rng.random() < 0.8 else None)
    odd = 0.0 if world.schema else 0.08
    by_label: dict[str, list[str]] = {"": []}
    for i in range(rng.choice((1, 2, 3, 4, 5, 6, 6, 7, 7, *(MOST_NODES,) * 3))):
        if world.schema:
            labels = [rng.choice(("Person", "Person", "Person", "Need", "Need", "Office"))]
        else:
            labels = rng.sample(world.labels, rng.choice((0, 1, 1, 2, 2, 3)))
        types = world.of(labels[0] if labels else "")
        graph.add_node(f"n{i}", labels, some_properties(rng, types, odd))
        by_label[""].append(f"n{i}")
        for label in labels:
            by_label.setdefault(label, []).append(f"n{i}")
    possible = [t for t, (start, end) in world.relationships.items() if start in by_label and end in by_label]
    for i in range(rng.randint(0, 4 * len(graph.nodes)) if possible else 0):
        type = rng.choice(possible)
        start, end = world.relationships[type]
        ends = rng.choice(by_label[start]), rng.choice(by_label[end])
        graph.add_relationship(f"r{i}", type, *ends, some_properties(rng, world.details, odd))
    return graph.freeze()
