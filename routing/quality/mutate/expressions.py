"""Faults in the conditions of a rule: an expression, rewritten one part at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from routing.pattern import syntax as s
from routing.pattern.text import expression_text
from routing.pattern.types import Scope
from routing.quality.mutate.mutant import Fault
from routing.quality.mutate.values import Neighbours, constant

T = TypeVar("T")

TURNED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
STEPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


class Rewritten(NamedTuple):
    """An expression with a fault: what was changed, as text, where it stood, and the whole expression after it."""

    fault: Fault
    at: s.Position
    before: str
    after: str
    expression: Any


class Expressions:
    """All faults of expressions. `pattern` gives those of the pattern inside a subquery."""

    def __init__(self, neighbours: Neighbours, pattern: Callable[[s.Pattern, Scope], Iterator[Any]]) -> None:
        self.neighbours = neighbours
        self.pattern = pattern

    def changes(self, e: s.Expression, scope: Scope) -> Iterator[Rewritten]:
        """The faults of an expression, those of the whole before those of its parts."""
        yield from _dropped(e)
        for fault, new in self._own(e, scope):
            yield Rewritten(fault, e.at, expression_text(e), expression_text(new), new)
        match e:
            case s.Comparison(operands=parts) | s.Logical(operands=parts):
                yield from self._each(e, "operands", parts, scope)
            case s.Call(arguments=parts):
                yield from self._each(e, "arguments", parts, scope)
            case s.Not(operand=part) | s.IsNull(operand=part):
                yield from self._inside(e, "operand", part, scope)
            case s.Binary(left=left, right=right):
                yield from self._inside(e, "left", left, scope)
                yield from self._inside(e, "right", right, scope)
            case s.Subquery(pattern=pattern):
                for fault, at, before, after, inner in self.pattern(pattern, scope):
                    yield Rewritten(fault, at, before, after, replace(e, pattern=inner))

    def _each(self, e: Any, field: str, parts: tuple[s.Expression, ...], scope: Scope) -> Iterator[Rewritten]:
        for k, part in enumerate(parts):
            for found in self.changes(part, scope):
                yield found._replace(expression=replace(e, **{field: _with(parts, k, found.expression)}))

    def _inside(self, e: Any, field: str, part: s.Expression, scope: Scope) -> Iterator[Rewritten]:
        for found in self.changes(part, scope):
            yield found._replace(expression=replace(e, **{field: found.expression}))

    def _own(self, e: s.Expression, scope: Scope) -> Iterator[tuple[Fault, s.Expression]]:
        match e:
            case s.Comparison():
                yield from self._comparison(e, scope)
            case s.Not(operand=operand):
                yield "negation", operand
            case s.IsNull(negated=negated):
                yield "turned", replace(e, negated=not negated)
            case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=(s.Constant(value=value),)) as listed):
                for fault, new in self.neighbours.changes(value, self.neighbours.declared(left, scope)):
                    yield fault, replace(e, right=replace(listed, items=(new,)))
            case s.Call(name=name, arguments=arguments) if name.lower() == "coalesce":
                declared = self.neighbours.declared(e, scope)
                for k, argument in enumerate(arguments):
                    if isinstance(argument, s.Constant):
                        for fault, new in self.neighbours.changes(argument.value, declared):
                            yield fault, replace(e, arguments=_with(arguments, k, new))

    def _comparison(self, e: s.Comparison, scope: Scope) -> Iterator[tuple[Fault, s.Expression]]:
        for k, operator in enumerate(e.operators):
            pair = e.operands[k : k + 2]
            if operator in STEPPED:
                yield "boundary", replace(e, operators=_with(e.operators, k, STEPPED[operator]))
            if not any(isinstance(o, s.Constant) and isinstance(o.value, bool) for o in pair):
                # `x <> true` means the same as `x = false`, which is the fault of its constant
                yield "turned", replace(e, operators=_with(e.operators, k, TURNED[operator]))
        for k, operand in enumerate(e.operands):
            if (value := constant(operand)) is not None:
                other = e.operands[k - 1] if k else e.operands[k + 1]
                declared = self.neighbours.declared(other, scope)
                for fault, new in self.neighbours.changes(value, declared):
                    yield fault, replace(e, operands=_with(e.operands, k, new))


def _dropped(e: s.Expression) -> Iterator[Rewritten]:
    """What is left without one of several conditions, alternatives or values."""
    match e:
        case s.Logical(operator="AND" | "OR" as operator, operands=parts):
            fault: Fault = "dropped_condition" if operator == "AND" else "dropped_alternative"
            for k, part in enumerate(parts):
                left = _without(parts, k)
                rest = left[0] if len(left) == 1 else replace(e, operands=left)
                yield Rewritten(fault, part.at, expression_text(part), "", rest)
        case s.Binary(operator="IN", right=s.ListLiteral(items=(_, _, *_) as parts) as listed):
            for k, part in enumerate(parts):
                rest = replace(e, right=replace(listed, items=_without(parts, k)))
                yield Rewritten("dropped_value", part.at, expression_text(part), "", rest)


def _with(parts: tuple[T, ...], at: int, new: T) -> tuple[T, ...]:
    return (*parts[:at], new, *parts[at + 1 :])


def _without(parts: tuple[T, ...], at: int) -> tuple[T, ...]:
    return parts[:at] + parts[at + 1 :]
