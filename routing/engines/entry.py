"""Entry points: what a case must contain for a rule to have a chance.

A rule is filed under one thing it cannot do without: a need code (or another indexed value), a relationship type, or
a label. A case then looks up the rules for what it contains; all others cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from routing.pattern import syntax as s
from routing.pattern.graph import PropertyGraph
from routing.pattern.plan import held_values, with_names
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope

Entry = tuple[str, ...]
"""`("key", label, property, value)`, `("type", relationship type)`, `("label", label)`, or `()` for always."""


def entries(pattern: s.Pattern, schema: Schema) -> tuple[Entry, ...]:
    """The alternatives of which a graph must have one for the pattern to match. Never empty, but for a pattern
    whose conditions contradict each other."""
    pattern = with_names(pattern)
    scope = bind(pattern, schema, {})
    keyed = [found for found in _keys(pattern, scope, schema) if len(found) <= 64]
    if keyed:
        return min(keyed, key=len)
    for path in pattern.paths:
        for rel in path.relationships:
            if rel.types and (rel.hops is None or rel.hops[0] > 0):
                return tuple(("type", type) for type in sorted(rel.types))
    labels = [kind.labels for kind in scope.values() if kind.labels is not None and len(kind.labels) == 1]
    return (("label", *labels[0]),) if labels else ((),)


def _keys(pattern: s.Pattern, scope: Scope, schema: Schema) -> Iterator[tuple[Entry, ...]]:
    for name, kind in scope.items():
        if kind.labels is not None and len(kind.labels) == 1:
            (label,) = kind.labels
            for key in schema.keys.get(label, ()):
                for values in held_values(pattern, name, key, schema.labels[label][key].values):
                    yield tuple(("key", label, key, value) for value in values)


T = TypeVar("T")


@dataclass(frozen=True)
class Dispatch(Generic[T]):
    """Items filed by entry point."""

    filed: Mapping[Entry, Sequence[T]]

    @classmethod
    def of(cls, items: Sequence[tuple[T, tuple[Entry, ...]]]) -> Dispatch[T]:
        filed: dict[Entry, list[T]] = {}
        for item, places in items:
            for place in places:
                filed.setdefault(place, []).append(item)
        return cls(filed)

    def candidates(self, graph: PropertyGraph) -> list[T]:
        """The items that a graph has an entry point for, each once."""
        filed = self.filed
        if not filed:
            return []
        if len(filed) < len(graph.by_key):  # many strata of few rules, one case of many facts
            return self._present(graph)
        found: dict[int, T] = {id(item): item for item in filed.get((), ())}
        for label, key, value in graph.by_key:
            for item in filed.get(("key", label, key, value), ()):
                found[id(item)] = item
        for type in graph.out:
            for item in filed.get(("type", type), ()):
                found[id(item)] = item
        for label in graph.by_label:
            for item in filed.get(("label", label), ()):
                found[id(item)] = item
        return list(found.values())

    def _present(self, graph: PropertyGraph) -> list[T]:
        """The same, asking for each entry point whether the graph has it."""
        found: dict[int, T] = {}
        for place, items in self.filed.items():
            match place:
                case ("key", *key):
                    present = tuple(key) in graph.by_key
                case ("type", type):
                    present = type in graph.out
                case ("label", label):
                    present = label in graph.by_label
                case _:
                    present = True
            if present:
                found.update((id(item), item) for item in items)
        return list(found.values())
