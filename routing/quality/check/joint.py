"""Questions about several rules as one pattern: a rule that fires while another does, or does not, for the same.

Another rule becomes a subquery of the first one's condition: `EXISTS { its pattern }`, with the variables that are to
be bound to the same nodes named alike. So whatever answers patterns answers these questions too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from routing.errors import PatternError
from routing.pattern import syntax as s
from routing.pattern.check import check_pattern
from routing.pattern.parser import parse_pattern
from routing.pattern.plan import conjuncts, pattern_expressions
from routing.pattern.reference import match
from routing.pattern.schema import Schema
from routing.quality.check.corpus import Bindings, Known
from routing.rulebook import Rule

OTHER = "other_{}_"
"""What the variables of other rules begin with."""


def exists(rule: Rule, same: Mapping[str, str], number: int = 0) -> s.Subquery:
    """That a rule's pattern holds. `same` says which of its variables is which of the pattern around it."""
    prefix = OTHER.format(number)
    return s.Subquery("EXISTS", renamed(rule.pattern, lambda name: same.get(name, prefix + name)))


def renamed(pattern: s.Pattern, name: Callable[[str], str]) -> s.Pattern:
    """A pattern with other names for its variables, those in its subqueries included."""
    found: s.Pattern = _renamed(pattern, name)
    return found


def _renamed(node: Any, name: Callable[[str], str]) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(part, name) for part in node)
    if isinstance(node, s.Variable):
        return dataclasses.replace(node, name=name(node.name))
    if not isinstance(node, s.Located):
        return node
    changed = {
        field.name: _renamed(getattr(node, field.name), name)
        for field in dataclasses.fields(node)
        if field.name not in ("at", "name")
    }
    if isinstance(node, s.NodePattern | s.RelationshipPattern) and node.variable is not None:
        changed["variable"] = name(node.variable)
    return dataclasses.replace(node, **changed)


def narrowed(rule: Rule, conditions: Iterable[s.Expression], schema: Schema) -> Rule | None:
    """The rule with further conditions, under an id of its own; None where labels alone forbid them."""
    pattern = with_conditions(rule.pattern, conditions)
    try:
        check_pattern(pattern, schema)
    except PatternError:
        return None
    return dataclasses.replace(rule, id=f"{rule.id}-asked", pattern=pattern, effects=())


def with_conditions(pattern: s.Pattern, conditions: Iterable[s.Expression]) -> s.Pattern:
    """A pattern whose condition asks for more."""
    parts = (*conjuncts(pattern.where), *conditions)
    if not parts:
        return dataclasses.replace(pattern, where=None)
    return dataclasses.replace(pattern, where=parts[0] if len(parts) == 1 else s.Logical("AND", parts))


def rule_of(match: str, where: str | None = None, *, id: str = "asked") -> Rule:
    """A rule without effects, from the texts of its pattern."""
    return Rule(id=id, title={"ja": id, "en": id}, pattern=parse_pattern(match, where), effects=(), match=match)


def condition(text: str) -> s.Expression:
    """A condition from its text."""
    where = parse_pattern("(asked)", text).where
    assert where is not None
    return where


def rows(known: Known, rule: Rule) -> list[Bindings]:
    """The bindings for which the pattern of a rule, which need not be one of the rulebook's, holds in a fired case."""
    return match(known.graph, rule.pattern, known.case.as_of)  # type: ignore[return-value]  # rows bind parts of the graph


def has_subqueries(rule: Rule) -> bool:
    """Whether a rule asks for more than what its paths bind."""
    return any(s.has_subquery(e) for e in pattern_expressions(rule.pattern))
