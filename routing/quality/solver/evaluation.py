"""The value of an expression where its variables are bound to nodes of a universe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routing.pattern import syntax as s
from routing.pattern.types import Scope
from routing.quality.solver import arithmetic
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.comparing import compared, member, text_test
from routing.quality.solver.logic import no
from routing.quality.solver.matching import Env
from routing.quality.solver.texts import Text
from routing.quality.solver.universe import Edge, Slot
from routing.quality.solver.values import (
    NULL,
    Truth,
    Value,
    all_of,
    any_of,
    constant,
    is_null,
    negation,
    one_of,
)

if TYPE_CHECKING:
    from routing.quality.solver.scene import Scene

_LOGICAL = {"AND": all_of, "OR": any_of, "XOR": one_of}


def value(scene: Scene, e: s.Expression, env: Env, scope: Scope) -> Value:
    """What `routing.pattern.reference` makes of an expression, for all cases at once."""

    def of(part: s.Expression) -> Value:
        return value(scene, part, env, scope)

    match e:
        case s.Constant(value=known):
            return constant(known)
        case s.ListLiteral(items=items):
            return tuple(of(item) for item in items)
        case s.Variable(name=name):
            return env[name]
        case s.Property(subject=subject, name=name):
            return _property(scene, of(subject), name)
        case s.HasLabels(subject=subject, labels=labels):
            node = of(subject)
            return constant({node.label}.issuperset(labels)) if isinstance(node, Slot) else NULL
        case s.Logical(operator=operator, operands=operands):
            return _logical(operator, operands, of)
        case s.Not(operand=operand):
            return negation(of(operand))
        case s.IsNull(operand=operand, negated=negated):
            null = is_null(of(operand))
            return Truth(no(null), null) if negated else Truth(null, no(null))
        case s.Negative(operand=operand):
            return arithmetic.negative(of(operand))
        case s.Subquery():
            return scene.subquery(e, env, scope)
    return _operation(scene, e, of)


def _logical(operator: str, operands: tuple[s.Expression, ...], of: Any) -> Truth:
    """Stops where the rest cannot matter: it may be dear."""
    values = []
    for operand in operands:
        values.append(of(operand))
        known = values[-1]
        if isinstance(known, Truth) and (
            (operator == "AND" and known.no is True) or (operator == "OR" and known.yes is True)
        ):
            break
    return _LOGICAL[operator](values)


def _operation(scene: Scene, e: s.Expression, of: Any) -> Value:
    match e:
        case s.Comparison(operands=operands, operators=operators):
            if (same := _identities(e, of)) is not None:
                return same
            values = [of(operand) for operand in operands]
            for operator, a, b in zip(operators, values, values[1:], strict=False):
                scene.compares(operator, a, b)
            pairs = zip(operators, values, values[1:], strict=False)
            return all_of([compared(operator, a, b) for operator, a, b in pairs])
        case s.Binary(operator="IN", left=left, right=right):
            return member(of(left), of(right))
        case s.Binary(operator="STARTS WITH" | "ENDS WITH" | "CONTAINS", left=left, right=right):
            one, other = of(left), of(right)
            scene.compares(e.operator, one, other)
            return text_test(e.operator, one, other)
        case s.Binary(operator=operator, left=left, right=right):
            one, other = of(left), of(right)
            scene.compares(operator, one, other)
            return arithmetic.calculated(operator, one, other)
        case s.Call(name=name, arguments=arguments):
            return _called(scene, name.lower(), [of(argument) for argument in arguments])
    raise NotModelled("this expression")


def _identities(e: s.Comparison, of: Any) -> Truth | None:
    """`id(a) = id(b)`: whether it is the same node, whatever the id is."""
    if len(e.operands) != 2 or e.operators[0] not in ("=", "<>"):
        return None
    if not all(isinstance(side, s.Call) and side.name.lower() == "id" for side in e.operands):
        return None
    one, other = (of(side.arguments[0]) for side in e.operands if isinstance(side, s.Call))
    if one is None or other is None:
        return None
    return compared(e.operators[0], one, other)


def _property(scene: Scene, owner: Value, name: str) -> Value:
    if isinstance(owner, Slot):
        return scene.property(owner, name)
    return scene.detail(owner, name) if isinstance(owner, Edge) else NULL


def _called(scene: Scene, name: str, values: list[Value]) -> Value:
    first = values[0]
    match name:
        case "labels":
            return (constant(first.label),) if isinstance(first, Slot) else NULL
        case "type":
            return constant(first.type) if isinstance(first, Edge) else NULL
    if name in ("size", "tointeger") and isinstance(first, Text):
        scene.compares(name, first, first)
    return arithmetic.called(name, values)
