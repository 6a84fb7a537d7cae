"""What kind of value an expression has, where that can be told from the text: ladybug has typed columns, and casts.

A pattern whose meaning would depend on how ladybug casts one type to another is not shared: the two are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from routing.pattern.schema import PropertyType
from routing.pattern.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Expression,
    HasLabels,
    IsNull,
    ListLiteral,
    Logical,
    Negative,
    Not,
    Pattern,
    Property,
    Subquery,
    Variable,
    children,
)

from .worlds import World

Kind = Literal["null", "boolean", "integer", "float", "string", "list", "node", "relationship"]
Kinds = Mapping[str, Kind]
"""The kind of each variable in scope, or of each property by its name."""

COLUMNS: dict[Kind, str] = {"integer": "INT64", "float": "DOUBLE", "string": "STRING", "boolean": "BOOL"}
NUMBERS = ("integer", "float")
FUNCTIONS: dict[str, Kind] = {
    "size": "integer",
    "toInteger": "integer",
    "days_until": "integer",
    "labels": "list",
    "type": "string",
    "id": "string",
    "toString": "string",
}


class NotShared(Exception):
    """The pattern uses something that ladybug has not, or gives another meaning. The message says what."""


def properties_of(world: World) -> dict[str, PropertyType]:
    """The type of each property of the world; a name has one, on whatever it stands."""
    found: dict[str, PropertyType] = {}
    for types in (*world.properties.values(), world.details):
        for name, type in types.items():
            assert found.setdefault(name, type).kind == type.kind, f"{name} has two types"
    return found


def kind_of_property(type: PropertyType) -> Kind:
    """Dates are strings."""
    return "string" if type.kind == "date" else type.kind


class KindOf:
    """Tells the kinds of expressions over a world."""

    def __init__(self, world: World) -> None:
        types = properties_of(world)
        self.properties = {name: kind_of_property(type) for name, type in types.items()}
        self.dates = {name for name, type in types.items() if type.kind == "date"}

    def __call__(self, e: Expression, scope: Kinds) -> Kind:
        match e:
            case Constant(value=value):
                return of_value(value)
            case ListLiteral():
                return "list"
            case Variable(name=name):
                return scope[name]
            case Property(subject=Variable(), name=name):
                return self.properties[name]
            case HasLabels() | Comparison() | Logical() | Not() | IsNull():
                return "boolean"
            case Negative(operand=operand):
                return self(operand, scope)
            case Binary(operator=operator, left=left, right=right) if operator in "+-*/%":
                return self.common((left, right), scope)
            case Binary():
                return "boolean"
            case Call(name=name) if name in FUNCTIONS:
                return FUNCTIONS[name]
            case Call(name="abs", arguments=(argument,)):
                return self(argument, scope)
            case Call(name="coalesce", arguments=arguments):
                if {self(part, scope) for part in arguments} >= set(NUMBERS):
                    raise NotShared("coalesce of an integer and a float")
                return self.common(arguments, scope)
            case Subquery(kind="EXISTS"):
                return "boolean"
            case Subquery(kind="COUNT"):
                return "integer"
            case Subquery(pattern=pattern, returns=Call(arguments=(argument,))):
                return self(argument, {**scope, **bound_by(pattern)})
        raise NotShared(f"a {type(e).__name__}")

    def common(self, parts: tuple[Expression, ...], scope: Kinds) -> Kind:
        """The kind of what is made of the parts. Integers among floats become floats; other mixtures are not shared."""
        kinds = {self(part, scope) for part in parts} - {"null"}
        if len(kinds) > 1 and not kinds <= set(NUMBERS):
            raise NotShared("operands of unlike kinds")
        return "float" if len(kinds) > 1 else kinds.pop() if kinds else "null"


def of_value(value: object) -> Kind:
    kinds: dict[type, Kind] = {bool: "boolean", int: "integer", float: "float", str: "string", list: "list"}
    return kinds.get(type(value), "null")


def bound_by(pattern: Pattern) -> dict[str, Kind]:
    """The variables a pattern names, its subqueries aside."""
    found: dict[str, Kind] = {}
    for path in pattern.paths:
        found.update({node.variable: "node" for node in path.nodes if node.variable})
        found.update({step.variable: "relationship" for step in path.relationships if step.variable})
    return found


def divides(e: Expression) -> bool:
    """Whether there is a quotient or a remainder in it: of floats, it may be infinite or not a number."""
    inside = isinstance(e, Subquery) and e.returns is not None and divides(e.returns)
    return (isinstance(e, Binary) and e.operator in "/%") or inside or any(divides(child) for child in children(e))


def sums(e: Expression) -> bool:
    """Whether there is a sum over rows in it: the sum of none is the integer 0, whatever the others are."""
    here = isinstance(e, Subquery) and isinstance(e.returns, Call) and e.returns.name == "sum"
    return here or any(sums(child) for child in children(e))
