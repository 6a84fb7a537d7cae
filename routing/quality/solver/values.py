"""The values of expressions over a case that is not known yet: each with the condition under which it is null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from routing.quality.solver.logic import Amount, Formula, every, no, some
from routing.quality.solver.texts import Choice, Text


@dataclass(frozen=True)
class Truth:
    """True where `yes`, false where `no`, null where neither."""

    yes: Formula
    no: Formula


@dataclass(frozen=True)
class Number:
    null: Formula
    amount: Amount


@dataclass(frozen=True)
class Day:
    """A date, as the days from the day of the case to it."""

    null: Formula
    amount: Amount


@dataclass(frozen=True)
class Dated(Day):
    """A date that came with the day that dates are counted from."""

    origin: dt.date


Value = Any
"""`Truth`, `Number`, `Day`, `Text`, a node or a relationship of the universe, or a tuple of values. None is null."""

NULL: Value = None
UNKNOWN = Truth(False, False)
TRUE, FALSE = Truth(True, False), Truth(False, True)


def constant(value: Any) -> Value:
    """A value that is known."""
    match value:
        case None:
            return NULL
        case bool():
            return TRUE if value else FALSE
        case int() | float():
            return Number(False, value)
        case str():
            return Text(False, (Choice(True, value),))
    return tuple(constant(item) for item in value)


def is_null(value: Value) -> Formula:
    match value:
        case None:
            return True
        case Truth():
            return every((no(value.yes), no(value.no)))
        case Number() | Day() | Text():
            return value.null
    return False


def truth(value: Value) -> Truth:
    """A value as a condition: what is no truth value decides nothing."""
    return value if isinstance(value, Truth) else UNKNOWN


def negation(value: Value) -> Truth:
    it = truth(value)
    return Truth(it.no, it.yes)


def all_of(values: Sequence[Value]) -> Truth:
    truths = [truth(value) for value in values]
    return Truth(every(it.yes for it in truths), some(it.no for it in truths))


def any_of(values: Sequence[Value]) -> Truth:
    truths = [truth(value) for value in values]
    return Truth(some(it.yes for it in truths), every(it.no for it in truths))


def one_of(values: Sequence[Value]) -> Truth:
    result = FALSE
    for it in map(truth, values):
        yes = some((every((result.yes, it.no)), every((result.no, it.yes))))
        result = Truth(yes, some((every((result.yes, it.yes)), every((result.no, it.no)))))
    return result
