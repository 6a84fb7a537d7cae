"""A municipality's own vocabulary: a file that adds codes, kinds, properties and relations to those it extends."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from routing.errors import RulebookError, RulebookErrors, did_you_mean
from routing.pattern.schema import Kind
from routing.source import Document, validation_errors
from routing.source.document import Path
from routing.vocabulary.case_graph import case_labels
from routing.vocabulary.terms import AgencyKind, Domain, EventType, NeedCode, PersonProperty, Relation
from routing.vocabulary.vocabulary import Vocabulary

_Label = Annotated[str, Field(min_length=1, max_length=200)]
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=100)]
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]
_TypeName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=100)]
_Values = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(strict=False, min_length=1)]


MOST_ENTRIES = 2_000
"""Entries of one table of a vocabulary file."""
MOST_RELATIONSHIPS = 100
"""Relationship types of a vocabulary file: every pattern without a type is checked against them all."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class _Domain(_Entry):
    code: _Word
    ja: _Label
    en: _Label


class _NeedCode(_Entry):
    code: _Code
    domain: str
    ja: _Label
    en: _Label


class _AgencyKind(_Entry):
    kind: _Word
    ja: _Label
    en: _Label
    may_hold: bool = False


class _EventType(_Entry):
    type: _Word
    ja: _Label
    en: _Label


class _Property(_Entry):
    """The long form of a property: with labels, and whether it is protected."""

    type: Kind | _Values
    ja: _Label | None = None
    en: _Label | None = None
    protected: bool = False


class _Relationship(_Entry):
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    symmetric: bool = False
    ja: _Label | None = None
    en: _Label | None = None


class VocabularyFile(_Entry):
    """A vocabulary file: the codes, kinds, properties and relations it adds to those of the one it extends."""

    vocabulary: Annotated[str, Field(min_length=1, max_length=100)]
    extends: str = "core"
    domains: tuple[_Domain, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES, fail_fast=True)
    needs: tuple[_NeedCode, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES, fail_fast=True)
    agency_kinds: tuple[_AgencyKind, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES, fail_fast=True)
    event_types: tuple[_EventType, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES, fail_fast=True)
    properties: dict[str, dict[_Word, _Property | Kind | _Values]] = Field(default_factory=dict)
    relationships: dict[_TypeName, _Relationship] = Field(default_factory=dict, max_length=MOST_RELATIONSHIPS)


def extended(document: Document, base: Vocabulary) -> Vocabulary:
    """The base with what a vocabulary file adds.

    A code that is already there may be repeated as it is; with another meaning it is an error. A property chosen from a
    list may be given further allowed values. Raises `RulebookErrors`.
    """
    try:
        file = VocabularyFile.model_validate(document.data)
    except ValidationError as problem:
        found = validation_errors(document, problem, error=RulebookError, model=VocabularyFile)
        raise RulebookErrors([error for error in found if isinstance(error, RulebookError)]) from None
    reading = _Reading(document, base)
    result = reading.merged(file)
    if reading.errors:
        raise RulebookErrors(sorted(reading.errors, key=lambda error: (error.line or 0, error.column or 0)))
    return result


class _Reading:
    """The tables of the base, growing by what a file adds, and the errors met on the way."""

    def __init__(self, document: Document, base: Vocabulary) -> None:
        self.document = document
        self.base = base
        self.errors: list[RulebookError] = []

    def merged(self, file: VocabularyFile) -> Vocabulary:
        base = self.base
        if file.extends not in base.lineage:
            help = did_you_mean(file.extends, base.lineage, f"it can extend {_listed(base.lineage)}")
            self._refuse(("extends",), f"unknown vocabulary `{file.extends}`", help)
        if file.vocabulary in base.lineage:
            self._refuse(("vocabulary",), f"vocabulary `{file.vocabulary}` already exists", "choose another name")
        domains = self._table("domains", "code", base.domains, [Domain(d.code, d.ja, d.en) for d in file.domains])
        for index, need in enumerate(file.needs):
            if need.domain not in domains:
                help = did_you_mean(need.domain, domains, "domains are declared under `domains`")
                self._refuse(("needs", index, "domain"), f"unknown domain `{need.domain}`", help)
        needs = [NeedCode(n.code, n.domain, n.ja, n.en) for n in file.needs]
        kinds = [self._kind(k) for k in file.agency_kinds]
        events = [EventType(e.type, e.ja, e.en) for e in file.event_types]
        properties = self._properties(file)
        return dataclasses.replace(
            base,
            id=file.vocabulary,
            lineage=(*base.lineage, file.vocabulary),
            domains=domains,
            needs=self._table("needs", "code", base.needs, needs),
            agency_kinds=self._table("agency_kinds", "kind", base.agency_kinds, kinds),
            event_types=self._table("event_types", "type", base.event_types, events),
            relations=self._relations(file),
            person_properties=properties.pop("Person", base.person_properties),
            properties={**base.properties, **properties},
        )

    def _table(self, name: str, key: str, known: Mapping[str, Any], added: Iterable[Any]) -> dict[str, Any]:
        table = dict(known)
        for index, term in enumerate(added):
            code = getattr(term, key)
            if table.setdefault(code, term) != term:
                what = f"{_SINGULAR[name]} `{code}` already exists with another meaning"
                self._refuse((name, index, key), what, "use another code, or leave it out to use the one there is")
        return table

    def _kind(self, kind: _AgencyKind) -> AgencyKind:
        known = self.base.agency_kinds.get(kind.kind)
        return AgencyKind(kind.kind, kind.ja, kind.en, known.builtin if known else False, kind.may_hold)

    def _relations(self, file: VocabularyFile) -> dict[str, Relation]:
        relations = dict(self.base.relations)
        for type, written in file.relationships.items():
            for field, label in (("from", written.start), ("to", written.end)):
                if label != "Person":
                    help = did_you_mean(label, ["Person"], "a case gives relations between persons only")
                    message = f"a relationship cannot be declared at `{label}`"
                    self._refuse(("relationships", type, field), message, help)
            relation = Relation(type, written.symmetric, written.ja or type, written.en or type)
            if type in self.base.schema.relationships and relations.get(type) != relation:
                message = f"relationship `{type}` already exists with another meaning"
                self._refuse(("relationships", type), message, "use another name", at_key=True)
            relations[type] = relation
        return relations

    def _properties(self, file: VocabularyFile) -> dict[str, dict[str, PersonProperty]]:
        result: dict[str, dict[str, PersonProperty]] = {}
        for label, added in file.properties.items():
            if label not in OPEN_LABELS:
                known = label in case_labels()
                message = f"a case gives no extra properties of `{label}`" if known else f"unknown label `{label}`"
                help = did_you_mean(label, OPEN_LABELS, f"properties can be added to {_listed(OPEN_LABELS)}")
                self._refuse(("properties", label), message, help, at_key=True)
                continue
            result[label] = dict(self.base.declared.get(label, {}))
            for name, written in added.items():
                term = self._property(label, name, written)
                if term is not None:
                    result[label][name] = term
        return result

    def _property(self, label: str, name: str, written: _Property | Kind | tuple[str, ...]) -> PersonProperty | None:
        long = written if isinstance(written, _Property) else _Property(type=written)
        values = () if isinstance(long.type, str) else long.type
        kind: Kind = long.type if isinstance(long.type, str) else "string"
        known = self.base.declared.get(label, {}).get(name)
        if known is None:
            taken = name in self.base.schema.labels[label] or name in _FIELDS[label]
        else:
            taken = _differs(known, kind, values)
        if taken:
            message = f"property `{name}` of `{label}` already exists with another meaning"
            self._refuse(("properties", label, name), message, "use another name", at_key=True)
            return None
        if known is not None:
            return dataclasses.replace(known, values=tuple(dict.fromkeys((*known.values, *values))))
        return PersonProperty(name, kind, values, long.ja or name, long.en or name, long.protected, label)

    def _refuse(self, path: Path, message: str, help: str | None, *, at_key: bool = False) -> None:
        line, column = self.document.key_position(path) if at_key else self.document.position(path)
        self.errors.append(RulebookError(message, file=self.document.file, line=line, column=column, help=help))


OPEN_LABELS = ("Person", "Case", "Need", "Event")
_FIELDS: dict[str, tuple[str, ...]] = {
    "Person": (),
    "Case": ("case", "as_of", "received_at", "supersedes", "household_complete"),
    "Need": ("person", "persons"),
    "Event": ("person", "persons"),
}
_CLOSED = frozenset({"sex"})  # a field of the case format, which knows its values
_SINGULAR = {"domains": "domain", "needs": "need code", "agency_kinds": "agency kind", "event_types": "event type"}


def _differs(known: PersonProperty, kind: str, values: tuple[str, ...]) -> bool:
    """Whether a property would come to mean something else. Further values of a choice do not make it so."""
    beyond = known.name in _CLOSED and not set(values) <= set(known.values)
    return known.kind != kind or bool(known.values) != bool(values) or beyond


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
