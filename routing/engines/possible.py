"""What a value could still turn out to be, once unknown properties are known.

A declared property that a node lacks is kept open instead of being null, and so is what is made of it, as far as
logic and spans of counts do not settle it. Two openings are taken as independent: a truth may be called open although
no single case decides it, never the other way round.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator as python
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from routing.pattern import values as v
from routing.pattern.graph import Node, PropertyGraph, Value

Unknowns = frozenset[tuple[Node, str]]
NONE: Unknowns = frozenset()


class Open(NamedTuple):
    """A value that `unknown` properties keep open: one of the truths in `truths`, a number in `span`, or any value.

    `some` says that it is not null, whatever they turn out to be.
    """

    unknown: Unknowns
    truths: frozenset[bool | None] | None = None
    span: tuple[int, int] | None = None
    some: bool = False


EITHER: frozenset[bool | None] = frozenset((True, False))
ONLY: Mapping[bool | None, frozenset[bool | None]] = {truth: frozenset((truth,)) for truth in (True, False, None)}


@dataclass(slots=True)
class World:
    """What expressions are judged in: the case graph with its findings, possible ones among them, the day, the steps
    left. `doubts` are the findings that may or may not hold, by id, with what that depends on."""

    graph: PropertyGraph
    as_of: dt.date
    budget: list[int]
    doubts: dict[str, Unknowns] = field(default_factory=dict)

    def with_findings(self, truth: object, row: Sequence[Any], places: Iterable[int]) -> object:
        """A truth that holds only with the findings in these places of a row, or on the paths there."""
        doubts = self.doubts
        found: list[Unknowns] = []
        for place in places:
            one = row[place]
            if isinstance(one, Node):
                if one.id in doubts:
                    found.append(doubts[one.id])
            else:
                found += [doubts[id] for r in one for id in (r.start.id, r.end.id) if id in doubts]
        if not found:
            return truth
        doubt = Open(found[0] if len(found) == 1 else NONE.union(*found), EITHER)
        return doubt if truth is True else logical("AND", (doubt, truth))


def truths(value: object) -> frozenset[bool | None]:
    """The truths a value can turn out to be."""
    if isinstance(value, Open):
        return value.truths if value.truths is not None else EITHER
    return ONLY[value if isinstance(value, bool) else None]


def may_be_true(value: object) -> bool:
    """Whether true is among them."""
    return value is True or (isinstance(value, Open) and (value.truths is None or True in value.truths))


def unknowns(values: Iterable[object]) -> Unknowns:
    """What any of the values depends on."""
    opened = [value.unknown for value in values if isinstance(value, Open)]
    return opened[0] if len(opened) == 1 else NONE.union(*opened)


def settled(outcomes: frozenset[bool | None], unknown: Unknowns) -> object:
    """A truth, if only one is left; else an opening."""
    return next(iter(outcomes)) if len(outcomes) == 1 else Open(unknown, outcomes)


def span(least: int, most: int, unknown: Unknowns) -> object:
    """A number, if only one is left; else an opening."""
    return least if least == most else Open(unknown, span=(least, most), some=True)


def compare(operator: str, a: object, b: object) -> object:
    """A comparison of two values, each of which may be open."""
    if a is None or b is None:
        return None
    if isinstance(a, Open):
        unknown = a.unknown | b.unknown if isinstance(b, Open) else a.unknown
    elif isinstance(b, Open):
        unknown = b.unknown
    else:
        return v.COMPARE[operator](a, b)
    left, right = _ends(a), _ends(b)
    if left is None or right is None:
        return Open(unknown, EITHER)
    if operator not in ("=", "<>"):
        compared = ORDER[operator]
        return settled(frozenset([compared(x, y) for x in set(left) for y in set(right)]), unknown)
    apart = left[1] < right[0] or right[1] < left[0]
    return operator == "<>" if apart else Open(unknown, EITHER)


ORDER: Mapping[str, Callable[[Value, Value], bool]]
ORDER = {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge}
"""The order of numbers."""


def _ends(value: object) -> tuple[Value, Value] | None:
    """The least and the most a number can be; None where that is not known."""
    if isinstance(value, Open):
        return value.span
    return (value, value) if v.is_number(value) else None


def one_of(item: object, items: Sequence[object]) -> object:
    """`item IN [...]`, of which each may be open."""
    if (
        isinstance(item, Open)
        and item.span is None
        and items
        and not any(i is None or isinstance(i, Open) for i in items)
    ):
        return Open(item.unknown, EITHER)
    return logical("OR", [compare("=", item, other) for other in items])


COMBINE: Mapping[str, Callable[[Iterable[Value]], bool | None]]
COMBINE = {"AND": v.all_of, "OR": v.any_of, "XOR": v.one_of}
DECISIVE = {"AND": False, "OR": True, "XOR": None}
"""The truth that decides, whatever the others are."""
NEUTRAL = {"AND": True, "OR": False, "XOR": False}
"""The truth that changes nothing."""


def logical(operator: str, operands: Sequence[object]) -> object:
    """AND, OR or XOR of truths, each of which may be open."""
    if len(operands) == 1 and isinstance(operands[0], Open) and operands[0].truths is not None:
        return operands[0]
    outcomes = ONLY[NEUTRAL[operator]]
    unknown = NONE
    for operand in operands:
        if isinstance(operand, Open):
            unknown |= operand.unknown
        outcomes = _combined(operator, outcomes, truths(operand))
    return settled(outcomes, unknown)


@functools.cache
def _combined(operator: str, some: frozenset[bool | None], others: frozenset[bool | None]) -> frozenset[bool | None]:
    """What can come out of two truths of which only these are possible."""
    return frozenset(COMBINE[operator](pair) for pair in product(some, others))


def applied(function: Callable[..., Value], arguments: Sequence[object], truth: bool = False) -> object:
    """A function of values; open where an argument is, unless another is null anyway."""
    if not any(isinstance(a, Open) for a in arguments):
        return function(*arguments)
    if any(a is None for a in arguments):
        return None
    return Open(unknowns(arguments), EITHER if truth else None)
