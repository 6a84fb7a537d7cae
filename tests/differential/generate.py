"""Random patterns: quick, seeded, and small enough that the naive evaluator keeps up.

A pattern has 1 to 3 paths with 0 to 4 relationships between them, in all directions, with alternative types, variable
lengths, repeated nodes, inline maps, and a WHERE over everything the language has, subqueries up to two deep.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping

from routing.pattern import PropertyGraph
from routing.pattern.schema import PropertyType
from routing.pattern.syntax import (
    Expression,
    NodePattern,
    Path,
    Pattern,
    RelationshipPattern,
    Subquery,
    children,
)

from .expressions import Bound, Expressions, Scope, What
from .worlds import World, random_graph

MOST_WORK = 10_000
"""Upper bound on the steps, as `work` estimates them, of a pair of graph and pattern."""

SHAPES = ((1, 0), (1, 1), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 4), (3, 1), (3, 3))
INNER_SHAPES = ((1, 0), (1, 1), (1, 1), (1, 1), (1, 2), (2, 0), (2, 1))
"""Numbers of paths, and of relationships in them all together."""

Properties = tuple[tuple[str, Expression], ...]


class Patterns:
    """Draws patterns over a world."""

    def __init__(self, rng: random.Random, world: World) -> None:
        self.rng = rng
        self.world = world
        self.expressions = Expressions(rng, world, self.inner)
        self.inside_maps = ""  # an `i` for each inline map that is being drawn

    def pattern(self) -> Pattern:
        """A whole pattern, as a rule has it."""
        paths, scope = self.paths((), *self.rng.choice(SHAPES), nested=1)
        where = None
        if self.rng.random() < 0.75:
            where = self.expressions.condition(scope, self.rng.choice((0, 1, 2, 3)), self.rng.choice((0, 1, 1, 2)))
        return Pattern(paths, where)

    def two_patterns(self) -> tuple[Pattern, Pattern]:
        """Two patterns, as of two MATCH clauses of a query: the second uses variables of the first."""
        paths, scope = self.paths((), *self.rng.choice(INNER_SHAPES), nested=1)
        second, _ = self.inner(scope, 1)
        where = self.expressions.condition(scope, 1, 1) if self.rng.random() < 0.5 else None
        return Pattern(paths, where), second

    def inner(self, outer: Scope, nested: int) -> tuple[Pattern, Scope]:
        """The pattern of a subquery and the scope inside it."""
        paths, scope = self.paths(outer, *self.rng.choice(INNER_SHAPES), nested)
        where = self.expressions.condition(scope, 1, nested) if self.rng.random() < 0.5 else None
        return Pattern(paths, where), scope

    def paths(self, outer: Scope, count: int, relationships: int, nested: int) -> tuple[tuple[Path, ...], Scope]:
        scope = list(outer)
        shares = [0] * count
        for _ in range(relationships):
            shares[self.rng.randrange(count)] += 1
        again = [bound for bound in outer if bound.what == "relationship"]
        self.rng.shuffle(again)
        return tuple(self.path(scope, again, share, 0.7 if outer else 0.25, nested) for share in shares), scope

    def path(self, scope: list[Bound], outer: list[Bound], length: int, reuse: float, nested: int) -> Path:
        """A path. `outer` holds relationships bound outside that may be named again; `reuse` is for its first node."""
        node, label = self.node(scope, list(self.world.labels), reuse, nested)
        nodes, relationships = [node], []
        for _ in range(length):
            relationship, next_labels = self.relationship(scope, outer, label, nested)
            node, label = self.node(scope, next_labels, 0.2, nested)
            relationships.append(relationship)
            nodes.append(node)
        return Path(tuple(nodes), tuple(relationships))

    def node(self, scope: list[Bound], allowed: list[str], reuse: float, nested: int) -> tuple[NodePattern, str]:
        """A node pattern with one of the allowed labels (none: any), and the label known of it."""
        known = [b for b in scope if b.what == "node" and (not self.world.schema or b.label in allowed)]
        if known and self.rng.random() < reuse:
            bound = self.rng.choice(known)
            labels: tuple[str, ...] = ()
            if self.rng.random() < 0.25:
                labels = (bound.label or self.rng.choice(self.world.labels),)
            return NodePattern(bound.name, labels, self.node_map(bound.label, scope, nested)), bound.label
        labels, label = self.labels(allowed)
        name = None
        if self.rng.random() < 0.7:
            name = f"n{len(scope)}{self.inside_maps}"
            scope.append(Bound(name, "node", label))
        return NodePattern(name, labels, self.node_map(label, scope, nested)), label

    def labels(self, allowed: list[str]) -> tuple[tuple[str, ...], str]:
        if not self.world.schema:
            return tuple(self.rng.sample(self.world.labels, self.rng.choice((0, 0, 0, 1, 1, 1, 2)))), ""
        if len(allowed) > 1 or self.rng.random() < 0.6:
            label = self.rng.choice(allowed)
            return (label,), label
        return (), allowed[0]

    def node_map(self, label: str, scope: Scope, nested: int) -> Properties:
        return self.inline(self.world.of(label), scope, nested) if self.rng.random() < 0.06 else ()

    def inline(self, types: Mapping[str, PropertyType], scope: Scope, nested: int) -> Properties:
        """An inline map. Names that a subquery in it binds must not be bound further on in the pattern around it."""
        self.inside_maps += "i"
        properties = self.expressions.inline(types, scope, nested)
        self.inside_maps = self.inside_maps[:-1]
        return properties

    def relationship(
        self, scope: list[Bound], outer: list[Bound], left: str, nested: int
    ) -> tuple[RelationshipPattern, list[str]]:
        """A relationship pattern from a node with the label `left`, and the labels its other end may have."""
        direction = self.rng.choice((">", ">", "<", "-"))
        going, coming = self.world.types_from(left), self.world.types_to(left)
        usable = going if direction == ">" else coming if direction == "<" else list({*going, *coming})
        if not usable:  # nothing leaves this way: turn round
            direction, usable = ("<", coming) if direction == ">" else (">", going)
        types = tuple(self.rng.sample(sorted(usable), min(len(usable), self.rng.choice((1, 1, 2)))))
        if self.world.schema and any(self.world.schema.relationships[type].symmetric for type in types):
            direction = "-"
        hops = self.rng.choice(((0, 1), (1, 2), (0, 2), (1, 3), (2, 2), (0, 3))) if self.may_vary(types) else None
        if self.rng.random() < 0.3 and not (hops and self.world.schema):
            types = ()
        ends = {end for type in types or usable for end in self.far_ends(type, left, direction)}
        name = self.relationship_name(scope, outer, "relationships" if hops else "relationship")
        details = self.inline(self.world.details, scope, nested) if self.rng.random() < 0.06 else ()
        pattern = RelationshipPattern(name, types, direction, hops, details)
        return pattern, sorted(ends) if self.world.schema else list(self.world.labels)

    def relationship_name(self, scope: list[Bound], outer: list[Bound], what: What) -> str | None:
        """A new name, none, or in a subquery now and then a relationship bound outside, each at most once."""
        if outer and what == "relationship" and not self.world.schema and self.rng.random() < 0.15:
            return outer.pop().name
        if self.rng.random() < 0.5:
            return None
        scope.append(Bound(f"r{len(scope)}{self.inside_maps}", what))
        return scope[-1].name

    def may_vary(self, types: tuple[str, ...]) -> bool:
        """Variable length, now and then; with a schema only along types that stay on one label."""
        one_label = all(len(set(self.world.relationships[type])) == 1 for type in types)
        return one_label and self.rng.random() < 0.15

    def far_ends(self, type: str, left: str, direction: str) -> Iterator[str]:
        """Labels at the other end of a type, followed in a direction from a node with the label `left`."""
        start, end = self.world.relationships[type]
        if direction != "<" and left in (start, ""):
            yield end
        if direction != ">" and left in (end, ""):
            yield start


def work(pattern: Pattern, graph: PropertyGraph) -> float:
    """About how many steps the naive evaluator takes: rows, each with the cost of the subqueries in WHERE."""
    rows = 1.0
    for path in pattern.paths:
        rows *= len(graph.nodes)
        for relationship in path.relationships:
            step = max(branching(relationship, graph), 0.5)
            most = relationship.hops[1] or 0 if relationship.hops else 1
            rows *= step if not relationship.hops else sum(step**k for k in range(most + 1))
    return rows * (1 + (subqueries(pattern.where, graph) if pattern.where is not None else 0))


def branching(relationship: RelationshipPattern, graph: PropertyGraph) -> float:
    """How many ways lead on from a node that was reached along such a relationship: hubs are reached more often."""
    degrees: Counter[str] = Counter()
    for r in graph.relationships.values():
        if not relationship.types or r.type in relationship.types:
            ends = {">": (r.start,), "<": (r.end,), "-": (r.start, r.end)}[relationship.direction]
            degrees.update(end.id for end in ends)
    return sum(n * n for n in degrees.values()) / (sum(degrees.values()) or 1)


def subqueries(expression: Expression, graph: PropertyGraph) -> float:
    if isinstance(expression, Subquery):
        return work(expression.pattern, graph)
    return sum(subqueries(child, graph) for child in children(expression))


def graphs_for(rng: random.Random, world: World, pattern: Pattern, count: int) -> Iterator[PropertyGraph]:
    """Graphs small enough for the pattern."""
    found = tries = 0
    while found < count and tries < 20 * count:
        tries += 1
        graph = random_graph(rng, world)
        if work(pattern, graph) <= MOST_WORK:
            found += 1
            yield graph
