"""The nearest miss of a rule: the bindings that come closest to its pattern, and what they lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from routing.explain.bounded import Bounded
from routing.explain.why_not_shape import Condition, Shape, Tie
from routing.pattern.budget import BudgetExceeded
from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.pattern.reference import Row

BEAM = 6
"""Bindings that are followed at once, the nearest first."""
MOST = 60
"""Nodes that a variable is tried on."""
MISSING, ANOTHER, UNTIED, FAILED = 4, 3, 2, 1
"""What it costs that there is no such thing at all, that it is another one, that two are not related, that some other
condition does not hold."""

NOTHING: Mapping[str, Node] = {}


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a rule from firing for some bindings. Exactly one of `missing` (a variable that nothing in the case
    can be), `tie` and `condition` is given; `unknown` says that the condition is not false, but cannot be told."""

    missing: str | None = None
    tie: Tie | None = None
    condition: Condition | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """Bindings that come close to a pattern, with what they lack; fewer and lesser lacks cost less."""

    row: Row
    lacks: tuple[Lack, ...]
    cost: int
    used: frozenset[Relationship] = frozenset()
    """The relationships it takes: one and the same is not used twice."""


@dataclass(slots=True)
class _Search:
    graph: PropertyGraph
    evaluator: Bounded
    shape: Shape

    def candidates(self, name: str) -> list[Node]:
        label = self.shape.labels[name]
        nodes: Iterable[Node] = self.graph.by_label.get(label, ()) if label else self.graph.nodes.values()
        asked = self.shape.identity[name]
        return [n for n in nodes if all(self.evaluator.value(e, {name: n}) is True for e in asked)][:MOST]

    def extended(self, miss: Miss, name: str, node: Node) -> Miss:
        """A miss with one more variable bound, and what can be judged by now."""
        row = {**miss.row, name: node}
        lacks, cost, used = list(miss.lacks), miss.cost, miss.used
        for tie in self.shape.ties:
            if name in (tie.left, tie.right) and tie.left in row and tie.right in row:
                taken = _tied(tie, row[tie.left], row[tie.right], self.graph, used)
                if taken is None:
                    lacks.append(Lack(tie=tie))
                    cost += UNTIED
                else:
                    row[tie.part.variable or ""] = taken
                    used |= {taken} if isinstance(taken, Relationship) else {*taken}
        bound = row.keys()
        for condition in self.shape.conditions:
            if condition.reads <= bound and not condition.reads <= miss.row.keys():
                failing = self.failing(condition, row)
                lacks += failing
                cost += _cost(condition) * len(failing)
        return Miss(row, tuple(lacks), cost, used)

    def failing(self, condition: Condition, row: Row) -> list[Lack]:
        """What a condition lacks for some bindings: nothing, or itself."""
        try:
            truth = self.evaluator.value(condition.expression, row)
        except BudgetExceeded:
            truth = None
        return [] if truth is True else [Lack(condition=condition, unknown=truth is None)]


def nearest_miss(
    shape: Shape, graph: PropertyGraph, as_of: dt.date, steps: list[int], pinned: Mapping[str, Node] = NOTHING
) -> Miss:
    """The bindings nearest to a pattern, found by following the few nearest at each step: bounded, not exhaustive.

    A variable that is `pinned` is that node, be it another thing than the pattern asks for, which is then lacking.
    `steps` is counted down; once they are used up, a condition that would take more counts as one that cannot be told.
    """
    search = _Search(graph, Bounded(graph, as_of, steps=steps), _asking(shape, pinned))
    options = {name: [pinned[name]] if name in pinned else search.candidates(name) for name in shape.labels}
    absent = tuple(Lack(missing=name) for name, nodes in options.items() if not nodes)
    failing = tuple(
        lack for condition in search.shape.conditions if not condition.reads for lack in search.failing(condition, {})
    )
    here = [Miss({}, (*absent, *failing), MISSING * len(absent) + FAILED * len(failing))]
    for name in sorted((n for n, nodes in options.items() if nodes), key=lambda n: (len(options[n]), n)):
        grown = [search.extended(miss, name, node) for miss in here for node in options[name]]
        here = sorted(grown, key=lambda miss: miss.cost)[:BEAM]
    return here[0]


def _asking(shape: Shape, pinned: Mapping[str, Node]) -> Shape:
    """The shape, with what a pinned node must be among the conditions."""
    asked = [Condition(e, frozenset((name,)), identity=True) for name in pinned for e in shape.identity.get(name, ())]
    return replace(shape, conditions=(*shape.conditions, *asked)) if asked else shape


def _cost(condition: Condition) -> int:
    return ANOTHER if condition.identity else FAILED


Taken = Relationship | tuple[Relationship, ...]


def _tied(tie: Tie, left: object, right: object, graph: PropertyGraph, used: frozenset[Relationship]) -> Taken | None:
    """The relationship between two nodes that a pattern asks for, or None; of a variable length, those on the way."""
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    if tie.part.hops is None:
        return next((one for one, end in _steps(tie, left, graph, used) if end is right), None)
    least, most = tie.part.hops
    ways: list[tuple[tuple[Relationship, ...], Node]] = [((), left)]
    for length in range((most or 0) + 1):
        if length >= least:
            for way, end in ways:
                if end is right:
                    return way
        ways = [((*way, one), to) for way, end in ways for one, to in _steps(tie, end, graph, used.union(way))][:MOST]
    return None


def _steps(
    tie: Tie, node: Node, graph: PropertyGraph, used: frozenset[Relationship]
) -> list[tuple[Relationship, Node]]:
    """The relationships that lead on from a node, each with its other end."""
    found: list[tuple[Relationship, Node]] = []
    for type in tie.part.types or ("",):
        if tie.part.direction in (">", "-"):
            found += [(one, one.end) for one in graph.outgoing(type, node.id)]
        if tie.part.direction in ("<", "-"):
            found += [(one, one.start) for one in graph.incoming(type, node.id)]
    return [(one, end) for one, end in found if one not in used]
