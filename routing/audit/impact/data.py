"""An impact as plain data for JSON: the counts, sorted, and the first of the cases by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from routing.audit.impact.case import COMPARED, NOT_COMPARED
from routing.audit.impact.summary import Impact

SCHEMA = "audit-impact/1"


def to_data(impact: Impact) -> dict[str, Any]:
    """The whole impact. Whatever order the cases came in, it is the same."""
    background = impact.background
    new = background.new
    return {
        "schema": SCHEMA,
        "new": {"id": new.id, "version": new.version, "digest": new.digest},
        "old": list(_old(impact)),
        "cases": {
            "compared": impact.compared,
            "affected": impact.affected,
            **{state: impact.states[state] for state in (*COMPARED, "earlier", *NOT_COMPARED)},
        },
        "named": {sort: impact.named[sort].to_data() for sort in sorted(impact.named)},
        "moves": _rows(impact.moves, "role", "code", "old", "new"),
        "unresolved": _rows(impact.unresolved, "code", "old", "new"),
        "backup": _rows(impact.backup, "old", "new"),
        "others": _rows(impact.others, "part", "old", "new"),
        "load": {
            "kinds": [
                {"role": role, "kind": kind, **load._asdict()} for (role, kind), load in sorted(impact.kinds.items())
            ],
            "offices": [
                {**place._asdict(), **load._asdict()}
                for place, load in sorted(impact.offices.items(), key=lambda item: _key(item[0]))
            ],
        },
        "rules": list(_rules(impact)),
        "no_rule": dict(sorted(impact.no_rule.items())),
    }


def _old(impact: Impact) -> Iterator[dict[str, Any]]:
    for digest in sorted(impact.books):
        book = impact.background.books.get(digest)
        told: dict[str, Any] = {"digest": digest, "cases": impact.books[digest]}
        if book is not None:
            told |= {"id": book.id, "version": book.version, "settings": list(book.settings)}
        yield told


def _rules(impact: Impact) -> Iterator[dict[str, Any]]:
    for rule in impact.background.differing():
        told: dict[str, Any] = {"rule": rule.id, "change": rule.change, "parts": list(rule.parts)}
        told["title"] = {"ja": rule.ja, "en": rule.en}
        found = impact.rules.get(rule.id)
        told |= {"fires": found.fires if found else 0, "cases": found.cases if found else 0}
        told["changes"] = _rows(found.changes if found else Counter(), "part", "code", "old", "new", "how")
        yield told


def _rows(counted: Counter[Any], *names: str) -> list[dict[str, Any]]:
    """A row for each entry, those that count most first."""
    entries = sorted(counted.items(), key=lambda entry: (-entry[1], _key(entry[0])))
    return [{**dict(zip(names, entry, strict=True)), "count": count} for entry, count in entries]


def _key(entry: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple("" if part is None else part for part in entry)
