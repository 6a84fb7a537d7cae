"""What a firing rests on: the facts that make its pattern hold, and the findings it takes from other rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count

from routing.engines.firings import Bound, Firing
from routing.explain.bounded import Bounded
from routing.explain.facts import Fact, of_property, of_relationship
from routing.pattern import syntax as s
from routing.pattern.budget import BudgetExceeded
from routing.pattern.graph import Node, Relationship, Value
from routing.pattern.reference import Row

ROWS = 20
"""Rows of a subquery that are looked at: more would not make a reason easier to read."""


@dataclass(slots=True)
class Support:
    """Facts, and the ids of findings, in the order they were met."""

    facts: dict[Fact, None] = field(default_factory=dict)
    findings: dict[str, None] = field(default_factory=dict)


def support(firing: Firing, pattern: s.Pattern, evaluator: Bounded) -> Support:
    """What makes the pattern of a firing, with every part named, hold for its bindings. Anonymous parts are told by
    their first match; once the steps are used up, what was found until then."""
    reader = _Reader(evaluator)
    with suppress(BudgetExceeded):
        reader.pattern(pattern, _given(firing.bindings))
    return reader.found


def every_part_named(pattern: s.Pattern, known: int = 0) -> s.Pattern:
    """The same pattern with a name, which no author can write, for every anonymous node and relationship.

    `known` is how many names are bound already around a pattern within another: none of them is given again.
    """
    numbers = count(known + 1)
    paths = []
    for path in pattern.paths:
        nodes = tuple(n if n.variable else replace(n, variable=f" n{next(numbers)}") for n in path.nodes)
        ties = tuple(r if r.variable else replace(r, variable=f" r{next(numbers)}") for r in path.relationships)
        paths.append(replace(path, nodes=nodes, relationships=ties))
    return replace(pattern, paths=tuple(paths))


def _given(bindings: Mapping[str, Bound]) -> Row:
    # a list of relationships is matched anew: two equal lists are not one and the same
    return {name: bound for name, bound in bindings.items() if not isinstance(bound, tuple)}


class _Reader:
    def __init__(self, evaluator: Bounded) -> None:
        self.graph = evaluator.graph
        self.evaluator = evaluator
        self.found = Support()

    def pattern(self, pattern: s.Pattern, given: Row) -> None:
        row = next(self.evaluator.pattern(pattern, given), None)
        if row is not None:
            self._row(pattern, row)

    def _row(self, pattern: s.Pattern, row: Row) -> None:
        for path in pattern.paths:
            for part in path.relationships:
                bound = row.get(part.variable or "")
                for one in bound if isinstance(bound, tuple) else (bound,):
                    if isinstance(one, Relationship):
                        self._facts(of_relationship(one, self.graph))
            for node in path.nodes:
                bound = row.get(node.variable or "")
                if isinstance(bound, Node):
                    self._node(bound)
                    self._facts(of_property(bound, name) for name, _ in node.properties)
        if pattern.where is not None:
            self._holds(pattern.where, row, True)

    def _facts(self, facts: Iterator[Fact | None] | tuple[Fact, ...]) -> None:
        for fact in facts:
            if fact is not None:
                self.found.facts.setdefault(fact)

    def _node(self, node: Node) -> None:
        if "Finding" in node.labels:
            self.found.findings.setdefault(node.id)
        elif "Need" in node.labels or "Event" in node.labels:
            self._facts(iter((of_property(node, "id"),)))

    def _holds(self, e: s.Expression, row: Row, wanted: bool) -> None:
        """Note what makes an expression true (or false, as `wanted`): of alternatives, each that does so."""
        match e:
            case s.Not(operand=operand):
                self._holds(operand, row, not wanted)
            case s.Logical(operator="AND" | "OR", operands=operands):
                for operand in operands:
                    if self.evaluator.operand(operand, row) is wanted:
                        self._holds(operand, row, wanted)
            case s.Subquery(kind="EXISTS"):
                if wanted:
                    self._subquery(e, row, 1)
            case _:
                self._reads(e, row)

    def _reads(self, e: s.Expression, row: Row) -> None:
        if isinstance(e, s.Property):
            owner: Value = self.evaluator.value(e.subject, row)
            if isinstance(owner, Node) and e.name in owner.values:
                self._facts(iter((of_property(owner, e.name),)))
        elif isinstance(e, s.Subquery):
            self._subquery(e, row, ROWS)
        for child in s.children(e):
            self._reads(child, row)

    def _subquery(self, e: s.Subquery, row: Row, most: int) -> None:
        pattern = every_part_named(e.pattern, len(row))
        for number, found in enumerate(self.evaluator.pattern(pattern, row)):
            if number == most:
                break
            self._row(pattern, found)
            if e.returns is not None:
                self._reads(e.returns, found)
