"""Which findings a pattern reads, and whether it could lose a match when one more is derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.pattern import syntax as s
from routing.pattern.plan import held_values, pattern_expressions, with_names
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope

FINDING = "Finding"
ANY = "*"
"""Stands for every kind, where a pattern does not say which it reads."""


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


def reads(pattern: s.Pattern, schema: Schema) -> Reads:
    """The finding kinds a checked pattern reads, erring on the side of more."""
    plain: set[str] = set()
    closed: set[str] = set()
    pending: list[tuple[s.Pattern, s.Expression | None, Scope, set[str]]] = [(pattern, None, {}, plain)]
    while pending:
        here, column, outer, found = pending.pop()
        named = with_names(here, f" {len(outer)} ")
        scope = bind(named, schema, outer)
        found |= set(_kinds(named, scope, outer, schema))
        expressions = [*pattern_expressions(here), *([column] if column is not None else [])]
        while expressions:
            e = expressions.pop()
            expressions += s.children(e)
            if isinstance(e, s.Subquery):
                pending.append((e.pattern, e.returns, scope, closed))
    return Reads(frozenset(plain), frozenset(closed))


def _kinds(pattern: s.Pattern, scope: Scope, outer: Scope, schema: Schema) -> Iterator[str]:
    """The kinds read by the paths of one MATCH. A variable bound further out reads nothing again."""
    for path in pattern.paths:
        for node in path.nodes:
            variable = node.variable
            if variable is not None and variable not in outer and FINDING in (scope[variable].labels or {FINDING}):
                yield from next(held_values(pattern, variable, "kind"), (ANY,))
        if any(rel.hops is not None and _may_pass_finding(rel, schema) for rel in path.relationships):
            yield ANY


def _may_pass_finding(rel: s.RelationshipPattern, schema: Schema) -> bool:
    types = rel.types or tuple(schema.relationships)
    return any(FINDING in (schema.relationships[t].start | schema.relationships[t].end) for t in types)
