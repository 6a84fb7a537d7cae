"""Conditions that durable_rules may judge itself: a property of one node or relationship against constants.

Everything else is left to the guard. What is judged here must come out exactly as `pattern.values` has it, for every
value a graph may hold, so values are written as fields of one sort each: text, truth, or number.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from routing.pattern import syntax as s
from routing.pattern.graph import Value

Sort = Literal["text", "truth", "number"]
Field = tuple[str, Sort]
"""A property, read as values of one sort."""

LARGEST = 2**28
"""Whole numbers from here on are left to the guard as constants and cut off as values: doubled, they still fit the
32 bits that the C part gives a `long` on some platforms."""
LONGEST = 200
"""Characters of a text that is judged here; a longer one equals no constant that is."""
MOST_VALUES = 64
"""Values of one IN-list that is judged here."""

FLIPPED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPERATORS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


class Check(NamedTuple):
    """`variable.property` against constants: `operator` is `=`, `<`, `<=`, `>`, `>=`, or `IN` for several `values`."""

    variable: str
    field: Field
    operator: str
    values: tuple[str | int | bool, ...]


def encoded(value: Value) -> tuple[Sort, str | int | bool] | None:
    """A value as durable_rules gets it; None where it gets none, and every check here is rightly false.

    Numbers are doubled, so that what lies between two whole numbers has a place of its own: comparing the results
    is comparing the numbers, as long as one of them is a whole number below LARGEST.
    """
    match value:
        case bool():
            return "truth", value
        case str():
            plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
            return ("text", value) if value and plain and len(value) <= LONGEST else None
        case int() | float() if value == value:
            if abs(value) >= LARGEST:
                return "number", 2 * LARGEST if value > 0 else -2 * LARGEST
            floor = math.floor(value)
            return "number", 2 * floor + (floor != value)
    return None


def constant(e: s.Expression) -> tuple[Sort, str | int | bool] | None:
    """A literal as durable_rules may compare with it; None where that would not be exact."""
    match e:
        case s.Constant(value=value):
            pass
        case s.Negative(operand=s.Constant(value=int() | float() as number)) if not isinstance(number, bool):
            value = -number
        case _:
            return None
    found = encoded(value)
    if found is None or found[0] != "number":
        return found
    return found if abs(value) < LARGEST and value == int(value) else None


def checks(condition: s.Expression) -> list[Check] | None:
    """What a condition asks of constants, where that is all it asks; None where it asks anything else."""
    match condition:
        case s.Property(subject=s.Variable(name=variable), name=name):  # true is the only value that lets a row pass
            return [Check(variable, (name, "truth"), "=", (True,))]
        case s.Comparison(operands=operands, operators=operators):
            pairs = [_pair(a, op, b) for a, op, b in zip(operands, operators, operands[1:], strict=False)]
            return [pair for pair in pairs if pair is not None] if None not in pairs else None
        case s.Binary(operator="IN", left=s.Property(subject=s.Variable(name=variable), name=name), right=right):
            return _member(variable, name, right)
    return None


def _pair(left: s.Expression, operator: str, right: s.Expression) -> Check | None:
    match left, right:
        case s.Property(subject=s.Variable(name=variable), name=name), other if operator in FLIPPED:
            found = constant(other)
        case other, s.Property(subject=s.Variable(name=variable), name=name) if operator in FLIPPED:
            found, operator = constant(other), FLIPPED[operator]
        case _:
            return None
    if found is None or (found[0] != "number" and operator != "="):
        return None
    return Check(variable, (name, found[0]), operator, (found[1],))


def _member(variable: str, name: str, items: s.Expression) -> list[Check] | None:
    if not isinstance(items, s.ListLiteral) or not 0 < len(items.items) <= MOST_VALUES:
        return None
    found = [constant(item) for item in items.items]
    sorts = {each[0] if each is not None else None for each in found}
    sort = sorts.pop()
    if sort is None or sorts:
        return None
    values = tuple(dict.fromkeys(each[1] for each in found if each is not None))
    return [Check(variable, (name, sort), "IN" if len(values) > 1 else "=", values)]
