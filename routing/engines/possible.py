"""What an expression could still turn out to be, once unknown properties are known.

Evaluates like the reference, but a declared property that a node lacks is kept open instead of being null. An
explicit `IS NULL` or `coalesce` says what its author wants for an unknown; there nothing stays open. Two openings are
taken as independent: an expression may be called open although no single case decides it, never the other way round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from routing.pattern import syntax as s
from routing.pattern import values as v
from routing.pattern.graph import Node, PropertyGraph, Relationship, Value
from routing.pattern.reference import Evaluator, Row
from routing.pattern.schema import Schema

Unknowns = frozenset[tuple[Node, str]]
NONE: Unknowns = frozenset()


@dataclass(frozen=True, slots=True)
class Open:
    """A value that `unknown` properties keep open: one of the truths in `truths`, a number in `span`, or any value."""

    unknown: Unknowns
    truths: frozenset[bool | None] | None = None
    span: tuple[int, int] | None = None


EITHER: frozenset[bool | None] = frozenset((True, False))


def truths(value: object) -> frozenset[bool | None]:
    """The truths a value can turn out to be."""
    if isinstance(value, Open):
        return value.truths if value.truths is not None else EITHER
    return frozenset((value if isinstance(value, bool) else None,))


def unknowns(values: Iterable[object]) -> Unknowns:
    return NONE.union(*(value.unknown for value in values if isinstance(value, Open)))


def settled(outcomes: frozenset[bool | None], unknown: Unknowns) -> object:
    """A truth, if only one is left; else an opening."""
    return next(iter(outcomes)) if len(outcomes) == 1 else Open(unknown, outcomes)


@dataclass
class Possible:
    """Evaluates over one graph. `rows` gives the matches of a subquery in a row: each with the condition that is still
    to be judged, and with what the findings in it depend on (True: nothing)."""

    graph: PropertyGraph
    schema: Schema
    as_of: dt.date
    rows: Callable[[s.Subquery, Row], list[tuple[Row, s.Expression | None, object]]]
    known: Evaluator = field(init=False)

    def __post_init__(self) -> None:
        self.known = Evaluator(self.graph, self.as_of)

    def value(self, e: s.Expression, row: Row) -> object:
        """The value of an expression, or what keeps it open."""
        match e:
            case s.Constant(value=constant):
                return constant
            case s.Variable(name=name):
                return row[name]
            case s.Property(subject=subject, name=name):
                return self._property(self.value(subject, row), name)
            case s.Comparison(operands=operands, operators=operators):
                values = [self.value(o, row) for o in operands]
                pairs = zip(operators, values, values[1:], strict=False)
                return logical("AND", [_compare(op, a, b) for op, a, b in pairs])
            case s.Logical(operator=operator, operands=operands):
                found = []
                for operand in operands:
                    found.append(self.value(operand, row))
                    if found[-1] is DECISIVE[operator]:
                        break
                return logical(operator, found)
            case s.Not(operand=operand):
                inner = self.value(operand, row)
                return settled(frozenset(v.negation(x) for x in truths(inner)), unknowns([inner]))
            case s.IsNull(operand=operand, negated=negated):
                inner = self.value(operand, row)
                absent = inner is None or (isinstance(inner, Open) and inner.span is None)
                return absent is not negated
            case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
                item = self.value(left, row)
                return logical("OR", [_compare("=", item, self.value(x, row)) for x in items])
            case s.Binary(operator=operator, left=left, right=right):
                truth = operator in ("IN", "STARTS WITH", "ENDS WITH", "CONTAINS")
                return _applied(v.ARITHMETIC[operator], [self.value(left, row), self.value(right, row)], truth)
            case s.Negative(operand=operand):
                return _applied(v.negative, [self.value(operand, row)])
            case s.ListLiteral(items=items):
                return _applied(lambda *parts: list(parts), [self.value(item, row) for item in items])
            case s.Call(name=name, arguments=arguments):
                return self._call(name.lower(), [self.value(a, row) for a in arguments])
            case s.Subquery():
                return self._subquery(e, row)
        return self.known.value(e, row)

    def _property(self, owner: object, name: str) -> object:
        if not isinstance(owner, (Node, Relationship)):  # nothing open has properties: it is a truth or a plain value
            return None
        value = owner.values.get(name)
        if value is None and isinstance(owner, Node) and self._declared(owner, name):
            return Open(frozenset(((owner, name),)))
        return value

    def _declared(self, owner: Node, name: str) -> bool:
        return any(name in self.schema.labels.get(label, ()) for label in owner.labels)

    def _call(self, name: str, arguments: list[object]) -> object:
        if name == "coalesce":
            definite = [a for a in arguments if not isinstance(a, Open) or a.span is not None]
            return next((a for a in definite if a is not None), None)
        if name == "days_until":
            return _applied(lambda date: v.days_until(date, self.as_of), arguments)
        return _applied(v.FUNCTIONS[name][0], arguments)

    def _subquery(self, e: s.Subquery, row: Row) -> object:
        found: list[tuple[Row, object]] = []
        for inner, condition, doubt in self.rows(e, row):
            outcome = doubt if condition is None else logical("AND", [doubt, self.value(condition, inner)])
            if True in truths(outcome):
                found.append((inner, outcome))
        sure = [inner for inner, outcome in found if outcome is True]
        unknown = unknowns(outcome for _, outcome in found)
        if e.kind == "EXISTS":
            return True if sure else Open(unknown, EITHER) if found else False
        column = e.returns.arguments[0] if e.kind == "VALUE" and isinstance(e.returns, s.Call) else e.returns
        if column is None:
            return _span(len(sure), len(found), unknown)
        values = [(self.value(column, inner), outcome is True) for inner, outcome in found]
        unknown |= unknowns(value for value, _ in values)
        certain = [value for value, is_sure in values if is_sure and not isinstance(value, Open)]
        if e.kind == "COUNT":
            definite = [value for value, _ in values if not isinstance(value, Open)]
            least = len(v.distinct([x for x in certain if x is not None]))
            most = len(v.distinct([x for x in definite if x is not None])) + len(values) - len(definite)
            return _span(least, most, unknown)
        if len(certain) < len(values):
            return Open(unknown)
        assert isinstance(e.returns, s.Call)
        return v.aggregate(e.returns.name.lower(), certain, e.returns.distinct)


def _span(least: int, most: int, unknown: Unknowns) -> object:
    return least if least == most else Open(unknown, span=(least, most))


def _compare(operator: str, a: object, b: object) -> object:
    if a is None or b is None:
        return None
    if not isinstance(a, Open) and not isinstance(b, Open):
        return v.COMPARE[operator](a, b)
    outcomes: frozenset[bool | None] = EITHER
    left, right = _ends(a), _ends(b)
    if left is not None and right is not None:
        if operator not in ("=", "<>"):
            outcomes = frozenset(v.COMPARE[operator](x, y) for x, y in product(left, right))
        elif left[1] < right[0] or right[1] < left[0]:
            outcomes = frozenset((operator == "<>",))
    return settled(outcomes, unknowns([a, b]))


def _ends(value: object) -> tuple[Value, Value] | None:
    """The least and the most a number can be; None where that is not known."""
    if isinstance(value, Open):
        return value.span
    return (value, value) if v.is_number(value) else None


COMBINE: Mapping[str, Callable[[Iterable[Value]], bool | None]]
COMBINE = {"AND": v.all_of, "OR": v.any_of, "XOR": v.one_of}
DECISIVE = {"AND": False, "OR": True, "XOR": None}
"""The truth that decides, whatever the others are."""


def logical(operator: str, operands: list[object]) -> object:
    combine = COMBINE[operator]
    opened = [operand for operand in operands if isinstance(operand, Open)]
    known = combine([operand for operand in operands if not isinstance(operand, Open)])
    if not opened or known is DECISIVE[operator]:
        return known
    outcomes: frozenset[bool | None] = frozenset((known,))
    for operand in opened:
        outcomes = frozenset(combine(pair) for pair in product(outcomes, truths(operand)))
    return settled(outcomes, unknowns(opened))


def _applied(function: Callable[..., Value], arguments: list[object], truth: bool = False) -> object:
    """A function of values; open where an argument is, unless another is null anyway."""
    if not any(isinstance(a, Open) for a in arguments):
        return function(*arguments)
    if any(a is None for a in arguments):
        return None
    return Open(unknowns(arguments), EITHER if truth else None)
