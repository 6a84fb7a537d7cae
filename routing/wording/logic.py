"""Conditions put straight before they are put in words: negation pushed inwards, `coalesce` read for what it means.

Every step keeps the truth of a condition, for unknown values too: three-valued logic obeys De Morgan's laws, and
`NOT a < b` is `a >= b`, unknown where that is.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from routing.pattern import syntax as s
from routing.pattern.plan import mentioned

Boolean = Callable[[s.Expression], bool]
"""Whether an expression is true or false, rather than a number or a text."""


@dataclass(frozen=True, slots=True)
class Test:
    """One thing that is asked. `unknown` is the answer where the value read is not known; None: there is none."""

    __test__ = False  # no test class itself

    expression: s.Expression
    negated: bool = False
    unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`all` or `any` of the items; `odd` or `even`: so many of them; `except`: unless all of them hold."""

    how: Literal["all", "any", "odd", "even", "except"]
    items: tuple[Test | Group, ...]


Logic = Test | Group

OPPOSITE: Mapping[str, str] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: Mapping[str, str] = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
NOTHING: Any = object()
"""Stands for a value that is no constant."""


def straight(e: s.Expression, boolean: Boolean, negated: bool = False) -> Logic:
    """A condition in the form in which it is put in words."""
    match e:
        case s.Not(operand=operand):
            return straight(operand, boolean, not negated)
        case s.Logical(operator="AND", operands=operands) if negated:
            return Group("except", tuple(straight(part, boolean) for part in operands))
        case s.Logical(operator="XOR", operands=operands):
            return Group("even" if negated else "odd", tuple(straight(part, boolean) for part in operands))
        case s.Logical(operator=word, operands=operands):
            how: Literal["all", "any"] = "any" if word == "OR" and not negated else "all"
            return group(how, [straight(part, boolean, negated) for part in operands])
        case s.Comparison(operands=(left, right), operators=("=" | "<>" as sign,)):
            for side, other in ((left, right), (right, left)):
                if isinstance(constant(other), bool) and boolean(side):
                    agrees = (sign == "=") == constant(other)
                    return straight(side, boolean, negated == agrees)
    return _test(e, negated)


def group(how: Literal["all", "any"], items: Iterable[Logic]) -> Logic:
    """All or any of some conditions, without groups of the same kind inside one another."""
    flat: list[Logic] = []
    for item in items:
        flat += item.items if isinstance(item, Group) and item.how == how else (item,)
    if how == "any":
        flat = _with_unknown(flat)
    return flat[0] if len(flat) == 1 else Group(how, tuple(flat))


def _with_unknown(items: list[Logic]) -> list[Logic]:
    """`x IS NULL OR x >= 40` as one test of x that also holds where x is not known."""
    for blank in items:
        if isinstance(blank, Test) and isinstance(blank.expression, s.IsNull) and not _asks_known(blank):
            subject = blank.expression.operand
            for at, other in enumerate(items):
                if isinstance(other, Test) and other.unknown is None and _reads_only(other.expression, subject):
                    merged = [*items[:at], dataclasses.replace(other, unknown=True), *items[at + 1 :]]
                    return _with_unknown([item for item in merged if item is not blank])
    return items


def _asks_known(test: Test) -> bool:
    assert isinstance(test.expression, s.IsNull)
    return test.expression.negated != test.negated


def _reads_only(e: s.Expression, subject: s.Expression) -> bool:
    """Whether an expression compares just this property with constants."""
    if not isinstance(subject, s.Property) or isinstance(e, s.IsNull):
        return False
    match e:
        case s.Comparison(operands=operands):
            return operands.count(subject) == 1 and all(x == subject or constant(x) is not NOTHING for x in operands)
        case s.Binary(operator="IN", left=left, right=right):
            values = constant(right)
            # null IN [] is false, not null
            return left == subject and isinstance(values, list) and bool(values) and None not in values
    return e == subject


def _test(e: s.Expression, negated: bool) -> Test:
    read = _with_default(e)
    if read is not None:
        e, holds = read
        unknown: bool | None = holds != negated
    else:
        unknown = None
    if negated and isinstance(e, s.Comparison) and len(e.operators) == 1:
        e, negated = dataclasses.replace(e, operators=(OPPOSITE[e.operators[0]],)), False
    if isinstance(e, s.IsNull):
        e, negated = dataclasses.replace(e, negated=e.negated != negated), False
    return Test(e, negated, unknown)


def _with_default(e: s.Expression) -> tuple[s.Expression, bool] | None:
    """`coalesce(p.age, 65) < 65` as `p.age < 65`, and whether it holds where the age is not known."""
    match e:
        case s.Call() if (found := _default(e)) is not None and isinstance(found[1], bool):
            return found
        case s.Comparison(operands=operands, operators=signs):
            found_at = [(at, d) for at, x in enumerate(operands) if (d := _default(x)) is not None]
            others = [constant(x) for x in operands]
            if len(found_at) != 1 or sum(value is NOTHING for value in others) != 1:
                return None
            at, (subject, value) = found_at[0]
            others[at] = value
            if not _alike(others):
                return None
            holds = all(_HOLDS[sign](a, b) for a, sign, b in zip(others, signs, others[1:], strict=False))
            return dataclasses.replace(e, operands=(*operands[:at], subject, *operands[at + 1 :])), holds
        case s.Binary(operator="IN", left=left, right=right) if (found := _default(left)) is not None:
            values = constant(right)
            if isinstance(values, list) and values and _alike([found[1], *values]):
                return dataclasses.replace(e, left=found[0]), found[1] in values
    return None


def _default(e: s.Expression) -> tuple[s.Expression, Any] | None:
    """The property and the constant of `coalesce(property, constant)`."""
    match e:
        case s.Call(name=name, arguments=(s.Property() as subject, other)) if name.lower() == "coalesce":
            value = constant(other)
            return None if value is NOTHING or value is None else (subject, value)
    return None


def _alike(values: Iterable[Any]) -> bool:
    """Whether all are numbers, or all texts, or all true or false: then Python compares them as a pattern does."""
    kinds = {"number" if type(value) in (int, float) else type(value).__name__ for value in values}
    return len(kinds) == 1 and kinds <= {"number", "str", "bool"}


def constant(e: s.Expression) -> Any:
    """The value of a constant expression, a list of constants as a list; `NOTHING` for any other."""
    match e:
        case s.Constant(value=value):
            return value
        case s.Negative(operand=s.Constant(value=value)) if type(value) in (int, float):
            return -value
        case s.ListLiteral(items=items):
            values = [constant(item) for item in items]
            return NOTHING if any(value is NOTHING for value in values) else values
    return NOTHING


ARITHMETIC = frozenset("+-*/%^")


def days_until_property(e: s.Expression) -> bool:
    """Whether an expression is the time until a date that a property holds."""
    return isinstance(e, s.Call) and e.name.lower() == "days_until" and isinstance(e.arguments[0], s.Property)


def leaves(logic: Logic) -> Iterator[Test]:
    """Every test in a condition."""
    if isinstance(logic, Test):
        yield logic
    else:
        for item in logic.items:
            yield from leaves(item)


def variables(logic: Logic) -> set[str]:
    """The variables that a condition mentions."""
    return set().union(*(mentioned(test.expression) for test in leaves(logic)))
