"""The condition of a rule as a conjunction: its parts as written, and their meaning apart from how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from routing.errors import PatternError
from routing.pattern import syntax as s
from routing.pattern.check import Checker, check_pattern
from routing.pattern.parser import parse_expression, parse_pattern
from routing.pattern.schema import Schema
from routing.rulebook.digest import squeezed

_TOKEN = re.compile(
    r"""(?P<quote>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)|(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<and>\bAND\b)""",
    re.DOTALL | re.IGNORECASE,
)
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(frozen=True)
class Conjunct:
    """One part of a condition: its text as written, and what it says."""

    text: str
    expression: s.Expression


def conjuncts(where: str | None) -> list[Conjunct]:
    """The parts of a condition that all must hold, in order, without its comments.

    >>> [part.text for part in conjuncts("p.age > 64 AND (p.a OR p.b) AND NOT EXISTS { (p)-->(q) WHERE q.x AND q.y }")]
    ['p.age > 64', '(p.a OR p.b)', 'NOT EXISTS { (p)-->(q) WHERE q.x AND q.y }']
    """
    if where is None:
        return []
    where = squeezed(where) or ""
    whole = parse_expression(where)
    if not isinstance(whole, s.Logical) or whole.operator != "AND":
        return [Conjunct(where, whole)]
    return [Conjunct(text, parse_expression(text)) for text in _split(where)]


def _split(where: str) -> Iterator[str]:
    depth, start = 0, 0
    for found in _TOKEN.finditer(where):
        if found["open"]:
            depth += 1
        elif found["close"]:
            depth -= 1
        elif found["and"] and depth == 0:
            yield where[start : found.start()].strip()
            start = found.end()
    yield where[start:].strip()


Whole = Callable[[str], bool]
"""Whether the values of an expression, by its text, are whole numbers."""


def whole_numbers(match: str, schema: Schema) -> Whole:
    """Tells of the properties of a pattern's variables whether their values are whole numbers."""
    scope = check_pattern(parse_pattern(match), schema)
    known: dict[str, bool] = {}

    def whole(name: str) -> bool:
        if name not in known:
            try:
                known[name] = Checker(schema).expression(parse_expression(name), scope).kind == "integer"
            except PatternError:  # a variable of a subquery
                known[name] = False
        return known[name]

    return whole


def meaning(where: str | None, whole: Whole) -> frozenset[Any]:
    """What a condition says, whatever the order and the writing of its parts: equal ones mean the same.

    >>> meaning("40 <= p.age < 65", str) == meaning("p.age < 65 AND p.age >= 40", str)
    True
    """
    return frozenset(said for part in conjuncts(where) for said in _said(part.expression, whole))


def _said(e: s.Expression, whole: Whole) -> Iterator[Any]:
    match e:
        case s.Logical(operator="AND", operands=operands):
            for operand in operands:
                yield from _said(operand, whole)
        case s.Comparison(operands=operands, operators=operators):
            for left, operator, right in zip(operands, operators, operands[1:], strict=False):
                yield _compared(left, operator, right, whole)
        case s.Logical(operator=operator, operands=operands):
            yield operator, frozenset(frozenset(_said(operand, whole)) for operand in operands)
        case s.Not(operand=operand):
            yield "NOT", frozenset(_said(operand, whole))
        case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
            if len(items) == 1:
                yield _compared(left, "=", items[0], whole)
            else:
                yield "IN", left, frozenset(items)
        case _:
            yield e


def _compared(left: s.Expression, operator: str, right: s.Expression, whole: Whole) -> Any:
    if constant(left) is not None and constant(right) is None:
        left, operator, right = right, _TURNED[operator], left
    bound = constant(right)
    if isinstance(bound, int) and not isinstance(bound, bool) and operator in (">", "<=") and whole(named(left)):
        # whole numbers have neighbours: more than 64 is at least 65
        operator, bound = {">": ">=", "<=": "<"}[operator], bound + 1
    return operator, left, right if bound is None else (type(bound).__name__, bound)


def constant(e: s.Expression) -> Any:
    """The value of a literal, None for any other expression."""
    if isinstance(e, s.Negative) and isinstance(e.operand, s.Constant) and isinstance(e.operand.value, int | float):
        return -e.operand.value
    return e.value if isinstance(e, s.Constant) else None


def named(e: s.Expression) -> str:
    """The text of a property of a variable, or of a function of one; empty for any other expression."""
    match e:
        case s.Property(subject=s.Variable(name=variable), name=name):
            return f"{variable}.{name}"
        case s.Call(name=name, arguments=(argument,)) if inner := named(argument):
            return f"{name}({inner})"
    return ""
