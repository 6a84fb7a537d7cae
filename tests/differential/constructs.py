"""Which constructs of the language a pattern uses, by name."""

from __future__ import annotations

from collections.abc import Iterator

from routing.pattern.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Expression,
    HasLabels,
    IsNull,
    Logical,
    Negative,
    Not,
    Pattern,
    Subquery,
    children,
)


def constructs(pattern: Pattern, inside: bool = False) -> Iterator[str]:
    """The names of the constructs, in no order, with repetitions."""
    names = [node.variable for path in pattern.paths for node in path.nodes if node.variable]
    if len(names) > len(set(names)):
        yield "repeated node"
    for path in pattern.paths:
        for node in path.nodes:
            yield from ("two labels",) if len(node.labels) > 1 else ()
            yield from ("inline map",) if node.properties else ()
            for _, value in node.properties:
                yield from of_expression(value, inside)
        for rel in path.relationships:
            yield {">": "->", "<": "<-", "-": "--"}[rel.direction]
            yield from ("alternative types",) if len(rel.types) > 1 else ()
            yield from ("variable length",) if rel.hops else ()
    if pattern.where is not None:
        yield from of_expression(pattern.where, inside)


def of_expression(expression: Expression, inside: bool) -> Iterator[str]:
    yield from own(expression)
    if isinstance(expression, Subquery):
        yield from ("subquery in a subquery",) if inside else ()
        yield from constructs(expression.pattern, True)
        if expression.returns is not None:
            yield from of_expression(expression.returns, True)
    for child in children(expression):
        yield from of_expression(child, inside)


def own(expression: Expression) -> tuple[str, ...]:
    """What the expression is, its parts aside."""
    match expression:
        case Logical(operator=operator) | Binary(operator=operator):
            return (operator,)
        case Comparison(operators=operators):
            return (*operators, "chain") if len(operators) > 1 else operators
        case Not():
            return ("NOT",)
        case IsNull(negated=negated):
            return ("IS NOT NULL" if negated else "IS NULL",)
        case Negative():
            return ("unary -",)
        case HasLabels():
            return ("label test",)
        case Call(name=name):
            return (name,)
        case Constant(value=None):
            return ("null",)
        case Constant(value=True):
            return ("true",)
        case Subquery(kind="VALUE", returns=Call(name=name)):
            return (f"VALUE {name}",)
        case Subquery(kind="COUNT", distinct=True):
            return ("COUNT DISTINCT",)
        case Subquery(kind=kind):
            return (kind,)
    return ()
