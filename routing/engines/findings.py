"""Findings: what rules derive. Its kind and the set of what it is about make it the same finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routing.engines.firings import Bound
from routing.pattern.graph import Node, PropertyGraph
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule


_PREFIX = "finding/"
_FINDING = frozenset({"Finding"})


def derived(rule: Rule, bindings: Mapping[str, Bound]) -> list[tuple[str, list[str]]]:
    """The findings a firing derives: the id of each, and the sorted ids of the nodes it is about."""
    found = []
    for effect in rule.effects:
        if isinstance(effect, FindingEffect):
            about = sorted({node.id for name in effect.about if isinstance(node := bindings[name], Node)})
            id = "\t".join((f"{_PREFIX}{effect.kind}", *about))  # a tab is in no other id
            found.append((id, about))
    return found


def add_finding(graph: PropertyGraph, id: str, about: Sequence[str]) -> None:
    """Add a finding to a graph, unless it is there already."""
    if id not in graph.nodes:
        graph.add_node(id, _FINDING, {"id": id, "kind": id[len(_PREFIX) :].partition("\t")[0]})
        for node_id in about:
            graph.add_relationship(f"{id} ABOUT {node_id}", "ABOUT", id, node_id)
