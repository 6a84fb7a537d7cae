"""Which kinds a finding can have where it is about these nodes: perhaps only one kind is about a person and a need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routing.pattern import syntax as s
from routing.pattern.graph import Value
from routing.pattern.schema import Schema
from routing.quality.coverage.layers import Layer, layers
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule

Labels = frozenset[str]
Derived = tuple[tuple[str, tuple[Labels, ...]], ...]
"""For each effect that derives a finding its kind, and for each node it is about the labels that node can have."""


def derived(rules: Iterable[Rule], schema: Schema) -> Derived:
    """What the findings of the rules are about."""
    found = []
    for rule in rules:
        effects = [effect for effect in rule.effects if isinstance(effect, FindingEffect)]
        scope = layers(rule.pattern, schema).scope if effects else {}
        for effect in effects:
            found.append((effect.kind, tuple(scope[name].labels or Labels(schema.labels) for name in effect.about)))
    return tuple(found)


def kinds(layer: Layer, known: Derived, schema: Schema) -> Mapping[str, frozenset[Value]]:
    """For each variable of the paths that stands for a finding about something: the kinds it can have there.

    A finding is about the nodes of one effect: whatever the paths ask that it is about must be among them.
    """
    wanted: dict[str, list[Labels]] = {}
    for finding, node in _about(layer):
        wanted.setdefault(finding, []).append(layer.scope[node].labels or Labels(schema.labels))
    return {
        name: frozenset(kind for kind, nodes in known if all(any(labels & node for node in nodes) for labels in asked))
        for name, asked in wanted.items()
    }


def _about(layer: Layer) -> Iterable[tuple[str, str]]:
    """The variables of a finding and of what it is about, for each such step of the paths."""
    for path in layer.paths:
        for left, rel, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if rel.types == ("ABOUT",) and not rel.hops:
                first, second = _name(left), _name(right)
                from_left = layer.scope[first].labels == Labels({"Finding"})
                yield (first, second) if from_left else (second, first)


def _name(node: s.NodePattern) -> str:
    return node.variable or ""
