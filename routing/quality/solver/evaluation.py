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
from routing.quality.solver.shapes import PARTS
from routing.quality.solver.texts import Choice, Text
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

CONDITIONS = ("IN", *PARTS)
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
        case s.Negative(operand=operand):
            return arithmetic.negative(of(operand))
        case s.Subquery():
            return scene.subquery(e, env, scope)
        case s.Binary(operator=operator, left=left, right=right) if operator not in CONDITIONS:
            one, other = of(left), of(right)
            scene.follows(operator, one, other)
            return arithmetic.calculated(operator, one, other)
        case s.Call(name=name, arguments=arguments):
            return _called(scene, name.lower(), [of(argument) for argument in arguments])
    try:
        return _condition(scene, e, of)
    except NotModelled:
        if scene.universe.whole:
            raise
        return scene.supposed(e, env, scope)


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


def _condition(scene: Scene, e: s.Expression, of: Any) -> Truth:
    match e:
        case s.IsNull(operand=operand, negated=negated):
            null = is_null(of(operand))
            return Truth(no(null), null) if negated else Truth(null, no(null))
        case s.Comparison(operands=operands, operators=operators):
            if (same := _identities(e, of)) is not None:
                return same
            values = [of(operand) for operand in operands]
            triples = list(zip(operators, values, values[1:], strict=False))
            for operator, a, b in triples:
                scene.follows(operator, a, b)
            return all_of([compared(operator, a, b) for operator, a, b in triples])
        case s.Binary(operator="IN", left=left, right=right):
            return member(of(left), of(right))
        case s.Binary(operator=operator, left=left, right=right):
            one, other = of(left), of(right)
            scene.follows(operator, one, other)
            return text_test(operator, one, other)
    raise AssertionError(e)  # pragma: no cover - the syntax tree is closed


def _identities(e: s.Comparison, of: Any) -> Truth | None:
    """`id(a) = id(b)`, or the ids of two households: whether it is the same node, whatever the id is."""
    if len(e.operands) != 2 or e.operators[0] not in ("=", "<>"):
        return None
    owners = []
    for side in e.operands:
        if isinstance(side, s.Call) and side.name.lower() == "id":
            owners.append(of(side.arguments[0]))
        elif isinstance(side, s.Property) and side.name == "id":
            owner = of(side.subject)
            if isinstance(owner, Slot) and owner.label in ("Household", "Finding"):
                owners.append(owner)
    if len(owners) < 2 or None in owners or len({type(side) for side in e.operands}) > 1:
        return None
    return compared(e.operators[0], owners[0], owners[1])


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
        case "id":
            return _named(scene, first)
    if name in ("size", "tointeger") and isinstance(first, Text):
        scene.follows(name, first, first)
    return arithmetic.called(name, values)


def _named(scene: Scene, node: Value) -> Value:
    """The id of a node in the graph: its own after that of its sort."""
    if not isinstance(node, Slot) or node.label not in ("Case", "Person", "Need", "Event"):
        raise NotModelled("the id of this")
    prefix = f"{node.label.lower()}/"
    own = scene.property(node, "id")
    return Text(False, tuple(Choice(c.when, c.base, lambda word: prefix + word) for c in own.choices))
