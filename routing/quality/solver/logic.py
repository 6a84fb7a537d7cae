"""Formulas of z3, folded where they are known already: a formula is a Python bool, or an expression of z3."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import z3
from z3 import z3core

Formula = Any
"""True, False, or a boolean expression of z3."""
Amount = Any
"""A whole number, a float, or an arithmetic expression of z3."""


def every(parts: Iterable[Formula]) -> Formula:
    """AND."""
    kept: dict[int, Formula] = {}
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept[id(part)] = part
    return _joined(list(kept.values()), z3core.Z3_mk_and) if kept else True


def some(parts: Iterable[Formula]) -> Formula:
    """OR."""
    kept: dict[int, Formula] = {}
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept[id(part)] = part
    return _joined(list(kept.values()), z3core.Z3_mk_or) if kept else False


def _joined(parts: list[Formula], join: Callable[..., Any]) -> Formula:
    # by the C interface: the operators of z3's Python cost eight times as much, and this is where time goes
    if len(parts) == 1:
        return parts[0]
    context = parts[0].ctx
    asts = (z3.Ast * len(parts))(*[part.ast for part in parts])
    return z3.BoolRef(join(context.ref(), len(parts), asts), context)


def no(part: Formula) -> Formula:
    """NOT."""
    if isinstance(part, bool):
        return not part
    return z3.BoolRef(z3core.Z3_mk_not(part.ctx.ref(), part.ast), part.ctx)


def implies(one: Formula, other: Formula) -> Formula:
    return some((no(one), other))


def alike(one: Formula, other: Formula) -> Formula:
    """Whether two formulas have the same truth."""
    if isinstance(one, bool):
        return other if one else no(other)
    if isinstance(other, bool):
        return one if other else no(one)
    return one == other


def either(test: Formula, one: Amount, other: Amount) -> Amount:
    """One amount or the other."""
    if isinstance(test, bool):
        return one if test else other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and one == other:
        return one
    return z3.If(test, one, other, test.ctx)


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum."""
    known: Any = 0
    unknown = []
    for amount in amounts:
        if isinstance(amount, (int, float)):
            known += amount
        else:
            unknown.append(amount)
    if not unknown:
        return known
    return z3.Sum([*unknown, known]) if known else z3.Sum(unknown) if len(unknown) > 1 else unknown[0]


def how_many(parts: Iterable[Formula]) -> Amount:
    """How many of some formulas hold."""
    return total(either(part, 1, 0) for part in parts)
