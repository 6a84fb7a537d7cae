"""The built-in vocabulary, read from the tables in `core/`."""

from __future__ import annotations

import csv
import io
from importlib import resources
from typing import Any

from routing.pattern.schema import Kind
from routing.vocabulary.terms import AgencyKind, Domain, EventType, NeedCode, PersonProperty, Relation

_KINDS: dict[str, Kind] = {
    "boolean": "boolean",
    "integer": "integer",
    "float": "float",
    "string": "string",
    "date": "date",
}


def text_of(name: str) -> str:
    """The text of one of the core files."""
    return resources.files("routing.vocabulary").joinpath("core", name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(name))))


def terms() -> dict[str, dict[str, Any]]:
    """The terms of the core, by the name of the vocabulary field they fill."""
    domains = [Domain(r["domain"], r["ja"], r["en"]) for r in _rows("domains.csv")]
    needs = [NeedCode(r["code"], r["domain"], r["ja"], r["en"]) for r in _rows("needs.csv")]
    kinds = [
        AgencyKind(r["kind"], r["ja"], r["en"], r["builtin"] == "yes", r["may_hold"] == "yes")
        for r in _rows("agency_kinds.csv")
    ]
    events = [EventType(r["type"], r["ja"], r["en"]) for r in _rows("event_types.csv")]
    relations = [Relation(r["type"], r["symmetric"] == "yes", r["ja"], r["en"]) for r in _rows("relations.csv")]
    properties = [_property(r) for r in _rows("person_properties.csv")]
    return {
        "domains": {d.code: d for d in domains},
        "needs": {n.code: n for n in needs},
        "agency_kinds": {k.kind: k for k in kinds},
        "event_types": {e.type: e for e in events},
        "relations": {r.type: r for r in relations},
        "person_properties": {p.name: p for p in properties},
    }


def _property(row: dict[str, str]) -> PersonProperty:
    kind = _KINDS.get(row["type"], "string")
    values = () if row["type"] in _KINDS else tuple(row["type"].split("|"))
    return PersonProperty(row["property"], kind, values, row["ja"], row["en"], row["protected"] == "yes")
