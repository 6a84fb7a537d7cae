"""Findings: what rules derive. Its kind and the set of what it is about make it the same finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from routing.engines.firings import Bound
from routing.pattern.graph import Node, PropertyGraph
from routing.pattern.syntax import Pattern
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule

_PREFIX = "finding/"
_TAB = "\t"
FINDING = frozenset(("Finding",))


def derived(rule: Rule, bindings: Mapping[str, Bound]) -> list[tuple[str, list[str]]]:
    """The findings a firing derives: the id of each, and the sorted ids of the nodes it is about."""
    return [found(effect, bindings) for effect in rule.effects if isinstance(effect, FindingEffect)]


def found(effect: FindingEffect, bindings: Mapping[str, Bound]) -> tuple[str, list[str]]:
    """The finding of one effect: its id, and the sorted ids of the nodes it is about."""
    return identified(effect.kind, [name for name in effect.about if isinstance(bindings[name], Node)], bindings)


def nodes_about(effect: FindingEffect, pattern: Pattern) -> tuple[str, ...]:
    """The variables of an effect that a pattern binds to nodes: a finding is about nodes alone."""
    related = {rel.variable for path in pattern.paths for rel in path.relationships}
    return tuple(name for name in effect.about if name not in related)


def identified(kind: str, names: Sequence[str], bindings: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The id of a finding of a kind about the nodes that variables are bound to, and their sorted ids."""
    if len(names) == 1:
        one = bindings[names[0]].id
        return f"{_PREFIX}{kind}\t{one}", [one]  # a tab is in no other id
    about = sorted({bindings[name].id for name in names})
    return f"{_PREFIX}{kind}\t{_TAB.join(about)}", about


def add_finding(graph: PropertyGraph, id: str, about: Sequence[str]) -> None:
    """Add a finding to a graph, unless it is there already."""
    if id not in graph.nodes:
        kind = id[len(_PREFIX) :].partition("\t")[0]
        graph.attach(FINDING, "ABOUT", [(id, {"id": id, "kind": kind}, about)])
