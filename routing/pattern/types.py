"""The static types of expressions: what the checker knows, and what the compiler may rely on."""

from __future__ import annotations

from dataclasses import dataclass

from routing.pattern.schema import PropertyType

NUMBERS = frozenset({"integer", "float", "number"})
TEXTS = frozenset({"string", "date"})


@dataclass(frozen=True, slots=True)
class Type:
    """`kind`: boolean, integer, float, number, string, date, list, map, node, relationship, relationships, path,
    null, or any. `declared` is set for a declared property, `labels` for a node (None: any label)."""

    kind: str
    declared: PropertyType | None = None
    labels: frozenset[str] | None = None
    name: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing is known, or the value is null: fits everywhere."""
        return self.kind in ("any", "null")

    @property
    def number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def text(self) -> bool:
        return self.kind in TEXTS


ANY = Type("any")
NULL = Type("null")
BOOLEAN = Type("boolean")
INTEGER = Type("integer")
FLOAT = Type("float")
NUMBER = Type("number")
STRING = Type("string")
LIST = Type("list")
MAP = Type("map")
NODE = Type("node")
RELATIONSHIP = Type("relationship")
RELATIONSHIPS = Type("relationships")
PATH = Type("path")

Scope = dict[str, Type]
"""The types of the variables in scope."""


def comparable(a: Type, b: Type) -> bool:
    """Whether values of the two types can ever be equal or ordered."""
    if a.open or b.open or a.kind == b.kind:
        return True
    return (a.number and b.number) or (a.text and b.text) or {a.kind, b.kind} == {"list", "relationships"}
