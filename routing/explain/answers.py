"""The answers worth trying for an unknown property: one for each way the rules can take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from routing.case import Case
from routing.directory.office import parse_ages
from routing.pattern import syntax as s
from routing.pattern.graph import Value
from routing.pattern.plan import pattern_expressions
from routing.rulebook import Rule, Rulebook
from routing.rulebook.effects import Exclude
from routing.settlement.consent import CHILD_AT_MOST

MOST_OF = 40
"""The most answers that are tried for one property."""
RANGES = {"age": (0, 130), "care_level": (1, 5), "support_level": (1, 2), "severity": (1, 3)}
"""The least and the most that the case format takes."""


class Answers(NamedTuple):
    """Values of a property. `every`: any other value is taken by rules and settlement as one of these is."""

    values: tuple[Value, ...]
    every: bool


def answers(property: str, label: str, rules: Iterable[Rule], case: Case, rulebook: Rulebook) -> Answers:
    """The answers for a property of a label of the case graph, as far as the rules given can tell them apart."""
    declared = rulebook.schema.labels[label].get(property)
    if declared is None:
        return Answers((), False)
    if declared.kind == "boolean":
        return Answers((True, False), True)
    if declared.values:
        return Answers(tuple(sorted(declared.values)), len(declared.values) <= MOST_OF)
    uses = list(_uses(property, rules))
    plain = None not in uses
    constants = [use for use in uses if use is not None]
    if declared.kind == "integer":
        low, high = RANGES.get(property, (0, 10**12))
        if high - low < 10:
            return Answers(tuple(range(low, high + 1)), True)
        cuts = {low} | {cut for operator, value in constants if type(value) is int for cut in _cuts(operator, value)}
        if property == "age":
            cuts |= set(ages_served(rulebook)) | {CHILD_AT_MOST + 1}
        if not plain:  # compared with other values of the case: what lies near them
            known = {age for person in case.persons if (age := case.age_of(person)) is not None} or {40}
            steps = [0, *_numbers(rules)]
            cuts |= {age + sign * step + more for age in known for step in steps for sign in (1, -1) for more in (0, 1)}
        found = sorted(cut for cut in cuts if low <= cut <= high)
        return Answers(tuple(found[:MOST_OF]), plain and len(found) <= MOST_OF)
    if declared.kind == "string":
        texts = sorted({value for _, value in constants if isinstance(value, str)})
        people = [] if plain else [person.id for person in case.persons]
        told = list(dict.fromkeys([*texts, *_places(property, rules, rulebook), *people, "-"]))
        return Answers(tuple(told[:MOST_OF]), plain and len(told) <= MOST_OF)
    if declared.kind == "date":
        return _days(property, rules, case)
    return Answers((), False)


def fewest(property: str, label: str, rules: Sequence[Rule], case: Case, rulebook: Rulebook) -> Answers:
    """The fewest answers of which the rules given take every other as one: not what settlement tells apart."""
    given = answers(property, label, rules, case, rulebook)
    uses = list(_uses(property, rules))
    declared = rulebook.schema.labels[label].get(property)
    if declared is None or None in uses or not given.every:
        return given
    constants = [use for use in uses if use is not None]
    if declared.values:
        told = {value for _, value in constants}
        others = [value for value in given.values if value not in told]
        return Answers((*(value for value in given.values if value in told), *others[:1]), True)
    if declared.kind == "integer" and property in RANGES:
        cuts = {cut for operator, value in constants if type(value) is int for cut in _cuts(operator, value)}
        low, high = RANGES[property]
        return Answers(tuple(sorted({low, *(cut for cut in cuts if low <= cut <= high)})), True)
    return given


def _places(property: str, rules: Iterable[Rule], rulebook: Rulebook) -> list[str]:
    """The districts of the directory, where a property is the district of the case or a place that an effect names."""
    if rulebook.directory is None:
        return []
    effects = (effect for rule in rules for effect in rule.effects if isinstance(effect, Exclude))
    named = {(effect.located_in or "").rpartition(".")[2] for effect in effects}
    return sorted(rulebook.directory.places) if property == "district" or property in named else []


def _days(property: str, rules: Iterable[Rule], case: Case) -> Answers:
    """Days on each side of where rules divide them; where rules reckon with them otherwise, some days around today."""
    uses = [use for rule in rules for use in _uses_in(rule.pattern, lambda e: _is_date(e, property), property)]
    counted = [use for use in uses if use is not None and type(use[1]) is int]
    if all(use is not None and (use[1] is None or type(use[1]) is int) for use in uses):
        days = {-FAR, *(cut for operator, value in counted if type(value) is int for cut in _cuts(operator, value))}
    else:
        days = set(_DAYS)
    every = days != set(_DAYS)
    found = sorted(case.as_of.toordinal() + day for day in days)
    return Answers(tuple(dt.date.fromordinal(day).isoformat() for day in found if 0 < day < FAR_OFF), every)


FAR = 3650
FAR_OFF = dt.date.max.toordinal()
_DAYS = (-365, -90, -30, -14, -7, -1, 0, 1, 7, 14, 30, 90, 365)
"""Days before and after the day of the case. Rules reckon with many others: no list of days is every day."""

_CUTS: dict[str, tuple[int, ...]] = {"<": (0,), ">=": (0,), "<=": (1,), ">": (1,)}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _cuts(operator: str, value: int) -> Iterator[int]:
    """Where a comparison changes its truth: the first number of each side."""
    return (value + more for more in _CUTS.get(operator, (0, 1)))


Use = tuple[str, Value] | None
"""An operator and the constant a property is compared with; None: it is used otherwise."""


def _uses(property: str, rules: Iterable[Rule]) -> Iterator[Use]:
    for rule in rules:
        yield from _uses_in(rule.pattern, lambda e: _is(e, property), property)


def _uses_in(pattern: s.Pattern, asked: Callable[[s.Expression], bool], property: str) -> Iterator[Use]:
    for path in pattern.paths:
        for part in path.parts:
            for name, value in part.properties:
                if name == property:
                    yield ("=", value.value) if isinstance(value, s.Constant) else None
    for e in [*pattern_expressions(pattern)]:
        yield from _uses_of(e, asked, property)


def _is(e: s.Expression, property: str) -> bool:
    """Whether an expression is a property, or that with a constant where it is unknown."""
    match e:
        case s.Property(name=name):
            return name == property
        case s.Call(name=name, arguments=(first, *others)) if name.lower() == "coalesce":
            return _is(first, property) and all(isinstance(other, s.Constant) for other in others)
    return False


def _is_date(e: s.Expression, property: str) -> bool:
    """Whether an expression is a date, or the days until it."""
    if isinstance(e, s.Call) and e.name.lower() == "days_until":
        return _is(e.arguments[0], property)
    return _is(e, property)


def _uses_of(e: s.Expression, asked: Callable[[s.Expression], bool], property: str) -> Iterator[Use]:
    match e:
        case s.Comparison(operands=operands, operators=operators):
            for left, operator, right in zip(operands, operators, operands[1:], strict=False):
                for one, sign, other in ((left, operator, right), (right, _TURNED.get(operator, operator), left)):
                    if asked(one):
                        yield (sign, other.value) if isinstance(other, s.Constant) else None
            for operand in operands:
                if not asked(operand):
                    yield from _uses_of(operand, asked, property)
        case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)) if asked(left):
            for item in items:
                yield ("=", item.value) if isinstance(item, s.Constant) else None
        case s.IsNull(operand=operand) if asked(operand):
            yield ("=", None)
        case s.Subquery(pattern=inner, returns=returns):
            yield from _uses_in(inner, asked, property)
            if returns is not None:
                yield from _uses_of(returns, asked, property)
        case _:
            if asked(e):
                yield None
            else:
                for child in s.children(e):
                    yield from _uses_of(child, asked, property)


def _numbers(rules: Iterable[Rule]) -> list[int]:
    """The whole numbers that stand in the conditions of rules."""
    found = set()
    for rule in rules:
        todo: list[s.Expression] = pattern_expressions(rule.pattern)
        while todo:
            e = todo.pop()
            todo += s.children(e)
            if isinstance(e, s.Constant) and type(e.value) is int:
                found.add(e.value)
            elif isinstance(e, s.Subquery):
                todo += pattern_expressions(e.pattern)
    return sorted(found)


def ages_served(rulebook: Rulebook) -> Iterator[int]:
    """Where the ages that offices serve begin, and the first beyond."""
    for office in rulebook.directory.offices if rulebook.directory is not None else ():
        if office.serves.age is not None:
            low, high = parse_ages(office.serves.age)
            yield low
            yield high + 1
