"""Like cases: those with the same facts, and whether the same was decided about them."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

from routing.audit.decided import DecidedCase
from routing.audit.outcomes import DAYS, outcome, parts_that_differ
from routing.audit.same_facts import facts_of

Cause = Literal["unexplained", "person", "places", "day", "rulebook"]
"""What differs besides the outcome, the gravest first: nothing; nothing but that a person decided otherwise; the free
places that the router was given; the day; the rulebook."""
CAUSES: tuple[Cause, ...] = ("unexplained", "person", "places", "day", "rulebook")
MOST_NAMED = 5
"""Cases that are named of each variant; the rest are counted."""


@dataclass(frozen=True)
class Variant:
    """One of the outcomes in a group: under which rulebook, from when to when, how often, and some of the cases (the
    numbers of their records, or their ids where they stand in no log)."""

    rulebook: str
    first_day: str
    last_day: str
    cases: int
    overridden: bool
    named: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Cases with the same facts about which not the same was decided; `parts` of the decision differ."""

    cause: Cause
    parts: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def cases(self) -> int:
        """How many cases have these facts."""
        return sum(variant.cases for variant in self.variants)


class Alike:
    """Decided cases as they are taken in, by their facts. A context: what it keeps is deleted with it.

    It keeps digests of facts and outcomes, under a key that is thrown away, and ids, in a temporary file, so that
    memory stays flat however long a log is. With `same_day`, the day a case stands at is one of its facts.
    """

    def __init__(self, *, same_day: bool = False) -> None:
        self._same_day = same_day
        self._key = secrets.token_bytes(32)
        self._kept = sqlite3.connect("")
        self._kept.execute(
            "CREATE TABLE told (number INTEGER PRIMARY KEY, facts BLOB, outcome BLOB, parts TEXT, rulebook TEXT,"
            " day TEXT, places BLOB, override BLOB, name TEXT)"
        )
        self.cases = 0

    def add(self, one: DecidedCase) -> None:
        """Take in one case."""
        facts = facts_of(one.case, one.vocabulary, day=self._same_day)
        without = frozenset[str]() if self._same_day else DAYS
        told = outcome(one.decision, facts.names, without=without)
        parts = {name: self._digest(value).hex()[:16] for name, value in told.items()}
        row = (
            self._digest(facts.text),
            self._digest(told),
            json.dumps(parts),
            one.decision.rulebook.digest,
            one.decision.as_of.isoformat(),
            self._digest(dict(sorted(one.places.items())) if one.places is not None else None),
            self._digest(one.overruled),
            str(one.record) if one.record is not None else one.case.case,
        )
        self._kept.execute(
            "INSERT INTO told (facts, outcome, parts, rulebook, day, places, override, name) VALUES (?,?,?,?,?,?,?,?)",
            row,
        )
        self.cases += 1

    def groups(self) -> Iterator[Group]:
        """The groups in which not all outcomes are the same, in the order of their first case."""
        self._kept.execute("CREATE INDEX IF NOT EXISTS by_facts ON told (facts)")
        query = (
            "SELECT facts FROM told GROUP BY facts"
            " HAVING COUNT(DISTINCT outcome) > 1 OR COUNT(DISTINCT override) > 1 ORDER BY MIN(number)"
        )
        for (facts,) in self._kept.execute(query).fetchall():
            yield self._group(facts)

    @property
    def shared(self) -> int:
        """How many cases have the facts of another one."""
        query = "SELECT SUM(n) FROM (SELECT COUNT(*) AS n FROM told GROUP BY facts HAVING n > 1)"
        return int(self._kept.execute(query).fetchone()[0] or 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def _group(self, facts: bytes) -> Group:
        query = (
            "SELECT outcome, override, rulebook, MIN(day), MAX(day), COUNT(*), MIN(parts) FROM told WHERE facts = ?"
            " GROUP BY outcome, override, rulebook ORDER BY MIN(number)"
        )
        rows = self._kept.execute(query, (facts,)).fetchall()
        none = self._digest([])
        variants = tuple(
            Variant(rulebook, first, last, cases, override != none, self._named(facts, result, override, rulebook))
            for result, override, rulebook, first, last, cases, _ in rows
        )
        told = [json.loads(parts) for *_, parts in rows]
        parts = {part for other in told[1:] for part in parts_that_differ(told[0], other)}
        if len({override for _, override, *_ in rows}) > 1:
            parts.add("override")
        return Group(self._cause(facts), tuple(sorted(parts)), variants)

    def _named(self, facts: bytes, result: bytes, override: bytes, rulebook: str) -> tuple[str, ...]:
        query = (
            "SELECT name FROM told WHERE facts = ? AND outcome = ? AND override = ? AND rulebook = ? ORDER BY number"
        )
        found = self._kept.execute(f"{query} LIMIT {MOST_NAMED}", (facts, result, override, rulebook))
        return tuple(name for (name,) in found)

    def _cause(self, facts: bytes) -> Cause:
        """The least that explains the difference: whether it is there among those that have all else in common."""
        if self._differs(facts, "outcome", "rulebook, day, places"):
            return "unexplained"
        if self._differs(facts, "override", "outcome"):
            return "person"
        if self._differs(facts, "outcome", "rulebook, day"):
            return "places"
        return "day" if self._differs(facts, "outcome", "rulebook") else "rulebook"

    def _differs(self, facts: bytes, what: str, among: str) -> bool:
        query = f"SELECT 1 FROM told WHERE facts = ? GROUP BY {among} HAVING COUNT(DISTINCT {what}) > 1 LIMIT 1"
        return self._kept.execute(query, (facts,)).fetchone() is not None

    def _digest(self, value: Any) -> bytes:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).digest()
