"""Entry points: what a case must contain for a rule to have a chance.

A rule is filed under one thing it cannot do without: a need code (or another indexed value), a relationship type, or
a label. A case then looks up the rules for what it contains; all others cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

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


def comes_with_finding(entry: Entry) -> bool:
    """Whether a finding can bring this entry point into a graph that has it not."""
    return entry[:2] in (("key", "Finding"), ("label", "Finding"), ("type", "ABOUT"))


T = TypeVar("T")


class Dispatch(Generic[T]):
    """Items filed by entry point."""

    def __init__(self, items: Iterable[tuple[T, tuple[Entry, ...]]]) -> None:
        self.items: list[T] = []
        # the places of items in that list: what needs nothing, by value of a label's property, by type, by label
        self.always: list[int] = []
        self.keys: dict[tuple[str, str], dict[str, list[int]]] = {}
        self.types: dict[str, list[int]] = {}
        self.labels: dict[str, list[int]] = {}
        for place, (item, entries) in enumerate(items):
            self.items.append(item)
            for entry in entries:
                match entry:
                    case ("key", label, key, value):
                        self.keys.setdefault((label, key), {}).setdefault(value, []).append(place)
                    case ("type", type):
                        self.types.setdefault(type, []).append(place)
                    case ("label", label):
                        self.labels.setdefault(label, []).append(place)
                    case _:
                        self.always.append(place)

    def candidates(self, graph: PropertyGraph) -> list[T]:
        """The items that a graph has an entry point for, each once, in the order they were filed in.

        This costs as much as the smaller of the two is large, the graph or what is filed.
        """
        found = self.always.copy()
        by_key = graph.by_key
        for key, filed in self.keys.items():
            if key in by_key:
                present = by_key[key]
                few, many = (present, filed) if len(present) < len(filed) else (filed, present)
                for entry in few:
                    if entry in many:
                        found += filed[entry]
        if self.types:
            found += _filed(self.types, graph.out)
        if self.labels:
            found += _filed(self.labels, graph.by_label)
        items = self.items
        return [items[place] for place in sorted(set(found))]


def _filed(filed: Mapping[str, list[int]], present: Mapping[str, Any]) -> list[int]:
    few: Mapping[str, Any] = present if len(present) < len(filed) else filed
    return [place for entry in few if entry in filed and entry in present for place in filed[entry]]
