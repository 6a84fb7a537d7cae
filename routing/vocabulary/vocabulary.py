"""The vocabulary: every code a case or a rule may use, and the schema of the case graph that follows from them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from routing.pattern.schema import Schema
from routing.vocabulary import core_data
from routing.vocabulary.case_graph import schema_of
from routing.vocabulary.terms import AgencyKind, Domain, EventType, NeedCode, PersonProperty, Relation

if TYPE_CHECKING:
    from routing.source import Document


@dataclass(frozen=True)
class Vocabulary:
    """Codes with their labels, and the `schema` of the case graph.

    `lineage` names the vocabularies this one is made of, the core first. `properties` holds extension properties of
    `Case`, `Need` and `Event`, by label and name; those of persons stand in `person_properties`.

    >>> core().needs["care.dementia"].domain
    'care'
    >>> core().label("support_center", "en")
    'Community general support center'
    """

    id: str
    domains: Mapping[str, Domain]
    needs: Mapping[str, NeedCode]
    agency_kinds: Mapping[str, AgencyKind]
    event_types: Mapping[str, EventType]
    relations: Mapping[str, Relation]
    person_properties: Mapping[str, PersonProperty]
    properties: Mapping[str, Mapping[str, PersonProperty]] = field(default_factory=dict)
    lineage: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.lineage)

    @functools.cached_property
    def schema(self) -> Schema:
        """The schema of the case graph. `Finding.kind` is open: a rulebook closes it to what its rules derive."""
        return schema_of(self)

    @functools.cached_property
    def declared(self) -> Mapping[str, Mapping[str, PersonProperty]]:
        """The properties a case may give under `attributes`, by label; fields of the case format are among them."""
        return {"Person": self.person_properties, **self.properties}

    @functools.cached_property
    def plain(self) -> Mapping[str, Mapping[str, tuple[type | None, frozenset[str] | None]]]:
        """What `declared` says of values, to test nearly all with: the class of those that are right if they are of it
        (None: that is not enough to know), and those that are allowed (None: all)."""
        classes = {"boolean": bool, "integer": int, "string": str}
        return {
            label: {
                name: (classes.get(term.kind), frozenset(term.values) if term.values else None)
                for name, term in terms.items()
            }
            for label, terms in self.declared.items()
        }

    def label(self, code: str, lang: str) -> str:
        """The label of any code, kind, type or property name in `ja` or `en`; the code itself if it has none."""
        for terms in (self.needs, self.agency_kinds, self.domains, self.event_types, self.relations):
            if (term := terms.get(code)) is not None:
                return str(term.ja if lang == "ja" else term.en)
        if (known := self.person_properties.get(code)) is not None:
            return known.ja if lang == "ja" else known.en
        return code

    def content(self) -> dict[str, Any]:
        """Everything in it as plain data sorted by code: for the digest of a rulebook."""
        tables: dict[str, Mapping[str, Any]] = {
            "domains": self.domains,
            "needs": self.needs,
            "agency_kinds": self.agency_kinds,
            "event_types": self.event_types,
            "relations": self.relations,
            "properties": {
                f"{label}.{name}": term for label, terms in self.declared.items() for name, term in terms.items()
            },
        }
        plain: dict[str, Any] = {
            name: {code: _plain(table[code]) for code in sorted(table)} for name, table in tables.items()
        }
        return {"id": self.id, **plain}

    @classmethod
    def load(cls, document: Document, base: Vocabulary | None = None) -> Vocabulary:
        """A municipal vocabulary that extends another (the core unless given).

        Raises `RulebookErrors` with the position of everything that is wrong.
        """
        from routing.vocabulary.extension import extended

        return extended(document, base or core())

    @classmethod
    def parse(cls, text: str, file: str = "<text>", base: Vocabulary | None = None) -> Vocabulary:
        """As `load`, from YAML text."""
        from routing.errors import RulebookError
        from routing.source import load_yaml

        return cls.load(load_yaml(text, file, error=RulebookError), base)


def _plain(term: Any) -> dict[str, Any]:
    found = dataclasses.asdict(term)
    if "values" in found:
        found["values"] = sorted(found["values"])
    return found


@functools.cache
def core() -> Vocabulary:
    """The built-in vocabulary: the case graph, all national need codes and agency kinds."""
    return Vocabulary(id="core", lineage=("core",), **core_data.terms())
