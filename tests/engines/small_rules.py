"""Small random rules over people who know each other, for comparing engines and for trying every way to fill in
what is unknown."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Container, Iterator, Mapping, Sequence

from routing.engines import Firing, Firings, NativeEngine, UnknownFacts
from routing.pattern import PropertyGraph, PropertyType, RelationshipType, Schema, parse_pattern
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule

AS_OF = dt.date(2026, 4, 1)
BUDGET = 10_000_000
AGES = (10, 40, 70)
"""One age between every two limits that the rules use, so that trying these is trying all."""
LIMITS = (18, 65)
KINDS = ("k0", "k1", "k2", "k3", "k4", "k5")
"""What rules derive, number n kind n: a rulebook has at most as many rules."""

PERSON = frozenset({"Person"})
SCHEMA = Schema(
    labels={
        "Person": {"id": PropertyType("string"), "age": PropertyType("integer"), "flag": PropertyType("boolean")},
        "Finding": {"id": PropertyType("string"), "kind": PropertyType("string", frozenset(KINDS), "finding kind")},
    },
    relationships={
        "KNOWS": RelationshipType(PERSON, PERSON, symmetric=True),
        "HARMS": RelationshipType(PERSON, PERSON),
        "ABOUT": RelationshipType(frozenset({"Finding"}), PERSON),
    },
    keys={"Finding": ("kind",)},
)

SUPPOSING = (
    "{x}.age IS NULL",
    "{x}.flag IS NOT NULL",
    "coalesce({x}.age, 40) < {limit}",
    "coalesce({x}.flag, true)",
    "coalesce({x}.age, {y}.age, 10) >= {limit}",
    "({x}.age >= {limit}) IS NULL",
    "coalesce(VALUE {{ ({x})-[:KNOWS]-(k:Person) RETURN max(k.age) }}, 70) >= {limit}",
    "COUNT {{ ({x})-[:KNOWS]-(k:Person) WHERE k.age IS NULL }} = 1",
    "coalesce({x}.age) > {limit}",
)
"""Conditions that say themselves what an unknown fact is taken for."""

Keys = Mapping[str, tuple[str, ...]]


class RuleMaker:
    """Draws rules; rule number n may read the findings of the rules before it. `supposing` are further conditions,
    with `{x}` and `{y}` for two persons and `{limit}` for an age."""

    def __init__(self, rng: random.Random, supposing: Sequence[str] = ()) -> None:
        self.rng = rng
        self.supposing = supposing

    def rules(self, count: int) -> list[Rule]:
        assert count <= len(KINDS)
        return [self.rule(number) for number in range(count)]

    def rule(self, number: int) -> Rule:
        pick = self.rng.choice
        match = pick(("(x:Person)", "(x:Person)-[:KNOWS]-(y:Person)", "(x:Person)-[:HARMS]->(y:Person)"))
        if number and self.rng.random() < 0.4:
            match += f", (f:Finding {{kind: 'k{self.rng.randrange(number)}'}})-[:ABOUT]->(x)"
        names = ["x", "y"] if "(y" in match else ["x"]
        where = self.condition(names, number, 2)
        about = tuple(names) if self.rng.random() < 0.5 else ("x",)
        pattern = parse_pattern(match, where)
        effects = (FindingEffect(kind=f"k{number}", about=about),)
        return Rule(f"rule-{number}", {"en": f"rule {number}"}, pattern, effects, match, where)

    def condition(self, names: list[str], number: int, depth: int) -> str:
        roll = self.rng.random()
        if depth and roll < 0.45:
            joined = self.rng.choice((" AND ", " OR ", " XOR "))
            return "(" + joined.join(self.condition(names, number, depth - 1) for _ in range(2)) + ")"
        if depth and roll < 0.6:
            return f"NOT ({self.condition(names, number, depth - 1)})"
        if depth and roll < 0.85:
            return self.subquery(self.rng.choice(names), number, depth)
        return self.atom(names)

    def atom(self, names: list[str]) -> str:
        name, limit = self.rng.choice(names), self.rng.choice(LIMITS)
        other = self.rng.choice(names)
        return self.rng.choice(
            (
                f"{name}.age >= {limit}",
                f"{name}.age < {limit}",
                f"18 <= {name}.age < 65",
                f"{name}.flag",
                f"{name}.flag = {other}.flag",
                f"{name}.age IN [10, 70]",
                *(one.format(x=name, y=other, limit=limit) for one in self.supposing),
            )
        )

    def subquery(self, name: str, number: int, depth: int) -> str:
        inner = f"({name})-[:KNOWS]-(q:Person) WHERE {self.condition(['q', name], number, depth - 1)}"
        shapes = [
            f"EXISTS {{ {inner} }}",
            f"NOT EXISTS {{ {inner} }}",
            f"COUNT {{ {inner} }} >= {self.rng.randrange(1, 3)}",
            f"COUNT {{ {inner} RETURN DISTINCT q.age }} = 1",
            f"VALUE {{ {inner} RETURN max(q.age) }} >= 65",
            f"VALUE {{ {inner} RETURN sum(q.age) }} < 80",
        ]
        if number:
            kind = f"k{self.rng.randrange(number)}"
            shapes += [f"{no}EXISTS {{ (:Finding {{kind: '{kind}'}})-[:ABOUT]->({name}) }}" for no in ("", "NOT ")] * 2
        return self.rng.choice(shapes)


def people(rng: random.Random, count: int, unknown: float, keys: Keys | None = SCHEMA.keys) -> PropertyGraph:
    """A graph of people, each property absent with the given probability."""
    graph = PropertyGraph(keys)
    for number in range(count):
        known = {"age": rng.choice(AGES), "flag": rng.random() < 0.5}
        kept = {name: value for name, value in known.items() if rng.random() >= unknown}
        graph.add_node(f"person/{number}", PERSON, {"id": str(number), **kept})
    for a, b in itertools.combinations(range(count), 2):
        for type in ("KNOWS", "HARMS"):
            if rng.random() < 0.4:
                graph.add_relationship(f"{a} {type} {b}", type, f"person/{a}", f"person/{b}")
    return graph.freeze()


def ways_to_fill(graph: PropertyGraph, leaving: Container[tuple[str, str]] = ()) -> Iterator[PropertyGraph]:
    """The graph with its unknown properties known, in every way that can make a difference. Those to be left unknown
    are given by node id and name."""
    gaps = [
        (node.id, name, values)
        for node in graph.nodes.values()
        for name, values in (("age", AGES), ("flag", (True, False)))
        if name not in node.values and (node.id, name) not in leaving
    ]
    for chosen in itertools.product(*(values for _, _, values in gaps)):
        given: dict[str, dict[str, object]] = {}
        for (id, name, _), value in zip(gaps, chosen, strict=True):
            given.setdefault(id, {})[name] = value
        filled = PropertyGraph(graph.keys)
        for node in graph.nodes.values():
            filled.add_node(node.id, node.labels, {**node.properties, **given.get(node.id, {})})
        for r in graph.relationships.values():
            filled.add_relationship(r.id, r.type, r.start.id, r.end.id)
        yield filled.freeze()


def fire(rules: list[Rule], graph: PropertyGraph) -> Firings:
    """One rule a stratum: each may read the findings of those before it. One that spreads is with what it spreads."""
    strata = [[one, *(s for s in rules if s.id == f"{one.id}-spreads")] for one in rules if "spreads" not in one.id]
    firings = NativeEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    return UnknownFacts(strata, SCHEMA).complete(firings, AS_OF, [BUDGET])


def keys(firings: tuple[Firing, ...]) -> set[tuple[object, ...]]:
    return {firing.key for firing in firings}
