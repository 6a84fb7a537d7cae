"""Entry points: what a case must contain for a rule to have a chance.

A rule is filed under one thing it cannot do without: a need code (or another indexed value), a relationship type, or
a label. A case then looks up the rules for what it contains; all others cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from routing.pattern import syntax as s
from routing.pattern.graph import PropertyGraph
from routing.pattern.plan import constants, held, with_names
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope

Entry = tuple[str, ...]
"""`("key", label, property, value)`, `("type", relationship type)`, `("label", label)`, or `()` for always."""


class WayIn(NamedTuple):
    """How a rule is looked up: the alternatives of which a graph must have one for the pattern to match. There are
    none only for a pattern whose conditions contradict each other."""

    pattern: s.Pattern
    """The pattern, with a name for every node."""
    entries: tuple[Entry, ...]
    node: str | None
    """The node of the pattern that must have one of the values, where the alternatives are such."""


def way_in(pattern: s.Pattern, schema: Schema) -> WayIn:
    """How a pattern is looked up."""
    pattern = with_names(pattern, " n")  # apart from what a plan names its anonymous parts
    scope = bind(pattern, schema, {})
    keyed = [found for found in _keys(pattern, scope, schema) if len(found[1]) <= 64]
    if keyed:
        node, entries = min(keyed, key=lambda found: len(found[1]))
        return WayIn(pattern, entries, node)
    for path in pattern.paths:
        for rel in path.relationships:
            if rel.types and (rel.hops is None or rel.hops[0] > 0):
                return WayIn(pattern, tuple(("type", type) for type in sorted(rel.types)), None)
    labels = [kind.labels for kind in scope.values() if kind.labels is not None and len(kind.labels) == 1]
    return WayIn(pattern, (("label", *labels[0]),) if labels else ((),), None)


def entries(pattern: s.Pattern, schema: Schema) -> tuple[Entry, ...]:
    """The alternatives of which a graph must have one for the pattern to match."""
    return way_in(pattern, schema).entries


def _keys(pattern: s.Pattern, scope: Scope, schema: Schema) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    for name, kind in scope.items():
        if kind.labels is not None and len(kind.labels) == 1:
            (label,) = kind.labels
            for test in held(pattern, name):
                found = _alternatives(test, name, label, schema)
                if found is not None:
                    yield name, found


def _alternatives(test: s.Expression, name: str, label: str, schema: Schema) -> tuple[Entry, ...] | None:
    """The values of indexed properties of a node of which it must have one for a condition to be true; None if any."""
    each: list[tuple[Entry, ...] | None] = []
    for key in schema.keys.get(label, ()):
        values = constants(test, name, key, schema.labels[label][key].values)
        each.append(None if values is None else tuple(("key", label, key, value) for value in values))
    if isinstance(test, s.Logical):
        operands = [_alternatives(operand, name, label, schema) for operand in test.operands]
        if test.operator == "AND":
            each += operands
        elif None not in operands:  # `OR` and `XOR`: one of them at least is true
            each.append(tuple(dict.fromkeys(entry for found in operands for entry in found or ())))
    known = [found for found in each if found is not None]
    return min(known, key=len, default=None)


def comes_with_finding(entry: Entry) -> bool:
    """Whether a finding can bring this entry point into a graph that has it not."""
    return entry[:2] in (("key", "Finding"), ("label", "Finding"), ("type", "ABOUT"))


def brings(kind: str, entries: Iterable[Entry]) -> bool:
    """Whether a finding of a kind can bring one of some entry points into a graph."""
    return any(comes_with_finding(one) and (one[2:3] != ("kind",) or one[3] == kind) for one in entries)


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
        self.repeated = False
        """Whether an item is filed under more than one thing."""
        for place, (item, entries) in enumerate(items):
            self.items.append(item)
            self.repeated = self.repeated or len(entries) > 1
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
        """The items that a graph has an entry point for, each once, in the order they were filed in."""
        return list(map(self.items.__getitem__, self.places(graph)))

    def places(self, graph: PropertyGraph) -> list[int]:
        """The places of those items, in order.

        This costs as much as the smaller of the two is large, the graph or what is filed.
        """
        found = self.always.copy()
        by_key = graph.by_key
        for key, filed in self.keys.items():
            if present := by_key.get(key):
                few, many = (present, filed) if len(present) < len(filed) else (filed, present)
                for value in few:
                    if value in many:
                        found += filed[value]
        if self.types:
            for type in self.types.keys() & graph.out.keys():
                found += self.types[type]
        if self.labels:
            for label in self.labels.keys() & graph.by_label.keys():
                found += self.labels[label]
        return sorted(set(found)) if self.repeated else sorted(found)
