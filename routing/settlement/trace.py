"""The trace of a decision: which rules fired, on whom, and what followed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from routing.engines.firings import Bound, Firing
from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.rulebook.effects import Effect, summary
from routing.settlement.consequences import shown_ids


def trace(fired: Iterable[Firing], graph: PropertyGraph) -> list[dict[str, Any]]:
    """Every firing as a decision shows it, sorted as the firings are: by rule, then by what is bound."""
    return [
        {
            "rule": firing.rule.id,
            "bindings": {name: shown(bound, graph) for name, bound in firing.bindings.items()},
            "effects": _effects(firing.rule.effects),
            "provisional": firing.provisional,
        }
        for firing in fired
    ]


def _effects(effects: tuple[Effect, ...]) -> tuple[str, ...]:
    return tuple(sorted({summary(effect) for effect in effects}))


def shown(bound: Bound, graph: PropertyGraph) -> Any:
    """What a variable is bound to, in the ids of the case."""
    if isinstance(bound, Node):
        ids = shown_ids(bound, graph)
        return {"kind": bound.values["kind"], "about": ids} if "Finding" in bound.labels else ids
    if isinstance(bound, Relationship):
        return {"from": shown(bound.start, graph), "type": bound.type, "to": shown(bound.end, graph)}
    return tuple(shown(relationship, graph) for relationship in bound)
