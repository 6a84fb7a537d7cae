"""A rule's pattern with its conditions loosened, so that what an unknown property keeps from matching is found too.

Every part is named and every condition taken out of the paths. Matching then keeps what is not plainly false; the
rows it yields are judged by `possible`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from routing.pattern import syntax as s
from routing.pattern.budget import charge, size
from routing.pattern.check import Checker
from routing.pattern.compiler import CompiledPattern
from routing.pattern.graph import PropertyGraph
from routing.pattern.plan import conjuncts
from routing.pattern.reference import Row
from routing.pattern.schema import Schema
from routing.pattern.types import Scope
from routing.rulebook.rule import Rule


class Loose:
    """A rule, loosened. `variables` are its named ones, sorted. `reads` are the (label, property) pairs whose absence
    could matter to it, `inner_reads` those it reads in subqueries; `finds` says that it matches findings; `condition`
    is what is left to judge in a row, None where nothing is."""

    def __init__(self, rule: Rule, schema: Schema) -> None:
        self.rule = rule
        self._pattern = _LoosePattern(rule.pattern, {}, (), schema)
        self.condition = self._pattern.condition
        self.variables = tuple(sorted(name for name in self._pattern.scope if not name.startswith(" ")))
        self._inner: dict[int, _LoosePattern] = {}
        self.inner_reads: set[tuple[str, str]] = set()
        self.finds = _finds(self._pattern)
        self._prepare(self._pattern, schema)
        self.reads = self.inner_reads.union(
            *(_reads(test, self._pattern.scope, schema) for test in self._pattern.tested)
        )

    def _prepare(self, pattern: _LoosePattern, schema: Schema) -> None:
        """Loosen every subquery too, each in the scope it stands in."""
        todo = [pattern.condition] if pattern.condition is not None else []
        while todo:
            here = todo.pop()
            if isinstance(here, s.Subquery):
                inner = _LoosePattern(here.pattern, pattern.scope, tuple(pattern.scope), schema)
                self._inner[id(here)] = inner
                self.finds = self.finds or _finds(inner)
                if here.returns is not None:
                    inner.tested.append(here.returns)
                self._prepare(inner, schema)
                for tested in inner.tested:
                    self.inner_reads |= _reads(tested, inner.scope, schema)
            todo.extend(s.children(here))

    def rows(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Iterator[Row]:
        """Matches whose conditions are not plainly false; all parts of the pattern are named in them."""
        return self._pattern.rows({}, graph, as_of, budget)

    def subquery_rows(
        self, e: s.Subquery, row: Row, graph: PropertyGraph, as_of: dt.date, budget: list[int]
    ) -> list[tuple[Row, s.Expression | None]]:
        """The same for a subquery, in a row of the pattern around it, with the condition still to be judged."""
        inner = self._inner[id(e)]
        return [(found, inner.condition) for found in inner.rows(row, graph, as_of, budget)]


class _LoosePattern:
    def __init__(self, pattern: s.Pattern, outer: Scope, given: tuple[str, ...], schema: Schema) -> None:
        paths, conditions = _bare(pattern, f" {len(outer)} ")
        self.scope = Checker(schema).pattern(s.Pattern(paths), outer)
        firm = [test for test in conditions if _firm(test, self.scope, schema)]
        self.tested = [test for test in conditions if test not in firm]
        self.condition = _all(self.tested)
        loosened = [s.Logical("OR", (s.IsNull(test, False), test)) for test in self.tested if not _subqueries(test)]
        self.loose = s.Pattern(paths, _all([*firm, *loosened]))
        self.cost = 5 + 2 * size(*self.tested)
        self.given = given
        self.schema = schema
        self._compiled: CompiledPattern | None = None

    def rows(self, row: Row, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Iterator[Row]:
        if self._compiled is None:
            self._compiled = CompiledPattern(self.loose, self.schema, self.scope, self.given)
        given = tuple(row[name] for name in self.given)
        for found in self._compiled.rows(graph, given, as_of=as_of, budget=budget):
            charge(budget, self.cost)
            yield {**row, **dict(zip(self._compiled.variables, found, strict=True))}


def _finds(pattern: _LoosePattern) -> bool:
    """Whether a part of the pattern can be a finding."""
    return any(kind.kind == "node" and "Finding" in (kind.labels or ("Finding",)) for kind in pattern.scope.values())


def _all(conditions: list[s.Expression]) -> s.Expression | None:
    return s.Logical("AND", tuple(conditions)) if len(conditions) > 1 else conditions[0] if conditions else None


def _bare(pattern: s.Pattern, prefix: str) -> tuple[tuple[s.Path, ...], list[s.Expression]]:
    """Paths with every part named, and all conditions, those of inline maps among them."""
    conditions: list[s.Expression] = []
    count = 0

    def named(part: s.NodePattern | s.RelationshipPattern) -> str:
        nonlocal count
        count += 1
        name = part.variable or f"{prefix}{count}"
        for key, value in part.properties:
            conditions.append(s.Comparison((s.Property(s.Variable(name), key), value), ("=",)))
        return name

    paths = []
    for path in pattern.paths:
        nodes = tuple(s.NodePattern(named(node), node.labels) for node in path.nodes)
        steps = []
        for rel in path.relationships:
            if rel.hops is None:
                steps.append(s.RelationshipPattern(named(rel), rel.types, rel.direction))
            else:  # the map of a path of variable length is judged for each relationship: it stays where it is
                name = rel.variable or named(dataclasses.replace(rel, properties=()))
                steps.append(dataclasses.replace(rel, variable=name))
        paths.append(s.Path(nodes, tuple(steps)))
    conditions.extend(conjuncts(pattern.where))
    return tuple(paths), conditions


def _firm(test: s.Expression, scope: Scope, schema: Schema) -> bool:
    """Whether nothing unknown can enter a condition."""
    return not _subqueries(test) and not _reads(test, scope, schema)


def _subqueries(e: s.Expression) -> bool:
    return any(isinstance(part, s.Subquery) for part in _walk(e))


def _walk(e: s.Expression) -> Iterator[s.Expression]:
    """An expression and its parts, without what is inside subqueries."""
    yield e
    for child in s.children(e):
        yield from _walk(child)


ALWAYS_KNOWN: Mapping[str, frozenset[str]] = {
    "Case": frozenset({"received_by"}),
    "Need": frozenset({"code", "domain", "status", "urgent"}),
    "Agency": frozenset({"kind"}),
    "Event": frozenset({"type"}),
    "Finding": frozenset({"kind"}),
}
"""Properties, besides `id`, that a case graph always has."""


def _reads(e: s.Expression, scope: Scope, schema: Schema) -> set[tuple[str, str]]:
    """The declared properties of nodes that an expression reads and that a case may leave open."""
    found: set[tuple[str, str]] = set()
    for part in _walk(e):
        if isinstance(part, s.Property) and part.name != "id":
            labels: Iterable[str] = schema.labels
            if isinstance(part.subject, s.Variable):
                kind = scope[part.subject.name]
                labels = (kind.labels or labels) if kind.kind == "node" else ()
            having = [label for label in labels if part.name in schema.labels[label]]
            found |= {(label, part.name) for label in having if part.name not in ALWAYS_KNOWN.get(label, ())}
    return found
