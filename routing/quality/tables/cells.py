"""Conditions as cells: the shortest way in which a person would type them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from routing.pattern import syntax as s
from routing.quality.tables.conjuncts import Conjunct, Whole, constant, meaning, named
from routing.rulebook.tables.cells import CellError, Subject, read_condition

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}
_LOOSE = frozenset(",、，;；\n'\"*")
"""Characters that mean something in a cell."""


def as_cell(part: Conjunct, subjects: dict[str, Subject], whole: Whole) -> tuple[str, str] | None:
    """The subject and the cell that say what one part of a condition says; None where no cell does."""
    found = _cell(part.expression)
    if found is None or found[0] not in subjects:
        return None
    name, cell = found
    return found if _says(cell, subjects[name], part.text, whole) else None


def both_bounds(parts: Iterable[Conjunct], subject: Subject, whole: Whole) -> str | None:
    """The cell of a range whose two ends are said apart, such as `p.age >= 40 AND p.age < 65`."""
    texts = [part.text for part in parts]
    lower = upper = None
    for part in parts:
        found = _bound(part.expression)
        if found is None:
            return None
        operator, value = found
        if operator in (">", ">=") and lower is None:
            lower = operator, value
        elif operator in ("<", "<=") and upper is None:
            upper = operator, value
        else:
            return None
    if lower is None or upper is None:
        return None
    cell = _range(lower, upper)
    return cell if _says(cell, subject, " AND ".join(texts), whole) else None


def _says(cell: str, subject: Subject, text: str, whole: Whole) -> bool:
    """Whether a cell, read again, says what a condition says."""
    try:
        condition = read_condition(cell, subject)
    except CellError:
        return False
    return condition is not None and meaning(condition.text, whole) == meaning(text, whole)


def _cell(e: s.Expression) -> tuple[str, str] | None:
    match e:
        case s.Comparison(operands=(left, right), operators=(operator,)):
            return _compared(left, operator, right)
        case s.Comparison(operands=(low, middle, high), operators=(first, second)) if named(middle):
            bounds = (_TURNED[first], constant(low)), (second, constant(high))
            if bounds[0][0] in (">", ">=") and second in ("<", "<=") and bounds[0][1] is not None is not bounds[1][1]:
                return named(middle), _range(*bounds)
        case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
            return _listed(left, items, "")
        case s.Not(operand=s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items))):
            return _listed(left, items, "not ")
        case s.Binary(operator="STARTS WITH", left=left, right=s.Constant(value=str(start))) if named(left):
            return named(left), f"{start}*"
        case s.IsNull(operand=operand, negated=negated) if named(operand):
            return named(operand), "known" if negated else "unknown"
        case s.Logical(operator="OR", operands=operands):
            cells = [_cell(operand) for operand in operands]
            names = {cell[0] for cell in cells if cell is not None}
            if len(names) == 1 and None not in cells:
                return names.pop(), ", ".join(cell[1] for cell in cells if cell is not None)
    return None


def _compared(left: s.Expression, operator: str, right: s.Expression) -> tuple[str, str] | None:
    if not named(left) and named(right):
        left, operator, right = right, _TURNED[operator], left
    value = constant(right)
    if value is None or not named(left):
        return None
    if isinstance(value, bool):
        return (named(left), "yes" if value else "no") if operator == "=" else None
    text = _value(value)
    if isinstance(value, str) and operator == "<>":
        return named(left), f"not {text}"
    signs = {"=": text, ">=": f"{text}..", "<>": f"<>{text}"}
    return named(left), signs.get(operator, f"{operator}{text}")


def _bound(e: s.Expression) -> tuple[str, Any] | None:
    if not isinstance(e, s.Comparison) or len(e.operands) != 2:
        return None
    left, right = e.operands
    operator = e.operators[0]
    if not named(left):
        left, operator, right = right, _TURNED[operator], left
    value = constant(right)
    return None if value is None or not named(left) else (operator, value)


def _range(lower: tuple[str, Any], upper: tuple[str, Any]) -> str:
    low, high = _value(lower[1]), _value(upper[1])
    if lower[0] == ">=" and upper[0] == "<" and isinstance(upper[1], int):
        return f"{low}..{upper[1] - 1}"
    if lower[0] == ">=" and upper[0] == "<=":
        return f"{low}..{high}"
    return f"{'[' if lower[0] == '>=' else '('}{low}..{high}{']' if upper[0] == '<=' else ')'}"


def _listed(left: s.Expression, items: tuple[s.Expression, ...], before: str) -> tuple[str, str] | None:
    values = [constant(item) for item in items]
    if not named(left) or not values or any(value is None or isinstance(value, bool) for value in values):
        return None
    return named(left), before + ", ".join(map(_value, values))


def _value(value: Any) -> str:
    """A value as an entry of a cell; in quotes where a character of it means something there."""
    if not isinstance(value, str):
        return repr(value)
    if value and not _LOOSE & set(value) and value == value.strip():
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
