"""Patterns as the solver reads them: every node named, with the labels and the finding kinds it can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routing.pattern import syntax as s
from routing.pattern.plan import held_values, mentioned, pattern_expressions, with_names
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope

PARTS = ("STARTS WITH", "ENDS WITH", "CONTAINS")


MOST_KEPT = 5000
"""Shapes kept for another time."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A pattern within an outer scope. `kinds` are, by variable, the kinds of the findings it can be (None: any)."""

    pattern: s.Pattern
    scope: Scope
    outer: Scope
    kinds: Mapping[str, tuple[str, ...] | None]
    subqueries: tuple[s.Subquery, ...]
    """Those that stand directly in it, not inside another."""

    def labels(self, variable: str) -> frozenset[str]:
        """The labels of the case graph that a node can have."""
        return self.scope[variable].labels or frozenset()

    @property
    def own(self) -> list[str]:
        """The nodes it binds itself."""
        names = dict.fromkeys(node.variable for path in self.pattern.paths for node in path.nodes)
        return [name for name in names if name is not None and name not in self.outer]


class Shapes:
    """The shapes of the patterns of a rulebook, each made once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._made: dict[tuple[int, tuple[tuple[str, frozenset[str] | None], ...]], tuple[s.Pattern, Shape]] = {}

    def of(self, pattern: s.Pattern, outer: Scope) -> Shape:
        """The shape of a checked pattern."""
        key = (id(pattern), tuple((name, type.labels) for name, type in outer.items()))
        made = self._made.get(key)
        if made is None:
            if len(self._made) > MOST_KEPT:  # of mutants there can be any number
                self._made.clear()
            made = self._made[key] = (pattern, self._shape(pattern, outer))  # kept, so that its id stays its own
        return made[1]

    def _shape(self, pattern: s.Pattern, outer: Scope) -> Shape:
        named = with_names(pattern, f" {len(outer)} ")
        scope = bind(named, self.schema, outer)
        everything = frozenset(self.schema.labels)
        for path in named.paths:
            for node in path.nodes:
                assert node.variable is not None
                kind = scope[node.variable]
                if kind.labels is None:
                    scope[node.variable] = type(kind)("node", labels=everything)
        kinds = {
            node.variable: next(held_values(named, node.variable, "kind"), None)
            for path in named.paths
            for node in path.nodes
            if node.variable is not None
        }
        found = tuple(sub for e in pattern_expressions(named) for sub in subqueries(e))
        return Shape(named, scope, outer, kinds, found)


def subqueries(e: s.Expression) -> Iterator[s.Subquery]:
    """The subqueries of an expression, without those inside them."""
    if isinstance(e, s.Subquery):
        yield e
    for child in s.children(e):
        yield from subqueries(child)


def free(e: s.Expression, scope: Mapping[str, object]) -> frozenset[str]:
    """The variables of an expression that are bound around it."""
    return frozenset(mentioned(e) & scope.keys())


def constants(pattern: s.Pattern) -> Iterator[tuple[str, str]]:
    """Every string that a pattern names, and how: `=`, `<` for any order, or the operator that it is an operand of."""
    pending: list[s.Expression] = list(pattern_expressions(pattern))
    parts: dict[int, str] = {}
    while pending:
        e = pending.pop()
        if isinstance(e, s.Subquery):
            pending += pattern_expressions(e.pattern)
            pending += [e.returns] if e.returns is not None else []
        if isinstance(e, s.Binary) and e.operator in (*PARTS, "+"):
            parts |= {id(side): e.operator for side in (e.left, e.right)}
        if isinstance(e, s.Comparison) and not {"=", "<>"}.issuperset(e.operators):
            parts |= {id(side): "<" for side in e.operands}
        if isinstance(e, s.Constant) and isinstance(e.value, str):
            yield e.value, parts.get(id(e), "=")
        pending += s.children(e)
