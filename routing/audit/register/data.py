"""The record as plain data, for YAML and JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from routing.audit.register.facts import Facts, bases
from routing.audit.register.figures import Figures
from routing.audit.register.record import Entry, Register, count

SCHEMA = "register/1"


def to_data(register: Register) -> dict[str, Any]:
    """The record. Every field of the standard is one entry of `fields`, in the order of the standard."""
    book, given = register.facts.rulebook, register.standard
    return {
        "schema": SCHEMA,
        "standard": {
            "name": given.name,
            "version": given.version,
            "publisher": given.publisher,
            "note": {**given.note},
        },
        "rulebook": {"id": book.id, "version": book.version, "digest": book.digest, "title": {**book.title}},
        "fields": [_entry(entry, register) for entry in register.entries],
        "annex": _annex(register.facts),
        "figures": None if register.figures is None else _figures(register.figures),
    }


def _entry(entry: Entry, register: Register) -> dict[str, Any]:
    field = entry.field
    return {
        "id": field.id,
        "name": {**field.name},
        "section": {**register.standard.sections[field.section]},
        "checked": field.checked,
        "by": field.by,
        "state": entry.state,
        "known": None if entry.known is None else {**entry.known},
        "municipality": None if entry.given is None else {**entry.given},
        "ask": None if field.ask is None else {**field.ask},
    }


def _annex(facts: Facts) -> dict[str, Any]:
    return {
        "on": None if facts.on is None else facts.on.isoformat(),
        "rules": [
            {
                "id": rule.id,
                "title": {**rule.title},
                "pack": rule.pack,
                "from": None if rule.start is None else rule.start.isoformat(),
                "until": None if rule.until is None else rule.until.isoformat(),
                "basis": [
                    {"law": basis.law, "article": basis.article, "status": basis.status, "read": basis.read}
                    for basis in bases(rule)
                ],
            }
            for rule in facts.rules
        ],
        "agencies": [{"kind": kind, "rules": rules} for kind, rules in facts.agencies.items()],
        "attributes": [
            {
                "rule": read.rule,
                "of": read.label or None,
                "attribute": read.attribute,
                "through_finding": read.through,
                "mark": None if read.mark is None else read.mark.mark,
                "permitted": read.permitted,
            }
            for read in facts.read
        ],
        "tests": facts.tests,
        "coverage": None
        if facts.coverage is None
        else {name: {"done": figure.done, "of": figure.of} for name, figure in facts.coverage.items()},
    }


def _figures(figures: Figures) -> dict[str, Any]:
    """The figures as they may be published: a small count is told in words."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else count(value, "en") if value is not None else None
        for name, value in asdict(figures).items()
    }
