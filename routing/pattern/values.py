"""Values and their operations, as openCypher defines them: three-valued logic, null for unknown.

All operations are total. Where openCypher raises an error at run time (operands of the wrong type, an integer divided
by zero, an integer beyond 64 bits) the answer here is null, so that no rule can stop a case.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from routing.dates import iso_date
from routing.pattern.graph import Node, Relationship, Value

Truth = bool | None
LARGEST = 2**63 - 1


def is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_list(value: Value) -> bool:
    return isinstance(value, (list, tuple))


def equals(a: Value, b: Value) -> Truth:
    """`a = b`. `1 = 1.0` is true, `1 = '1'` false; null where either is null or decides it."""
    if a is None or b is None:
        return None
    if is_number(a) and is_number(b):
        return bool(a == b)
    if is_list(a) and is_list(b):
        if len(a) != len(b):
            return False
        return all_of(equals(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, (Node, Relationship)) or isinstance(b, (Node, Relationship)):
        return type(a) is type(b) and bool(a.id == b.id)
    return type(a) is type(b) and bool(a == b)


def different(a: Value, b: Value) -> Truth:
    """`a <> b`."""
    return negation(equals(a, b))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Truth]:
    def order(a: Value, b: Value) -> Truth:
        if is_number(a) and is_number(b):
            return compare(a, b)
        if type(a) is type(b) and isinstance(a, (str, bool)):
            return compare(a, b)
        if is_list(a) and is_list(b):
            for x, y in zip(a, b, strict=False):
                same = equals(x, y)
                if same is None:
                    return None
                if not same:
                    return order(x, y)
            return compare(len(a), len(b))
        return None

    return order


less = _ordered(lambda a, b: a < b)
less_equal = _ordered(lambda a, b: a <= b)
greater = _ordered(lambda a, b: a > b)
greater_equal = _ordered(lambda a, b: a >= b)

COMPARE: dict[str, Callable[[Value, Value], Truth]] = {
    "=": equals,
    "<>": different,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}


def all_of(truths: Iterable[Value]) -> Truth:
    """AND: false wins, then null."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is not True:
            result = None
    return result


def any_of(truths: Iterable[Value]) -> Truth:
    """OR: true wins, then null."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is not False:
            result = None
    return result


def one_of(truths: Iterable[Value]) -> Truth:
    """XOR: null if any is null."""
    result = False
    for truth in truths:
        if not isinstance(truth, bool):
            return None
        result ^= truth
    return result


def negation(truth: Value) -> Truth:
    """NOT."""
    return not truth if isinstance(truth, bool) else None


def member(item: Value, items: Value) -> Truth:
    """`item IN items`; nothing is in the empty list, not even null."""
    return any_of(equals(item, x) for x in items) if is_list(items) else None


def starts_with(a: Value, b: Value) -> Truth:
    return a.startswith(b) if isinstance(a, str) and isinstance(b, str) else None


def ends_with(a: Value, b: Value) -> Truth:
    return a.endswith(b) if isinstance(a, str) and isinstance(b, str) else None


def contains(a: Value, b: Value) -> Truth:
    return b in a if isinstance(a, str) and isinstance(b, str) else None


def _number(value: int | float) -> Value:
    return None if isinstance(value, int) and not -LARGEST - 1 <= value <= LARGEST else value


def add(a: Value, b: Value) -> Value:
    """`+`: numbers, strings (a number is written out), lists (an element is appended)."""
    if a is None or b is None:
        return None
    if is_number(a) and is_number(b):
        return _number(a + b)
    if is_list(a) or is_list(b):
        return [*(a if is_list(a) else [a]), *(b if is_list(b) else [b])]
    if isinstance(a, str) or isinstance(b, str):
        left, right = to_string(a), to_string(b)
        either_bool = isinstance(a, bool) or isinstance(b, bool)
        return None if left is None or right is None or either_bool else left + right
    return None


def subtract(a: Value, b: Value) -> Value:
    return _number(a - b) if is_number(a) and is_number(b) else None


def multiply(a: Value, b: Value) -> Value:
    return _number(a * b) if is_number(a) and is_number(b) else None


def divide(a: Value, b: Value) -> Value:
    """`/`: truncates between integers; a float divided by zero is infinite or not a number."""
    if not (is_number(a) and is_number(b)):
        return None
    if isinstance(a, int) and isinstance(b, int):
        return None if b == 0 else _number(-(-a // b) if (a < 0) != (b < 0) else a // b)
    if b == 0:
        sign = math.copysign(1.0, a) * math.copysign(1.0, b)
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, sign)
    return a / b


def modulo(a: Value, b: Value) -> Value:
    """`%`: the remainder has the sign of the left operand."""
    if not (is_number(a) and is_number(b)):
        return None
    if isinstance(a, int) and isinstance(b, int):
        return None if b == 0 else a - b * (-(-a // b) if (a < 0) != (b < 0) else a // b)
    return math.nan if b == 0 or math.isinf(a) else math.fmod(a, b)


def negative(a: Value) -> Value:
    return _number(-a) if is_number(a) else None


ARITHMETIC: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "IN": member,
    "STARTS WITH": starts_with,
    "ENDS WITH": ends_with,
    "CONTAINS": contains,
}


def size(value: Value) -> Value:
    return len(value) if isinstance(value, str) or is_list(value) else None


def coalesce(*values: Value) -> Value:
    return next((v for v in values if v is not None), None)


def absolute(value: Value) -> Value:
    return _number(abs(value)) if is_number(value) else None


def labels(value: Value) -> Value:
    return sorted(value.labels) if isinstance(value, Node) else None


def type_name(value: Value) -> Value:
    return value.type if isinstance(value, Relationship) else None


def identity(value: Value) -> Value:
    return value.id if isinstance(value, (Node, Relationship)) else None


NUMERAL = re.compile(r"[+-]?(\d{1,40}|(\d{1,40}\.\d{0,40}|\.\d{1,40}|\d{1,40}(?=[eE]))([eE][+-]?\d{1,4})?)", re.ASCII)


def to_integer(value: Value) -> Value:
    """A float is truncated; a string is read; null where there is no such integer."""
    if isinstance(value, str):
        if not NUMERAL.fullmatch(value):
            return None
        value = float(value) if any(c in value for c in ".eE") else int(value)
    if isinstance(value, float):
        return _number(int(value)) if math.isfinite(value) else None
    return _number(value) if is_number(value) else None


def to_string(value: Value) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return repr(value)
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return None


def days_until(date: Value, as_of: dt.date | None) -> Value:
    """Days from `as_of` to an ISO 8601 date; negative for a date that has passed."""
    if not isinstance(date, str) or as_of is None:
        return None
    try:
        return (iso_date(date) - as_of).days
    except ValueError:
        return None


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int | None]] = {
    "size": (size, 1, 1),
    "coalesce": (coalesce, 1, None),
    "abs": (absolute, 1, 1),
    "labels": (labels, 1, 1),
    "type": (type_name, 1, 1),
    "id": (identity, 1, 1),
    "tointeger": (to_integer, 1, 1),
    "tostring": (to_string, 1, 1),
    "days_until": (days_until, 1, 1),
}
"""By lower-case name: the function, the least and the most arguments. `days_until` also takes `as_of`."""

SHOWN = ("size", "coalesce", "abs", "labels", "type", "id", "toInteger", "toString", "days_until")

# aggregates


def key(value: Value) -> tuple[Any, ...]:
    """Equal for values that DISTINCT and grouping take as one: null with null, 1 with 1.0."""
    if is_number(value):
        return ("number", "nan" if value != value else value)
    if is_list(value):
        return ("list", *(key(v) for v in value))
    if isinstance(value, (Node, Relationship)):
        return (type(value).__name__, value.id)
    return (type(value).__name__, value)


def _rank(value: Value) -> tuple[Any, ...]:
    """The order of min and max over mixed values: lists, then strings, then booleans, then numbers."""
    if is_list(value):
        return (0, [_rank(v) for v in value])
    if isinstance(value, str):
        return (1, value)
    if isinstance(value, bool):
        return (2, value)
    if is_number(value):
        return (3, math.inf if value != value else value, value != value)
    return (4,)


def _ordered_by(value: Value) -> tuple[Any, ...]:
    """`_rank`, and between equals such as 1 and 1.0 their text, so that the order of the rows never decides."""
    return _rank(value), repr(value)


def distinct(values: Iterable[Value]) -> list[Value]:
    """One of each; of 1 and 1.0 always the same one, whichever comes first."""
    found: dict[tuple[Any, ...], Value] = {}
    for value in values:
        same = key(value)
        if same not in found or repr(value) < repr(found[same]):
            found[same] = value
    return list(found.values())


def total(values: Sequence[Value]) -> Value:
    """The sum, rounded once, so that it does not depend on the order; null where a value is no number."""
    if not all(is_number(value) for value in values):
        return None
    if all(isinstance(value, int) for value in values):
        return _number(sum(values))
    try:
        return math.fsum(values)
    except ValueError:  # infinities of both signs
        return math.nan
    except OverflowError:
        return sum(sorted(float(value) for value in values))


def average(values: Sequence[Value]) -> Value:
    whole = total(values) if values else None
    return None if whole is None else whole / len(values)


AGGREGATES: dict[str, Callable[[Sequence[Value]], Value]] = {
    "count": len,
    "sum": total,
    "min": lambda values: min(values, key=_ordered_by, default=None),
    "max": lambda values: max(values, key=_ordered_by, default=None),
    "avg": average,
    "collect": list,
}


def aggregate(name: str, values: Iterable[Value], is_distinct: bool) -> Value:
    """An aggregate over the values of a group; nulls are left out."""
    present = [v for v in values if v is not None]
    return AGGREGATES[name](distinct(present) if is_distinct else present)
