"""What a condition can come to where only a few properties are known: a quick look that errs on the side of more."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from routing.pattern import syntax as s

Truth = bool | None
Known = Mapping[tuple[str, str], str]
"""The values of some properties, by variable and name."""
ANY: frozenset[Truth] = frozenset((True, False, None))


def can_hold(condition: s.Expression | None, known: Known) -> bool:
    """Whether a condition might be true, as far as the known properties tell."""
    return condition is None or True in truths(condition, known)


def truths(e: s.Expression, known: Known) -> frozenset[Truth]:
    """The truth values that a condition might have."""
    match e:
        case s.Logical(operator="AND", operands=operands):
            return frozenset(_all(values) for values in product(*(truths(o, known) for o in operands[:12])))
        case s.Logical(operator="OR", operands=operands):
            each = [frozenset(_not(v) for v in truths(o, known)) for o in operands[:12]]
            found = frozenset(_not(_all(values)) for values in product(*each))
            return found if len(operands) <= 12 else ANY
        case s.Not(operand=operand):
            return frozenset(_not(value) for value in truths(operand, known))
        case s.Constant(value=bool(value)):
            return frozenset((value,))
        case s.Comparison(operands=(left, right), operators=(operator,)) if operator in ("=", "<>"):
            a, b = _value(left, known), _value(right, known)
            if a is not None and b is not None:
                return frozenset(((a == b) == (operator == "="),))
        case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
            one, others = _value(left, known), [_value(item, known) for item in items]
            if one is not None and None not in others:
                return frozenset((one in others,))
        case s.Binary(operator="STARTS WITH" | "ENDS WITH" | "CONTAINS" as operator, left=left, right=right):
            a, b = _value(left, known), _value(right, known)
            if a is not None and b is not None:
                return frozenset((_text_test(operator, a, b),))
        case s.IsNull(operand=operand, negated=negated):
            if _value(operand, known) is not None:
                return frozenset((negated,))
            return frozenset((True, False))
    return ANY


def _text_test(operator: str, text: str, part: str) -> bool:
    if operator == "STARTS WITH":
        return text.startswith(part)
    return text.endswith(part) if operator == "ENDS WITH" else part in text


def _value(e: s.Expression, known: Known) -> str | None:
    match e:
        case s.Constant(value=str(value)):
            return value
        case s.Property(subject=s.Variable(name=variable), name=name):
            return known.get((variable, name))
        case s.Call(name=function, arguments=(first, *_)) if function.lower() == "coalesce":
            return _value(first, known)
    return None


def _all(values: tuple[Truth, ...]) -> Truth:
    if False in values:
        return False
    return None if None in values else True


def _not(value: Truth) -> Truth:
    return None if value is None else not value
