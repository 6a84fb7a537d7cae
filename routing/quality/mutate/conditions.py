"""Faults in what a rule asks for: its pattern, rewritten one part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from routing.errors import PatternError
from routing.pattern import syntax as s
from routing.pattern.build import MAX_HOPS
from routing.pattern.plan import with_names
from routing.pattern.scope import bind
from routing.pattern.text import expression_text, node_text, paths_text, relationship_text
from routing.pattern.types import Scope, Type
from routing.quality.mutate.expressions import Expressions
from routing.quality.mutate.mutant import Fault
from routing.quality.mutate.values import Neighbours, beside

T = TypeVar("T")


class Change(NamedTuple):
    """A pattern with a fault: what was changed, as text, where it stood, and the whole pattern after it."""

    fault: Fault
    at: s.Position
    before: str
    after: str
    pattern: s.Pattern


class Conditions:
    """All faults of patterns over one schema."""

    def __init__(self, neighbours: Neighbours) -> None:
        self.neighbours = neighbours
        self.schema = neighbours.schema
        self.expressions = Expressions(neighbours, self.pattern)

    def pattern(self, pattern: s.Pattern, outer: Scope) -> Iterator[Change]:
        """The faults of a pattern, in the order of its text. Those that could not be loaded are among them."""
        scope = bind(pattern, self.schema, outer)
        for i, path in enumerate(pattern.paths):
            for j, node in enumerate(path.nodes):
                for fault, new in (*self._labelled(pattern, i, j, outer), *self._mapped(node, scope)):
                    changed = _with_node(pattern, i, j, new)
                    yield Change(fault, node.at, node_text(node), node_text(new), changed)
            for j, rel in enumerate(path.relationships):
                for fault, before, after, step in self._relationship(rel, scope):
                    turned = replace(path, relationships=_with(path.relationships, j, step))
                    yield Change(fault, rel.at, before, after, _with_path(pattern, i, turned))
        if pattern.where is not None:
            yield from self._where(pattern, pattern.where, scope)

    def _where(self, pattern: s.Pattern, where: s.Expression, scope: Scope) -> Iterator[Change]:
        if not (isinstance(where, s.Logical) and where.operator == "AND"):
            text = expression_text(where)
            yield Change("dropped_condition", where.at, text, "", replace(pattern, where=None))
        for fault, at, before, after, new in self.expressions.changes(where, scope):
            yield Change(fault, at, before, after, replace(pattern, where=new))

    def _labelled(self, pattern: s.Pattern, path: int, at: int, outer: Scope) -> Iterator[tuple[Fault, s.NodePattern]]:
        """A node without one of its labels, and with another one, where either lets other nodes match."""
        node = pattern.paths[path].nodes[at]
        before = self._labels(pattern, path, at, outer)
        for k, label in enumerate(node.labels):
            others = (_with(node.labels, k, other) for other in sorted(self.schema.labels) if other != label)
            for labels in (_without(node.labels, k), *others):
                new = replace(node, labels=labels)
                after = self._labels(_with_node(pattern, path, at, new), path, at, outer)
                if after and after != before:
                    yield "label", new
                    if labels:
                        break

    def _mapped(self, node: s.NodePattern, scope: Scope) -> Iterator[tuple[Fault, s.NodePattern]]:
        labels = scope[node.variable].labels if node.variable else frozenset(node.labels) or None
        for fault, properties in self._inline(node.properties, labels, ""):
            yield fault, replace(node, properties=properties)

    def _relationship(
        self, rel: s.RelationshipPattern, scope: Scope
    ) -> Iterator[tuple[Fault, str, str, s.RelationshipPattern]]:
        written = relationship_text(rel)

        def told(fault: Fault, new: s.RelationshipPattern) -> tuple[Fault, str, str, s.RelationshipPattern]:
            return fault, written, relationship_text(new), new

        if rel.direction != "-":
            yield told("direction", replace(rel, direction="<" if rel.direction == ">" else ">"))
        for k, type in enumerate(rel.types):
            if len(rel.types) > 1:
                yield told("dropped_alternative", replace(rel, types=_without(rel.types, k)))
            if (other := self._like(type, rel.types)) is not None:
                yield told("relationship", replace(rel, types=_with(rel.types, k, other)))
        least, most = rel.hops or (1, None)
        if most is not None:
            for hops in ((least - 1, most), (least + 1, most), (least, most - 1), (least, most + 1)):
                if 0 <= hops[0] <= hops[1] <= MAX_HOPS and hops[1] > 0:
                    yield told("length", replace(rel, hops=hops))
        for fault, properties in self._inline(rel.properties, frozenset(), "|".join(rel.types)):
            yield told(fault, replace(rel, properties=properties))

    def _like(self, type: str, taken: tuple[str, ...]) -> str | None:
        """A relationship type between the same labels, with a direction if this one has it."""
        known = self.schema.relationships
        own = known[type]
        like = [n for n, t in known.items() if (t.start, t.end, t.symmetric) == (own.start, own.end, own.symmetric)]
        return beside(type, like, taken)

    def _inline(
        self, pairs: tuple[tuple[str, s.Expression], ...], labels: frozenset[str] | None, types: str
    ) -> Iterator[tuple[Fault, tuple[tuple[str, s.Expression], ...]]]:
        for k, (key, value) in enumerate(pairs):
            yield "dropped_condition", _without(pairs, k)
            if isinstance(value, s.Constant):
                declared = self.neighbours.of(labels, types, key)
                for fault, new in self.neighbours.changes(value.value, declared):
                    yield fault, _with(pairs, k, (key, new))

    def _labels(self, pattern: s.Pattern, path: int, node: int, outer: Scope) -> frozenset[str] | None:
        """The labels that a node of a path can have, once all else in the pattern is taken into account.

        None where it can have none: then nothing could be loaded.
        """
        named = with_names(pattern, " n")
        variable = named.paths[path].nodes[node].variable
        try:
            found: Type = bind(named, self.schema, outer)[variable or ""]
        except PatternError:
            return None
        return found.labels


def _with(parts: tuple[T, ...], at: int, new: T) -> tuple[T, ...]:
    return (*parts[:at], new, *parts[at + 1 :])


def _without(parts: tuple[T, ...], at: int) -> tuple[T, ...]:
    return parts[:at] + parts[at + 1 :]


def _with_node(pattern: s.Pattern, path: int, at: int, node: s.NodePattern) -> s.Pattern:
    here = pattern.paths[path]
    return _with_path(pattern, path, replace(here, nodes=_with(here.nodes, at, node)))


def _with_path(pattern: s.Pattern, at: int, path: s.Path) -> s.Pattern:
    return replace(pattern, paths=_with(pattern.paths, at, path))


def written(pattern: s.Pattern) -> tuple[str, str | None]:
    """The texts of a pattern: `match` and `where`."""
    return paths_text(pattern.paths), None if pattern.where is None else expression_text(pattern.where)
