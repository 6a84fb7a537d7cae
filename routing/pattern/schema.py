"""What a graph may hold: labels with typed properties, relationship types with their ends. Data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["boolean", "integer", "float", "string", "date"]


@dataclass(frozen=True, slots=True)
class PropertyType:
    """The type of a property. `values` are the allowed strings, None where any value of the kind will do.

    `what` names such a value in an error (`need code`); `declared` says where more can be declared.
    """

    kind: Kind
    values: frozenset[str] | None = None
    what: str = "value"
    declared: str = ""


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """The labels a relationship type may start and end at. A symmetric one is stored once and has no direction."""

    start: frozenset[str]
    end: frozenset[str]
    symmetric: bool = False
    properties: Mapping[str, PropertyType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schema:
    """A graph schema. `keys` names, per label, the properties worth an index (entry points of rules)."""

    labels: Mapping[str, Mapping[str, PropertyType]]
    relationships: Mapping[str, RelationshipType]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
