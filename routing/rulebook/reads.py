"""Which findings a pattern reads, and whether it could lose a match when one more is derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.pattern.schema import Schema
from routing.pattern.syntax import (
    Binary,
    Comparison,
    Constant,
    Expression,
    ListLiteral,
    Logical,
    NodePattern,
    Path,
    Pattern,
    Property,
    RelationshipPattern,
    Subquery,
    Variable,
    children,
)

FINDING = "Finding"
ANY = "*"
"""Stands for every kind, where a pattern does not say which it reads."""

Scope = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Reads:
    """Finding kinds a pattern reads: `plain` in its paths, `closed` inside a subquery, where more can mean fewer.

    A subquery (`EXISTS`, `COUNT`, `VALUE`) wants all findings of its kinds derived beforehand.
    """

    plain: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.plain | self.closed


def reads(pattern: Pattern, schema: Schema) -> Reads:
    """The finding kinds a pattern reads, erring on the side of more."""
    plain = _pattern_reads(pattern, schema, {})
    closed: set[str] = set()
    pending: list[tuple[Subquery, Scope]] = [(sub, _scope(pattern, schema, {})) for sub in _subqueries(pattern)]
    while pending:
        subquery, outer = pending.pop()
        closed |= _pattern_reads(subquery.pattern, schema, outer)
        inner = _scope(subquery.pattern, schema, outer)
        nested = [*_subqueries(subquery.pattern), *_in_expressions([subquery.returns] if subquery.returns else [])]
        pending += [(sub, inner) for sub in nested]
    return Reads(frozenset(plain), frozenset(closed))


def _pattern_reads(pattern: Pattern, schema: Schema, outer: Scope) -> set[str]:
    """The kinds read by the paths of one MATCH. A variable bound further out reads nothing again."""
    scope = _scope(pattern, schema, outer)
    kinds = _kinds_by_variable(pattern)
    found: set[str] = set()
    for path in pattern.paths:
        for index, node in enumerate(path.nodes):
            if node.variable in outer:
                continue
            labels = scope[node.variable] if node.variable else _labels(node, path, index, schema)
            if FINDING in labels:
                found |= kinds.get(node.variable, frozenset({ANY})) if node.variable else _inline_kinds(node) or {ANY}
        if any(rel.hops is not None and _may_pass_finding(rel, schema) for rel in path.relationships):
            found.add(ANY)
    return found


def _scope(pattern: Pattern, schema: Schema, outer: Scope) -> dict[str, frozenset[str]]:
    """The labels each node variable may have."""
    scope = dict(outer)
    for path in pattern.paths:
        for index, node in enumerate(path.nodes):
            if node.variable:
                labels = _labels(node, path, index, schema)
                scope[node.variable] = scope.get(node.variable, labels) & labels
    return scope


def _labels(node: NodePattern, path: Path, index: int, schema: Schema) -> frozenset[str]:
    """The labels a node can have by its own words and by the relationships beside it."""
    labels = frozenset(node.labels) or frozenset(schema.labels)
    if index > 0:
        labels &= _ends(path.relationships[index - 1], schema, left=False)
    if index < len(path.relationships):
        labels &= _ends(path.relationships[index], schema, left=True)
    return labels


def _ends(rel: RelationshipPattern, schema: Schema, *, left: bool) -> frozenset[str]:
    """The labels at one side of a relationship as written."""
    if rel.hops is not None:
        return frozenset(schema.labels)
    found: set[str] = set()
    for type in rel.types or schema.relationships:
        known = schema.relationships[type]
        forwards = rel.direction == (">" if left else "<")
        if forwards or rel.direction == "-":
            found |= known.start
        if not forwards:
            found |= known.end
    return frozenset(found)


def _may_pass_finding(rel: RelationshipPattern, schema: Schema) -> bool:
    types = rel.types or tuple(schema.relationships)
    return any(FINDING in (schema.relationships[t].start | schema.relationships[t].end) for t in types)


def _kinds_by_variable(pattern: Pattern) -> dict[str, frozenset[str]]:
    """The kinds a variable is held to: by an inline map, or by a condition that must be true in any case."""
    kinds: dict[str, frozenset[str]] = {}
    for path in pattern.paths:
        for node in path.nodes:
            inline = _inline_kinds(node)
            if node.variable and inline:
                kinds[node.variable] = frozenset(inline)
    for condition in _conjuncts(pattern.where):
        held = _held_kind(condition)
        if held and held[0] not in kinds:
            kinds[held[0]] = held[1]
    return kinds


def _inline_kinds(node: NodePattern) -> set[str] | None:
    for name, value in node.properties:
        if name == "kind" and isinstance(value, Constant) and isinstance(value.value, str):
            return {value.value}
    return None


def _conjuncts(where: Expression | None) -> Iterable[Expression]:
    pending = [where] if where is not None else []
    while pending:
        expression = pending.pop()
        if isinstance(expression, Logical) and expression.operator == "AND":
            pending += expression.operands
        else:
            yield expression


def _held_kind(condition: Expression) -> tuple[str, frozenset[str]] | None:
    """The variable and kinds of `f.kind = 'x'` or `f.kind IN ['x', 'y']`."""
    match condition:
        case Comparison(operands=(Property(Variable(name), "kind"), Constant(str(kind))), operators=("=",)):
            return name, frozenset({kind})
        case Comparison(operands=(Constant(str(kind)), Property(Variable(name), "kind")), operators=("=",)):
            return name, frozenset({kind})
        case Binary("IN", Property(Variable(name), "kind"), ListLiteral(items)):
            texts = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
            if len(texts) == len(items):
                return name, frozenset(texts)
    return None


def _subqueries(pattern: Pattern) -> Iterable[Subquery]:
    """The subqueries of a pattern's condition and inline maps, not those inside them."""
    inline: list[Expression] = []
    for path in pattern.paths:
        inline += [value for node in path.nodes for _, value in node.properties]
        inline += [value for rel in path.relationships for _, value in rel.properties]
    return _in_expressions([*inline, *([pattern.where] if pattern.where is not None else [])])


def _in_expressions(expressions: list[Expression]) -> Iterable[Subquery]:
    pending = list(expressions)
    while pending:
        expression = pending.pop()
        if isinstance(expression, Subquery):
            yield expression
        else:
            pending += children(expression)
