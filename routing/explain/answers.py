"""The answers worth trying for an unknown property: one for each way the rules can take it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from routing.case import Case
from routing.directory.office import parse_ages
from routing.pattern import syntax as s
from routing.pattern.graph import Value
from routing.pattern.plan import pattern_expressions
from routing.rulebook import Rule, Rulebook
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
            cuts |= set(_ages_of(rulebook)) | {CHILD_AT_MOST + 1}
        if not plain:  # compared with other values of the case: what lies near them
            known = {age for person in case.persons if (age := case.age_of(person)) is not None} or {40}
            steps = [0, *_numbers(rules)]
            cuts |= {age + sign * step + more for age in known for step in steps for sign in (1, -1) for more in (0, 1)}
        found = sorted(cut for cut in cuts if low <= cut <= high)
        return Answers(tuple(found[:MOST_OF]), plain and len(found) <= MOST_OF)
    if declared.kind == "string":
        texts = sorted({value for _, value in constants if isinstance(value, str)})
        people = [] if plain else [person.id for person in case.persons]
        return Answers(tuple([*texts, *people, "-"][:MOST_OF]), plain and len(texts) < MOST_OF)
    if declared.kind == "date":
        days = {case.as_of.fromordinal(case.as_of.toordinal() + days).isoformat() for days in _DAYS}
        return Answers(tuple(sorted(days)), False)
    return Answers((), False)


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
        yield from _uses_in(rule.pattern, property)


def _uses_in(pattern: s.Pattern, property: str) -> Iterator[Use]:
    for path in pattern.paths:
        for part in path.parts:
            for name, value in part.properties:
                if name == property:
                    yield ("=", value.value) if isinstance(value, s.Constant) else None
    for e in [*pattern_expressions(pattern)]:
        yield from _uses_of(e, lambda one: isinstance(one, s.Property) and one.name == property, property)


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
            yield from _uses_in(inner, property)
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


def _ages_of(rulebook: Rulebook) -> Iterator[int]:
    """Where the ages that offices serve begin, and the first beyond."""
    for office in rulebook.directory.offices if rulebook.directory is not None else ():
        if office.serves.age is not None:
            low, high = parse_ages(office.serves.age)
            yield low
            yield high + 1
