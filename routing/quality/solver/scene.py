"""One question under way: a universe with its relationships and findings, and the work it may still cost."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from routing.pattern import syntax as s
from routing.pattern.types import Scope
from routing.quality.solver.answers import NotModelled, OutOfBounds
from routing.quality.solver.asking import Asked, ask, key_of
from routing.quality.solver.edges import Edges
from routing.quality.solver.evaluation import value
from routing.quality.solver.findings import Findings, Sources
from routing.quality.solver.logic import Formula, every, no
from routing.quality.solver.matching import Env, Row
from routing.quality.solver.properties import property_of
from routing.quality.solver.shapes import PARTS, Shape, Shapes
from routing.quality.solver.texts import Text
from routing.quality.solver.universe import Edge, Slot, Universe
from routing.quality.solver.values import Number, Truth, Value

MOST_STEPS = 100_000
"""Nodes tried in one attempt."""


@dataclass
class Effort:
    """What an attempt may still cost: nodes tried, and time until a moment of `time.monotonic`."""

    until: float
    steps: int = MOST_STEPS

    def spend(self) -> None:
        """One step. Raises `OutOfBounds` where that was the last."""
        self.steps -= 1
        if self.steps < 0:
            raise OutOfBounds("more ways to match than the solver tries")
        if not self.steps % 64 and time.monotonic() > self.until:
            raise OutOfBounds("out of time")


@dataclass
class Scene:
    """What patterns are read against."""

    universe: Universe
    edges: Edges
    shapes: Shapes
    effort: Effort
    counted: Mapping[int, int]
    """By the id of a subquery, how many of what it counts are in sight if there are so many."""
    depth: int
    """How many subqueries inside one another have their witnesses in sight."""
    findings: Findings = field(init=False)
    interchangeable = frozenset({"Person", "Need", "Agency", "Event"})
    """Labels of which one node is as good as another."""
    _asked: dict[Hashable, Asked] = field(default_factory=dict)
    _supposed: dict[Hashable, Truth] = field(default_factory=dict)
    _demanded: dict[tuple[int, int], tuple[Row, Formula]] = field(default_factory=dict)

    def derive_with(self, sources: Sources) -> Scene:
        self.findings = Findings(self, sources)
        return self

    def step(self) -> None:
        self.effort.spend()

    def slots(self, label: str, kinds: Iterable[str] | None) -> Iterable[Slot]:
        """All nodes of a label; of findings those of some kinds (None: all)."""
        if label == "Finding":
            return list(self.findings.of_kinds(kinds))
        if label == "Household":
            self.edges.of_type("MEMBER_OF")
        return self.universe.nodes.get(label, ())

    def leading(
        self, slot: Slot, types: tuple[str, ...], direction: str, kinds: Iterable[str] | None
    ) -> Iterable[tuple[Edge, Slot]]:
        """The relationships that lead on from a node, and where to; to findings of some kinds only."""
        schema = self.universe.world.schema
        if not types and direction != "-" and slot.label == "Person":
            self.universe.doubts.add("the direction of relations that have none")
        for type in types or sorted(schema.relationships):
            ends = schema.relationships[type]
            if type == "ABOUT":
                yield from self._about(slot, direction, kinds)
            elif slot.label in ends.start | ends.end:
                yield from self.edges.at(type, slot, direction)

    def _about(self, slot: Slot, direction: str, kinds: Iterable[str] | None) -> Iterable[tuple[Edge, Slot]]:
        if slot.label == "Finding":
            if direction != "<":
                yield from ((edge, edge.end) for edge in self.findings.edges[slot])
        elif direction != ">" and slot.label in self.universe.world.schema.relationships["ABOUT"].end:
            yield from ((edge, edge.start) for edge in self.findings.about(slot, kinds))

    def property(self, slot: Slot, name: str) -> Value:
        return property_of(self.universe, slot, name)

    def detail(self, edge: Edge, name: str) -> Value:
        return self.universe.detail(edge, name)

    def value(self, e: s.Expression, env: Env, scope: Scope) -> Value:
        return value(self, e, env, scope)

    def subquery(self, e: s.Subquery, env: Env, scope: Scope) -> Value:
        """The value of a subquery: one and the same wherever the same is asked of the same nodes."""
        return self._ask(e, env, scope).value

    def _ask(self, e: s.Subquery, env: Env, scope: Scope) -> Asked:
        key = key_of(e, env, scope)
        if key not in self._asked:
            self._asked[key] = ask(self, e, env, scope)
        return self._asked[key]

    def _wanted(self, e: s.Subquery, env: Env, scope: Scope, level: int) -> Formula:
        """The witnesses of a subquery; any where it is not followed."""
        try:
            return self._ask(e, env, scope).demand(level)
        except NotModelled:
            return True

    def witnesses(self, e: s.Subquery) -> int:
        return self.counted.get(id(e), 1)

    def demand(self, row: Row, shape: Shape, level: int = 0) -> Formula:
        """That whatever decides whether a row holds is in sight, as far as that was measured. `level` is how many
        subqueries it is in."""
        if self.universe.whole:
            return True
        key = (id(row), level)
        if key not in self._demanded:
            subqueries = shape.subqueries if level < self.depth else ()
            asked = [self._wanted(e, row.env, shape.scope, level + 1) for e in subqueries]
            derived = [self.findings.demand(finding, level) for finding in row.found]
            self._demanded[key] = (row, every((*asked, *derived)))
        return self._demanded[key][1]

    def supposed(self, e: s.Expression, env: Env, scope: Scope) -> Truth:
        """Any truth value, for a condition that is not followed: the same wherever the same is asked."""
        key = key_of(e, env, scope)
        if key not in self._supposed:
            yes = self.universe.fresh("supposed")
            self._supposed[key] = Truth(yes, every((no(yes), self.universe.fresh("supposed"))))
        return self._supposed[key]

    def follows(self, operator: str, one: Value, other: Value) -> None:
        """Make sure that an operation is followed for every value there is.

        Where cases are looked for, it is enough to note that it is not: the engine has the last word. For a proof
        raises `NotModelled`.
        """
        if operator in ("=", "<>") or (operator in PARTS and isinstance(other, Text) and other.constant is not None):
            return
        sides = (one, other)
        reason = None
        if any(isinstance(side, Text) and side.is_open for side in sides):
            reason = "the order or the length of a text"
        if operator in ("+", "-", "*", "/", "%") and any(isinstance(side, Number) and _broken(side) for side in sides):
            reason = "calculations with numbers that are not whole"
        if reason is not None:
            if not self.universe.whole:
                raise NotModelled(reason)
            self.universe.doubts.add(reason)


def _broken(number: Number) -> bool:
    """Whether a number need not be whole."""
    amount = number.amount
    return isinstance(amount, float) or not (isinstance(amount, int) or bool(amount.is_int()))
