"""What two patterns compare the facts of a case with: where a case that tells them apart is to be looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.pattern import syntax as s


@dataclass(slots=True)
class Hints:
    """Of the patterns looked at: by property the values it is compared with, and by date the days until it; the
    relationship types, and the labels."""

    values: dict[str, set[Any]] = field(default_factory=dict)
    days: dict[str, set[int]] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)


def hints(patterns: Iterable[s.Pattern]) -> Hints:
    """The hints that patterns give together, those in their subqueries included."""
    found = Hints()
    for pattern in patterns:
        _pattern(pattern, found)
    return found


def _pattern(pattern: s.Pattern, found: Hints) -> None:
    for path in pattern.paths:
        for part in path.parts:
            if isinstance(part, s.NodePattern):
                found.labels.update(part.labels)
            else:
                found.types.update(part.types)
            for key, value in part.properties:
                found.values.setdefault(key, set()).update(_constants(value))
                _expression(value, found)
    if pattern.where is not None:
        _expression(pattern.where, found)


def _expression(e: s.Expression, found: Hints) -> None:
    match e:
        case s.Comparison(operands=sides):
            _together(sides, found)
        case s.Binary(left=left, right=right):
            _together((left, right), found)
        case s.Property(name=name):
            found.values.setdefault(name, set())
        case s.HasLabels(labels=labels):
            found.labels.update(labels)
        case s.Call(arguments=arguments):
            _together(arguments, found)
        case s.Subquery(pattern=pattern, returns=returns):
            _pattern(pattern, found)
            if returns is not None:
                _expression(returns, found)
    for part in s.children(e):
        _expression(part, found)


def _together(sides: Iterable[s.Expression], found: Hints) -> None:
    """Each property with every constant that stands in the same comparison."""
    sides = list(sides)
    constants = {value for side in sides for value in _constants(side)}
    for side in sides:
        for name, counted in _properties(side):
            if counted:
                found.days.setdefault(name, set()).update(c for c in constants if type(c) is int)
            else:
                found.values.setdefault(name, set()).update(constants)


def _constants(e: s.Expression) -> Iterator[Any]:
    match e:
        case s.Constant(value=bool() | int() | str() as value):
            yield value
        case s.Negative(operand=s.Constant(value=int() as value)):
            yield -value
        case s.ListLiteral(items=items):
            for item in items:
                yield from _constants(item)


def _properties(e: s.Expression, counted: bool = False) -> Iterator[tuple[str, bool]]:
    """The properties that an expression is about, and whether the days until them are counted."""
    match e:
        case s.Property(name=name):
            yield name, counted
        case s.Call(name=name, arguments=arguments):
            for argument in arguments:
                yield from _properties(argument, counted or name.lower() == "days_until")
        case s.Binary(left=left, right=right):
            yield from _properties(left, counted)
            yield from _properties(right, counted)
