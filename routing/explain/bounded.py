"""Evaluation within bounds: rule files are untrusted, and a large case has many ways to match a careless pattern.

The rows and values are those of the reference evaluator, in its order. It is the plain meaning of patterns and looks
everywhere; here only what can match is looked at: nodes by label, relationships by the node they begin or end at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.pattern import syntax as s
from routing.pattern.budget import charge
from routing.pattern.graph import Node, Relationship, Value
from routing.pattern.plan import mentioned
from routing.pattern.reference import Evaluator, Row

STEPS = 3_000_000
"""Nodes and relationships that one explanation may look at, over all its rules: about a second."""

_DECISIVE = {"AND": False, "OR": True}
Taken = tuple[Relationship, ...]


@dataclass
class Bounded(Evaluator):
    """The reference evaluator, which stops with BudgetExceeded. `steps` is a list of one number, counted down."""

    steps: list[int] = field(default_factory=lambda: [STEPS])
    _ties: dict[str, list[Relationship]] = field(default_factory=dict, init=False)
    """The relationships of each node, in the order of the graph."""
    _last: dict[int, tuple[Row, Value, s.Expression]] = field(default_factory=dict, init=False)
    """By the id of an operand: the last row it was evaluated in, and its value there."""
    _names: dict[int, tuple[s.Subquery, list[str]]] = field(default_factory=dict, init=False)
    """The names of variables in subqueries, by the id of these."""
    _known: dict[tuple[int, ...], tuple[Value, list[Any]]] = field(default_factory=dict, init=False)
    """The values of subqueries, which rules ask for again and again, by what their variables are bound to."""

    def __post_init__(self) -> None:
        for one in self.graph.relationships.values():
            self._ties.setdefault(one.start.id, []).append(one)
            if one.end is not one.start:
                self._ties.setdefault(one.end.id, []).append(one)

    def value(self, e: s.Expression, row: Row) -> Value:
        if isinstance(e, s.Logical) and e.operator in _DECISIVE:
            decisive = _DECISIVE[e.operator]
            unknown = False
            for operand in e.operands:
                truth = self.operand(operand, row)
                if truth is decisive:
                    return decisive
                unknown = unknown or truth is None
            return None if unknown else not decisive
        return super().value(e, row)

    def operand(self, e: s.Expression, row: Row) -> Value:
        """The value of a part of a condition. What makes a condition hold is asked for right after it was found to."""
        known = self._last.get(id(e))
        if known is None or known[0] is not row:
            known = self._last[id(e)] = row, self.value(e, row), e
        return known[1]

    def _paths(self, paths: tuple[s.Path, ...], row: Row, used: Taken) -> Iterator[tuple[Row, Taken]]:
        if not paths:
            yield from super()._paths(paths, row, used)
            return
        first, *rest = paths
        for node in self._beginnings(first.nodes[0], row):
            for found, taken in self._steps(first, 0, node, row, used):
                yield from self._paths(tuple(rest), found, taken)

    def _beginnings(self, pattern: s.NodePattern, row: Row) -> Iterable[Node]:
        """The nodes that the first node of a path can be."""
        bound = row.get(pattern.variable) if pattern.variable is not None else None
        if isinstance(bound, Node):
            return (bound,)
        if pattern.labels:
            return self.graph.by_label.get(pattern.labels[0], ())
        return self.graph.nodes.values()

    def _bind_node(self, pattern: s.NodePattern, node: Node, row: Row) -> Row | None:
        charge(self.steps, 1)
        return super()._bind_node(pattern, node, row)

    def _expand(self, step: s.RelationshipPattern, node: Node, used: Taken) -> Iterator[tuple[Taken, Node]]:
        if step.hops is not None:
            charge(self.steps, len(self.graph.relationships))
            yield from super()._expand(step, node, used)
            return
        ties = self._ties.get(node.id, ())
        charge(self.steps, len(ties))
        for one in ties:
            if one not in used and (not step.types or one.type in step.types):
                for end in self._other_ends(one, node, step.direction):
                    yield (one,), end

    def _subquery(self, e: s.Subquery, row: Row) -> Value:
        if id(e) not in self._names:
            self._names[id(e)] = e, sorted(mentioned(e))
        _, names = self._names[id(e)]
        # what is bound is kept with its value: an id alone could come to name something else
        bound = [row.get(name) for name in names]
        known = self._known.get(key := (id(e), *map(id, bound)))
        if known is None:
            if e.kind == "EXISTS":
                value: Value = next(self.pattern(e.pattern, row), None) is not None
            else:
                value = super()._subquery(e, row)
            known = self._known[key] = value, bound
        return known[0]
