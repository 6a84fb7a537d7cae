"""Comparing values that are not known yet: equal, in order, part of one another, the first that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from routing.dates import iso_date
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.logic import Formula, alike, either, every, no, some
from routing.quality.solver.texts import Choice, Text, equal
from routing.quality.solver.values import (
    FALSE,
    NULL,
    UNKNOWN,
    Dated,
    Day,
    Number,
    Truth,
    Value,
    all_of,
    any_of,
    is_null,
    negation,
)


def _known(one: Value, other: Value) -> Formula:
    return every((no(is_null(one)), no(is_null(other))))


def _judged(one: Value, other: Value, holds: Formula) -> Truth:
    known = _known(one, other)
    return Truth(every((known, holds)), every((known, no(holds))))


def equals(one: Value, other: Value) -> Truth:
    """`a = b`."""
    one, other = _alike_kinds(one, other)
    if one is None or other is None:
        return UNKNOWN
    if isinstance(one, Truth) and isinstance(other, Truth):
        return _judged(one, other, alike(one.yes, other.yes))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all_of([equals(x, y) for x, y in zip(one, other, strict=True)]) if len(one) == len(other) else FALSE
    if isinstance(one, Text) and isinstance(other, Text):
        return _judged(one, other, one.relates(other, equal))
    if (isinstance(one, Number) and isinstance(other, Number)) or (isinstance(one, Day) and isinstance(other, Day)):
        return _judged(one, other, one.amount == other.amount)
    return _judged(one, other, one is other)


_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(operator: str, one: Value, other: Value) -> Truth:
    """`a < b` and its like."""
    if operator in ("=", "<>"):
        same = equals(one, other)
        return same if operator == "=" else negation(same)
    one, other = _alike_kinds(one, other)
    test = _ORDER[operator]
    if isinstance(one, Truth) and isinstance(other, Truth):
        pairs = [(a, b) for a in (False, True) for b in (False, True) if test(a, b)]
        held = [every((one.yes if a else one.no, other.yes if b else other.no)) for a, b in pairs]
        return _judged(one, other, some(held))
    if isinstance(one, Text) and isinstance(other, Text):
        return _judged(one, other, one.relates(other, test))
    if (isinstance(one, Number) and isinstance(other, Number)) or (isinstance(one, Day) and isinstance(other, Day)):
        return _judged(one, other, test(one.amount, other.amount))
    if isinstance(one, tuple) and isinstance(other, tuple):
        raise NotModelled("an order of lists")
    return UNKNOWN


def _alike_kinds(one: Value, other: Value) -> tuple[Value, Value]:
    """Two values, of which a text beside a date is read as one."""
    if isinstance(one, Day) and isinstance(other, Text):
        return one, _as_day(other, one)
    if isinstance(other, Day) and isinstance(one, Text):
        return _as_day(one, other), other
    return one, other


def _as_day(text: Text, beside: Day) -> Day:
    if text.constant is None or not isinstance(beside, Dated):
        raise NotModelled("a date compared with a text that is no constant")
    return day_of(text.constant, beside.origin)


def day_of(text: str, origin: dt.date) -> Day:
    """The date that a constant names."""
    try:
        return Dated(False, (iso_date(text) - origin).days, origin)
    except ValueError:
        raise NotModelled("a date compared with a text that is no date") from None


def member(item: Value, items: Value) -> Truth:
    """`item IN items`."""
    return any_of([equals(item, one) for one in items]) if isinstance(items, tuple) else UNKNOWN


_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "STARTS WITH": str.startswith,
    "ENDS WITH": str.endswith,
    "CONTAINS": str.__contains__,
}


def text_test(operator: str, one: Value, other: Value) -> Truth:
    """`STARTS WITH` and its like."""
    if not (isinstance(one, Text) and isinstance(other, Text)):
        if isinstance(one, Day) or isinstance(other, Day):
            raise NotModelled("a part of a date")
        return UNKNOWN
    return _judged(one, other, one.relates(other, _TEXT_TESTS[operator]))


def first_known(values: Sequence[Value]) -> Value:
    """`coalesce`."""
    values = [value for value in values if value is not None]
    if not values:
        return NULL
    result = values[-1]
    for value in reversed(values[:-1]):
        result = _or_else(value, result)
    return result


def _or_else(one: Value, other: Value) -> Value:
    null = is_null(one)
    if null is False:
        return one
    if null is True:
        return other
    one, other = _alike_kinds(one, other)
    match one, other:
        case Truth(), Truth():
            return Truth(some((one.yes, every((null, other.yes)))), some((one.no, every((null, other.no)))))
        case Number(), Number():
            return Number(every((null, other.null)), either(null, other.amount, one.amount))
        case Dated(), Dated():
            return Dated(every((null, other.null)), either(null, other.amount, one.amount), one.origin)
        case Text(), Text():
            here = [Choice(every((no(null), c.when)), c.base, c.view) for c in one.choices]
            there = [Choice(every((null, c.when)), c.base, c.view) for c in other.choices]
            return Text(every((null, other.null)), (*here, *there))
    raise NotModelled("coalesce() of unlike values")


def same_value(one: Value, other: Value) -> Formula:
    """Whether DISTINCT takes two values, neither of them null, as one."""
    return equals(one, other).yes
