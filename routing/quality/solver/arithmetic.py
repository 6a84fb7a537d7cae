"""Arithmetic and functions of values that are not known yet. What they make of null, and of what is no number, is
what `routing.pattern.values` makes of it."""

from __future__ import annotations

from typing import Any

import z3

from routing.pattern import values as v
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.comparing import first_known
from routing.quality.solver.logic import Amount, Formula, either, every, no, some, total
from routing.quality.solver.texts import Choice, Text
from routing.quality.solver.values import NULL, Day, Number, Truth, Value, constant, is_null

_KNOWN = (int, float)


def calculated(operator: str, one: Value, other: Value) -> Value:
    """`+ - * / %` of two values."""
    if one is None or other is None:
        return NULL
    if operator == "+" and isinstance(one, Text) and isinstance(other, Text):
        return _joined(one, other)
    if operator == "+" and (isinstance(one, tuple) or isinstance(other, tuple)):
        return tuple(x for side in (one, other) for x in (side if isinstance(side, tuple) else (side,)))
    if not (isinstance(one, Number) and isinstance(other, Number)):
        if isinstance(one, Truth) or isinstance(other, Truth) or operator != "+":
            return NULL
        raise NotModelled("a text joined with what is none")
    null = some((one.null, other.null))
    if isinstance(one.amount, _KNOWN) and isinstance(other.amount, _KNOWN):
        known = v.ARITHMETIC[operator](one.amount, other.amount)
        return NULL if known is None else Number(null, known)
    return _within_64_bits(null, *_unknown(operator, one.amount, other.amount))


def _unknown(operator: str, a: Amount, b: Amount) -> tuple[Formula, Amount]:
    """When there is no such number, and the number."""
    match operator:
        case "+":
            return False, a + b
        case "-":
            return False, a - b
        case "*":
            return False, a * b
    if not (_whole(a) and _whole(b)):
        raise NotModelled(f"`{operator}` of numbers that are not whole")
    size_a, size_b = _size(a), _size(b)
    # of z3, `/` and `%` are those of positive numbers alone; the sign is that of openCypher
    if operator == "/":
        quotient = size_a / size_b if isinstance(size_a, z3.ArithRef) else _ast(size_a, size_b) / size_b
        return b == 0, either(_alike_signs(a, b), quotient, -quotient)
    rest = (size_a if isinstance(size_a, z3.ArithRef) else _ast(size_a, size_b)) % size_b
    return b == 0, either(a >= 0, rest, -rest)


def _alike_signs(a: Amount, b: Amount) -> Formula:
    return some((every((a >= 0, b >= 0)), every((a < 0, b < 0))))


def _ast(known: int, beside: Any) -> Any:
    return z3.IntVal(known, beside.ctx)


def _whole(a: Amount) -> bool:
    return isinstance(a, int) or (not isinstance(a, float) and bool(a.is_int()))


def _size(a: Amount) -> Amount:
    return abs(a) if isinstance(a, _KNOWN) else either(a >= 0, a, -a)


def _within_64_bits(null: Formula, never: Formula, amount: Amount) -> Value:
    if not _whole(amount):
        return Number(some((null, never)), amount)
    return Number(some((null, never, amount < -v.LARGEST - 1, amount > v.LARGEST)), amount)


def negative(value: Value) -> Value:
    return Number(value.null, -value.amount) if isinstance(value, Number) else NULL


def _joined(one: Text, other: Text) -> Value:
    if (end := other.constant) is not None:
        changed = [Choice(c.when, c.base, lambda w, c=c: (c.view(w) if c.view else w) + end) for c in one.choices]  # type: ignore[misc]
        return Text(one.null, tuple(changed))
    if (start := one.constant) is not None:
        changed = [Choice(c.when, c.base, lambda w, c=c: start + (c.view(w) if c.view else w)) for c in other.choices]  # type: ignore[misc]
        return Text(other.null, tuple(changed))
    raise NotModelled("two texts joined of which neither is a constant")


def called(name: str, values: list[Value]) -> Value:
    """The value of a function, by its lower-case name; all but those that ask for a node or a relationship."""
    value = values[0]
    match name:
        case "coalesce":
            return first_known(values)
        case "size":
            return _length(value)
        case "abs":
            return Number(value.null, _size(value.amount)) if isinstance(value, Number) else NULL
        case "tointeger":
            return _to_integer(value)
        case "tostring":
            return _to_text(value)
        case "days_until":
            return Number(value.null, value.amount) if isinstance(value, Day) else _no_day(value)
    raise NotModelled(f"{name}()")


def _no_day(value: Value) -> Value:
    if value is None:
        return NULL
    raise NotModelled("days_until() of a text")


def _length(value: Value) -> Value:
    if isinstance(value, tuple):
        return constant(len(value))
    return _of_text(value, len) if isinstance(value, Text) else NULL


def _of_text(text: Text, number: Any) -> Number:
    """A number that each string has."""
    amounts = []
    for choice in text.choices:
        found = {number(word) for word in choice.seen()}
        amounts += [
            either(every((choice.when, choice.among(lambda word, n=n: number(word) == n))), n, 0)  # type: ignore[misc]
            for n in sorted(found)
        ]
    return Number(text.null, total(amounts))


def _to_integer(value: Value) -> Value:
    if isinstance(value, Number):
        if isinstance(value.amount, float):
            known = v.to_integer(value.amount)
            return NULL if known is None else Number(value.null, known)
        if not _whole(value.amount):
            raise NotModelled("toInteger() of a number that is not whole")
        return value
    if isinstance(value, Text):
        read = value.among(lambda word: v.to_integer(word) is not None)
        found = _of_text(value, lambda word: v.to_integer(word) or 0)
        return Number(some((value.null, no(read))), found.amount)
    return NULL


def _to_text(value: Value) -> Value:
    match value:
        case Text():
            return value
        case Truth():
            return Text(is_null(value), (Choice(value.yes, "true"), Choice(value.no, "false")))
        case Number(amount=int() | float()):
            return Text(value.null, (Choice(True, v.to_string(value.amount) or ""),))
        case None:
            return NULL
    raise NotModelled("toString() of this")
