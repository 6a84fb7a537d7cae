"""The variables of a pattern: what each one stands for, and which labels it can have."""

from __future__ import annotations

from routing.errors import did_you_mean
from routing.pattern import syntax as s
from routing.pattern.faults import error
from routing.pattern.schema import Schema
from routing.pattern.types import NODE, PATH, RELATIONSHIPS, Scope, Type

WORDS = {
    "node": "a node",
    "relationship": "a relationship",
    "relationships": "a list of relationships",
    "path": "a path",
}


def bind(pattern: s.Pattern, schema: Schema | None, outer: Scope) -> Scope:
    """The scope inside a pattern. Raises `PatternError` where a variable is used for two kinds of things, a label or
    type is unknown, or the ends of a relationship can never have the labels asked for."""
    scope = dict(outer)
    fresh: set[str] = set()
    for path in pattern.paths:
        if path.name is not None:
            _claim(scope, path.name, PATH, path)
            fresh.add(path.name)
        for node in path.nodes:
            if node.variable is not None:
                _claim(scope, node.variable, NODE, node)
        for rel in path.relationships:
            if rel.variable is not None:
                kind = RELATIONSHIPS if rel.hops else Type("relationship", name="|".join(rel.types))
                _claim(scope, rel.variable, kind, rel)
                if rel.variable in fresh:
                    raise error(
                        rel.at,
                        f"`{rel.variable}` is bound twice in one pattern",
                        "relationships are distinct within one MATCH",
                    )
                fresh.add(rel.variable)
                if rel.hops and rel.variable in outer:
                    raise error(rel.at, f"`{rel.variable}` is already bound to a list of relationships")
    if schema is not None:
        _known(pattern, schema)
        _narrow(pattern, schema, scope)
    return scope


def _claim(scope: Scope, name: str, type: Type, at: s.Located) -> None:
    before = scope.setdefault(name, type)
    if before.kind != type.kind or (type is PATH and before is not PATH):
        was = WORDS.get(before.kind, "a value")
        raise error(at.at, f"`{name}` is already {was} and cannot be {WORDS[type.kind]} too")


def _known(pattern: s.Pattern, schema: Schema) -> None:
    for path in pattern.paths:
        for node in path.nodes:
            for label in node.labels:
                known_label(label, schema, node.at)
        for rel in path.relationships:
            for type in rel.types:
                if type not in schema.relationships:
                    raise error(rel.at, f"unknown relationship type `{type}`", did_you_mean(type, schema.relationships))
                if schema.relationships[type].symmetric and rel.direction != "-":
                    help = f"`{type}` has no direction: write -[:{type}]- without an arrow"
                    raise error(rel.at, f"`{type}` is symmetric and matched without an arrow", help)


def known_label(label: str, schema: Schema, at: s.Position) -> None:
    if label not in schema.labels:
        raise error(at, f"unknown label `{label}`", did_you_mean(label, schema.labels))


def _narrow(pattern: s.Pattern, schema: Schema, scope: Scope) -> None:
    """Intersect labels along relationships until nothing changes; an empty set can never match."""
    everything = frozenset(schema.labels)
    possible: dict[int | str, frozenset[str]] = {}

    def slot(node: s.NodePattern) -> int | str:
        return node.variable if node.variable is not None else id(node)

    for path in pattern.paths:
        for node in path.nodes:
            known = scope[node.variable].labels if node.variable is not None else None
            narrowed = possible.get(slot(node), known or everything)
            for label in node.labels:
                narrowed &= {label}
            possible[slot(node)] = narrowed
            if not narrowed:
                raise error(
                    node.at, f"no node is {' and '.join(f'`{n}`' for n in node.labels) or 'all of these'} at once"
                )
    changed = True
    while changed:
        changed = False
        for path in pattern.paths:
            for left, rel, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
                before = possible[slot(left)], possible[slot(right)]
                after = _ends(rel, *before, schema)
                if slot(left) == slot(right):  # one node at both ends: what both sides allow
                    after = (after[0] & after[1],) * 2
                if not after[0] or not after[1]:
                    raise error(rel.at, _never(rel, schema), "turn the arrow round, or use another relationship type")
                if after != before:
                    possible[slot(left)], possible[slot(right)] = after
                    changed = True
    for name, type in scope.items():
        if type.kind == "node" and name in possible:
            scope[name] = Type("node", labels=possible[name])


Labels = frozenset[str]


def _ends(rel: s.RelationshipPattern, left: Labels, right: Labels, schema: Schema) -> tuple[Labels, Labels]:
    pairs: set[tuple[str, str]] = set()
    for name in rel.types or schema.relationships:
        type = schema.relationships[name]
        forward = {(a, b) for a in type.start for b in type.end}
        if rel.direction in (">", "-"):
            pairs |= forward
        if rel.direction in ("<", "-"):
            pairs |= {(b, a) for a, b in forward}
    if rel.hops is None or rel.hops == (1, 1):
        fitting = {(a, b) for a, b in pairs if a in left and b in right}
        return frozenset(a for a, _ in fitting), frozenset(b for _, b in fitting)
    if rel.hops[0] == 0:
        return left, right
    return left & {a for a, _ in pairs}, right & {b for _, b in pairs}


def _never(rel: s.RelationshipPattern, schema: Schema) -> str:
    if not rel.types:
        return "no relationship type joins these nodes"
    ways = []
    for name in rel.types:
        type = schema.relationships[name]
        ways.append(f"`{name}` goes from {' or '.join(sorted(type.start))} to {' or '.join(sorted(type.end))}")
    return "this can never match: " + "; ".join(ways)
