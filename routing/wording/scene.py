"""Who and what a pattern speaks of: what each variable stands for, and what it is called from its first mention on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from routing.pattern import syntax as s
from routing.pattern.schema import PropertyType, Schema
from routing.vocabulary import Vocabulary
from routing.wording.words import Language


@dataclass
class Scene:
    """The variables in scope. `labels` holds the one label that a node can have (None: several, or none known),
    `nouns` what it is called, `ties` the types of relationship variables."""

    vocabulary: Vocabulary
    language: Language
    labels: dict[str, str | None] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)
    ties: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def inner(self) -> Scene:
        """The scene of a subquery, which knows what is known outside."""
        return Scene(self.vocabulary, self.language, dict(self.labels), dict(self.nouns), dict(self.ties))

    def property(self, variable: str, name: str) -> PropertyType | None:
        """What a property holds; None where that is not known."""
        schema = self.vocabulary.schema
        tables: Iterable[Mapping[str, PropertyType]]
        if variable in self.ties:
            types = self.ties[variable] or tuple(schema.relationships)
            tables = [schema.relationships[type].properties for type in types if type in schema.relationships]
        else:
            label = self.labels.get(variable)
            tables = [schema.labels.get(label, {})] if label is not None else schema.labels.values()
        found = {id(table[name]): table[name] for table in tables if name in table}
        return next(iter(found.values())) if len(found) == 1 else None


def labels_of(pattern: s.Pattern, schema: Schema, known: Mapping[str, str | None]) -> dict[str, str | None]:
    """The one label that each node of a pattern can have, as far as its own labels and its relations say."""
    possible: dict[str, frozenset[str]] = {}

    def narrow(node: s.NodePattern, labels: frozenset[str]) -> None:
        name = node.variable or ""
        possible[name] = possible.get(name, labels) & labels

    for path in pattern.paths:
        for node in path.nodes:
            before = known.get(node.variable or "")
            if node.labels or before:
                narrow(node, frozenset(node.labels[:1]) if node.labels else frozenset({before or ""}))
        for left, rel, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if rel.hops is not None and rel.hops[0] == 0:
                continue
            types = [schema.relationships[type] for type in rel.types if type in schema.relationships]
            if types:
                starts = frozenset().union(*(type.start for type in types))
                ends = frozenset().union(*(type.end for type in types))
                both = starts | ends
                narrow(left, {">": starts, "<": ends}.get(rel.direction, both))
                narrow(right, {">": ends, "<": starts}.get(rel.direction, both))
    names = {node.variable or "" for path in pattern.paths for node in path.nodes}
    return {name: next(iter(found)) if len(found := possible.get(name, frozenset())) == 1 else None for name in names}
