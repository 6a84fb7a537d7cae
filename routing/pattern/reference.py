"""The meaning of patterns, in the plainest code there is: try everything, keep what holds.

Every engine is tested against this module; it is itself tested against the openCypher TCK. It is naive on purpose:
no index, no order of joins, no shared work. Do not make it fast.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from routing.pattern import syntax as s
from routing.pattern import values as v
from routing.pattern.graph import Node, PropertyGraph, Relationship, Value

Row = dict[str, Value]
"""What each variable is bound to: a node, a relationship, or a tuple of relationships."""


def match(graph: PropertyGraph, pattern: s.Pattern, as_of: dt.date | None = None) -> list[Row]:
    """Every way a pattern matches, one row of its named variables for each."""
    return list(Evaluator(graph, as_of).pattern(pattern, {}))


@dataclass
class Evaluator:
    """Evaluates over one graph. `as_of` is the day that `days_until` counts from."""

    graph: PropertyGraph
    as_of: dt.date | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)

    # patterns

    def pattern(self, pattern: s.Pattern, row: Row) -> Iterator[Row]:
        for found, _ in self._paths(pattern.paths, row, ()):
            if pattern.where is None or self.value(pattern.where, found) is True:
                yield found

    def _paths(
        self, paths: tuple[s.Path, ...], row: Row, used: tuple[Relationship, ...]
    ) -> Iterator[tuple[Row, tuple[Relationship, ...]]]:
        """Rows for all paths together; `used` relationships are not to be used again within one MATCH."""
        if not paths:
            found = {name: bound for name, bound in row.items() if name != " inline"}
            if all(v.equals(have, self.value(e, found)) is True for have, e in row.get(" inline", ())):
                yield found, used
            return
        first, *rest = paths
        for node in self.graph.nodes.values():
            for found, taken in self._steps(first, 0, node, row, used):
                yield from self._paths(tuple(rest), found, taken)

    def _steps(
        self, path: s.Path, at: int, node: Node, row: Row, used: tuple[Relationship, ...]
    ) -> Iterator[tuple[Row, tuple[Relationship, ...]]]:
        """Let the path's node number `at` be `node`, then go on to the next."""
        here = self._bind_node(path.nodes[at], node, row)
        if here is None:
            return
        if at == len(path.relationships):
            yield here, used
            return
        step = path.relationships[at]
        for taken, end in self._expand(step, node, used):
            bound = self._bind_relationship(step, taken, here)
            if bound is not None:
                yield from self._steps(path, at + 1, end, bound, used + taken)

    def _bind_node(self, pattern: s.NodePattern, node: Node, row: Row) -> Row | None:
        if not set(pattern.labels) <= node.labels:
            return None
        if pattern.variable is not None:
            if pattern.variable in row and row[pattern.variable] is not node:
                return None
            row = {**row, pattern.variable: node}
        return self._promise(row, node.values, pattern.properties)

    def _bind_relationship(self, step: s.RelationshipPattern, taken: tuple[Relationship, ...], row: Row) -> Row | None:
        if step.variable is not None:
            bound = taken if step.hops else taken[0]
            if step.variable in row and row[step.variable] is not bound:
                return None
            row = {**row, step.variable: bound}
        found: Row | None = row
        for relationship in taken:
            found = self._promise(found, relationship.values, step.properties) if found is not None else None
        return found

    def _promise(self, row: Row, have: Mapping[str, Value], wanted: tuple[tuple[str, s.Expression], ...]) -> Row:
        """An inline map may name variables that are bound later, so it is judged when all are bound."""
        if not wanted:
            return row
        return {**row, " inline": (*row.get(" inline", ()), *((have.get(name), e) for name, e in wanted))}

    def _expand(
        self, step: s.RelationshipPattern, node: Node, used: tuple[Relationship, ...]
    ) -> Iterator[tuple[tuple[Relationship, ...], Node]]:
        """Ways to follow a step from a node: the relationships taken, and where they lead."""
        least, most = step.hops or (1, 1)
        assert most is not None, "the checker refuses open-ended lengths"
        if least == 0:
            yield (), node
        if most == 0:
            return
        rest = s.RelationshipPattern(None, step.types, step.direction, (max(least - 1, 0), most - 1))
        for relationship in self.graph.relationships.values():
            if relationship in used or (step.types and relationship.type not in step.types):
                continue
            for end in self._other_ends(relationship, node, step.direction):
                for taken, last in self._expand(rest, end, (*used, relationship)):
                    yield (relationship, *taken), last

    def _other_ends(self, relationship: Relationship, node: Node, direction: str) -> list[Node]:
        ends = []
        if direction in (">", "-") and relationship.start is node:
            ends.append(relationship.end)
        if direction in ("<", "-") and relationship.end is node and relationship.start not in ends:
            ends.append(relationship.start)
        return ends

    # expressions

    def value(self, e: s.Expression, row: Row) -> Value:
        """The value of an expression; null (None) where it cannot be known."""
        match e:
            case s.Constant(value=value):
                return value
            case s.ListLiteral(items=items):
                return [self.value(item, row) for item in items]
            case s.Parameter(name=name):
                return self.parameters[name]
            case s.Variable(name=name):
                return row[name]
            case s.Property(subject=subject, name=name):
                owner = self.value(subject, row)
                return owner.values.get(name) if isinstance(owner, (Node, Relationship)) else None
            case s.HasLabels(subject=subject, labels=labels):
                node = self.value(subject, row)
                return set(labels) <= node.labels if isinstance(node, Node) else None
            case s.Comparison(operands=operands, operators=operators):
                values = [self.value(o, row) for o in operands]
                pairs = zip(operators, values, values[1:], strict=False)
                return v.all_of([v.COMPARE[op](a, b) for op, a, b in pairs])
            case s.Logical(operator=operator, operands=operands):
                truths = [self.value(o, row) for o in operands]
                return {"AND": v.all_of, "OR": v.any_of, "XOR": v.one_of}[operator](truths)
            case s.Not(operand=operand):
                return v.negation(self.value(operand, row))
            case s.IsNull(operand=operand, negated=negated):
                return (self.value(operand, row) is None) is not negated
            case s.Negative(operand=operand):
                return v.negative(self.value(operand, row))
            case s.Binary(operator=operator, left=left, right=right):
                return v.ARITHMETIC[operator](self.value(left, row), self.value(right, row))
            case s.Call(name=name, arguments=arguments):
                return self._call(name.lower(), [self.value(a, row) for a in arguments])
            case s.Subquery():
                return self._subquery(e, row)
        raise AssertionError(e)  # pragma: no cover - the checker refuses everything else

    def _call(self, name: str, arguments: list[Value]) -> Value:
        if name == "days_until":
            return v.days_until(arguments[0], self.as_of)
        return v.FUNCTIONS[name][0](*arguments)

    def _subquery(self, e: s.Subquery, row: Row) -> Value:
        rows = list(self.pattern(e.pattern, row))
        if e.kind == "EXISTS":
            return bool(rows)
        if e.kind == "COUNT":
            if e.returns is None:
                return len(rows)
            return v.aggregate("count", [self.value(e.returns, r) for r in rows], True)
        assert isinstance(e.returns, s.Call)
        column = e.returns.arguments[0]
        return v.aggregate(e.returns.name.lower(), [self.value(column, r) for r in rows], e.returns.distinct)
