"""Which properties a rule reads: in its paths, its conditions and subqueries, and in its effects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from routing.pattern import syntax as s
from routing.pattern.plan import pattern_expressions, with_names
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope
from routing.rulebook import Rule, Rulebook
from routing.rulebook.effect_check import REFERENCE
from routing.rulebook.reads import ANY
from routing.rulebook.strata import derived_kinds


@dataclass(frozen=True, slots=True)
class PropertyRead:
    """A property that is read: of nodes of one of these `labels` (None or none: of any), and where in the pattern
    (None: in an effect)."""

    name: str
    labels: frozenset[str] | None
    at: s.Position | None


def properties_read(rule: Rule, schema: Schema) -> Iterator[PropertyRead]:
    """Every reading of a property by a rule: those of the pattern in its order, then those of the effects."""
    yield from _in_pattern(rule.pattern, schema, {})
    scope = bind(rule.pattern, schema, {})
    for effect in rule.effects:
        before = getattr(effect, "before", None)
        for text in (getattr(effect, "located_in", None), before.date if before is not None else None):
            parts = REFERENCE.fullmatch(text or "")
            if parts:
                yield PropertyRead(parts[2], scope[parts[1]].labels, None)


def constants_read(rule: Rule) -> Iterator[object]:
    """Every constant in the pattern of a rule, such as the need codes it asks for."""
    pending: list[s.Expression] = list(pattern_expressions(rule.pattern))
    while pending:
        e = pending.pop()
        pending += s.children(e)
        if isinstance(e, s.Subquery):
            pending += pattern_expressions(e.pattern)
            pending += [e.returns] if e.returns is not None else []
        elif isinstance(e, s.Constant):
            yield e.value


def through_findings(
    rulebook: Rulebook, direct: Mapping[int, Iterable[str]]
) -> tuple[dict[int, set[str]], dict[str, dict[str, Rule]]]:
    """What rules read in the end, by their `id()`, given what each reads itself: with what the findings that it reads
    were derived from. And for each kind of finding what it says of whom: the names, each with a rule that brings it in.
    """
    known = {id(rule): set(direct[id(rule)]) for rule in rulebook.rules}
    tainted: dict[str, dict[str, Rule]] = {}
    changed = True
    while changed:
        changed = False
        for rule in rulebook.rules:
            reads = rulebook.reads(rule).all
            kinds = tainted if ANY in reads else reads & tainted.keys()
            known[id(rule)] |= {name for kind in kinds for name in tainted[kind]}
            for kind in derived_kinds(rule):
                for name in known[id(rule)] - tainted.get(kind, {}).keys():
                    tainted.setdefault(kind, {})[name] = rule
                    changed = True
    return known, tainted


def _in_pattern(pattern: s.Pattern, schema: Schema, outer: Scope) -> Iterator[PropertyRead]:
    named = with_names(pattern, f" {len(outer)} ")
    scope = bind(named, schema, outer)
    for path in named.paths:
        for node in path.nodes:
            labels = scope[node.variable or ""].labels
            yield from (PropertyRead(key, labels, value.at) for key, value in node.properties)
    todo = list(pattern_expressions(pattern))
    while todo:
        e = todo.pop(0)
        todo.extend(s.children(e))
        if isinstance(e, s.Property) and isinstance(e.subject, s.Variable) and e.subject.name in scope:
            yield PropertyRead(e.name, scope[e.subject.name].labels, e.at)
        elif isinstance(e, s.Subquery):
            yield from _in_pattern(e.pattern, schema, scope)
            if e.returns is not None:
                yield from _in_column(e.returns, bind(e.pattern, schema, scope))


def _in_column(e: s.Expression, scope: Scope) -> Iterator[PropertyRead]:
    todo: list[s.Expression] = [e]
    while todo:
        here = todo.pop()
        todo.extend(s.children(here))
        if isinstance(here, s.Property) and isinstance(here.subject, s.Variable):
            known = scope.get(here.subject.name)
            yield PropertyRead(here.name, known.labels if known is not None else frozenset(), here.at)
