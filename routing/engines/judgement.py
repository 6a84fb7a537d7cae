"""Conditions as functions that judge a row: is it true, false, null, or still open?

An expression is turned into a function once, and the function judges many rows. It evaluates as the reference does,
but keeps open what the row's nodes leave open (see `possible`). What an explicit `IS NULL` or `coalesce` makes of that
is told by an `Absence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from routing.engines.absence import AS_WRITTEN, Absence
from routing.engines.possible import (
    DECISIVE,
    EITHER,
    NEUTRAL,
    Open,
    World,
    applied,
    compare,
    logical,
    one_of,
    settled,
    span,
    truths,
    unknowns,
)
from routing.pattern import syntax as s
from routing.pattern import values as v
from routing.pattern.compiler import Bindings
from routing.pattern.graph import Node, Relationship
from routing.pattern.schema import Schema

Judge = Callable[[Bindings, World], object]
"""Gives the value of an expression in a row, or what keeps it open."""


class Inner(Protocol):
    """The pattern of a subquery."""

    def possible(self, row: Bindings, world: World) -> Sequence[tuple[Bindings, object]]:
        """Its matches in a row of the pattern around it that may hold; each as a row that continues the one given,
        with its truth, which is true or open."""

    def judge(self, e: s.Expression) -> Judge:
        """An expression that is judged in its rows."""


def open_where_lacking(reads: Sequence[tuple[int, str]], rest: Judge | None) -> Judge:
    """Judges conditions of which each is true wherever it is not open, and open where a node lacks what it reads, and
    the `rest` of what must hold. `reads` are the properties, with the place in a row where the node stands."""

    def judge(row: Bindings, world: World) -> object:
        lacking = [(row[place], name) for place, name in reads if name not in row[place].values]
        truth = True if rest is None else rest(row, world)
        if not lacking:
            return truth
        here: Open = tuple.__new__(Open, (frozenset(lacking), EITHER, None, False))  # half as dear as its own
        return here if truth is True else logical("AND", (here, truth))

    return judge


@dataclass(frozen=True, slots=True)
class Judgement:
    """Turns expressions into functions. `places` says where in a row each variable stands, `inner` gives the pattern
    of each subquery, `absence` says what is made of what is absent."""

    places: Mapping[str, int]
    schema: Schema
    inner: Callable[[s.Subquery], Inner]
    absence: Absence = AS_WRITTEN

    def of(self, e: s.Expression) -> Judge:
        match e:
            case s.Constant(value=value):
                return lambda row, world: value
            case s.Variable(name=name):
                place = self.places[name]
                return lambda row, world: row[place]
            case s.Property(subject=subject, name=name):
                return self._property(subject, name)
            case s.HasLabels(subject=subject, labels=labels):
                node = self.of(subject)
                return lambda row, world: _has_labels(node(row, world), labels)
            case s.Comparison(operands=operands, operators=operators):
                return self._comparison(operands, operators)
            case s.Logical(operator=operator, operands=operands):
                return self._logical(operator, operands)
            case s.Not(operand=operand):
                return self._not(self.of(operand))
            case s.IsNull(operand=operand, negated=negated):
                return self._is_null(self.of(operand), negated)
            case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
                return self._one_of(self.of(left), [self.of(item) for item in items])
            case s.Binary(operator=operator, left=left, right=right):
                truth = operator in ("IN", "STARTS WITH", "ENDS WITH", "CONTAINS")
                return self._call(v.ARITHMETIC[operator], (left, right), truth)
            case s.Negative(operand=operand):
                return self._call(v.negative, (operand,))
            case s.ListLiteral(items=items):
                return self._call(lambda *parts: list(parts), items)
            case s.Call(name=name, arguments=arguments):
                return self._function(name.lower(), arguments)
            case s.Subquery():
                return self._subquery(e)
        raise AssertionError(e)  # pragma: no cover - the checker refuses everything else

    def _property(self, subject: s.Expression, name: str) -> Judge:
        having = frozenset(label for label, declared in self.schema.labels.items() if name in declared)
        if isinstance(subject, s.Variable):
            place = self.places[subject.name]
            return lambda row, world: _read(row[place], name, having)
        owner = self.of(subject)
        return lambda row, world: _read(owner(row, world), name, having)

    def _comparison(self, operands: Sequence[s.Expression], operators: Sequence[str]) -> Judge:
        judges = [self.of(operand) for operand in operands]
        if len(operators) == 1:
            (operator,), (left, right) = operators, judges
            return lambda row, world: compare(operator, left(row, world), right(row, world))

        def judge(row: Bindings, world: World) -> object:
            values = [one(row, world) for one in judges]
            return logical("AND", [compare(*each) for each in zip(operators, values, values[1:], strict=False)])

        return judge

    def _logical(self, operator: str, operands: Sequence[s.Expression]) -> Judge:
        judges = [self.of(operand) for operand in operands]
        decisive, neutral = DECISIVE[operator], NEUTRAL[operator]

        def judge(row: Bindings, world: World) -> object:
            found = []
            for one in judges:
                truth = one(row, world)
                if truth is decisive:
                    return truth
                if truth is not neutral:
                    found.append(truth)
            return logical(operator, found) if found else neutral

        return judge

    def _not(self, operand: Judge) -> Judge:
        def judge(row: Bindings, world: World) -> object:
            inner = operand(row, world)
            return settled(frozenset(v.negation(truth) for truth in truths(inner)), unknowns((inner,)))

        return judge

    def _is_null(self, operand: Judge, negated: bool) -> Judge:
        is_null = self.absence.is_null
        return lambda row, world: is_null(operand(row, world), negated)

    def _one_of(self, item: Judge, items: Sequence[Judge]) -> Judge:
        return lambda row, world: one_of(item(row, world), [one(row, world) for one in items])

    def _function(self, name: str, arguments: Sequence[s.Expression]) -> Judge:
        judges = [self.of(argument) for argument in arguments]
        if name == "coalesce":
            first = self.absence.first
            return lambda row, world: first([one(row, world) for one in judges])
        if name == "days_until":
            return lambda row, world: applied(
                lambda date: v.days_until(date, world.as_of), [one(row, world) for one in judges]
            )
        return self._call(v.FUNCTIONS[name][0], arguments)

    def _call(self, function: Callable[..., object], arguments: Sequence[s.Expression], truth: bool = False) -> Judge:
        judges = [self.of(argument) for argument in arguments]
        return lambda row, world: applied(function, [one(row, world) for one in judges], truth)

    def _subquery(self, e: s.Subquery) -> Judge:
        inner = self.inner(e)
        if e.kind == "EXISTS":
            return lambda row, world: _exists(inner.possible(row, world))
        if e.returns is None:
            return lambda row, world: _count(inner.possible(row, world))
        if e.kind == "COUNT":
            counted = inner.judge(e.returns)
            return lambda row, world: _count_distinct(_column(inner.possible(row, world), counted, world))
        assert isinstance(e.returns, s.Call)
        name, distinct, column = e.returns.name.lower(), e.returns.distinct, inner.judge(e.returns.arguments[0])
        return lambda row, world: _aggregate(name, distinct, _column(inner.possible(row, world), column, world))


def _read(owner: object, name: str, having: frozenset[str]) -> object:
    """A property, open where a node lacks it that has one of the labels `having` it."""
    if not isinstance(owner, (Node, Relationship)):  # nothing open has properties: it is a truth or a plain value
        return None
    value = owner.values.get(name)
    if value is None and isinstance(owner, Node) and not having.isdisjoint(owner.labels):
        return Open(frozenset(((owner, name),)))
    return value


def _has_labels(node: object, labels: Sequence[str]) -> bool | None:
    return node.labels.issuperset(labels) if isinstance(node, Node) else None


def _exists(found: Sequence[tuple[Bindings, object]]) -> object:
    truths = [truth for _, truth in found]
    return True if True in truths else Open(unknowns(truths), EITHER, some=True) if truths else False


def _count(found: Sequence[tuple[Bindings, object]]) -> object:
    truths = [truth for _, truth in found]
    return span(truths.count(True), len(truths), unknowns(truths))


def _column(found: Sequence[tuple[Bindings, object]], column: Judge, world: World) -> list[tuple[object, object]]:
    """The value that each match adds, with the truth of the match."""
    return [(column(row, world), truth) for row, truth in found]


def _count_distinct(values: Sequence[tuple[object, object]]) -> object:
    definite = [value for value, _ in values if not isinstance(value, Open)]
    certain = [value for value, truth in values if truth is True and not isinstance(value, Open)]
    least = len(v.distinct([value for value in certain if value is not None]))
    most = len(v.distinct([value for value in definite if value is not None])) + len(values) - len(definite)
    return span(least, most, unknowns(part for pair in values for part in pair))


def _aggregate(name: str, distinct: bool, values: Sequence[tuple[object, object]]) -> object:
    certain = [value for value, truth in values if truth is True and not isinstance(value, Open)]
    if len(certain) < len(values):
        # a sum of nothing is 0, and a value that is there for sure leaves no least or greatest one null
        some = name == "sum" or any(value is not None for value in certain)
        return Open(unknowns(part for pair in values for part in pair), some=some)
    return v.aggregate(name, certain, distinct)
