"""The decision log: every decision with its input and its rulebook, in an order that nobody can change unseen."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing import __version__
from routing.case import Case
from routing.decision import Decision, fired_by, written
from routing.log.canonical import canonical_text
from routing.log.checkpoints import Checkpoints
from routing.log.commitments import Field, salted
from routing.log.errors import LogError
from routing.log.fields import AVAILABILITY, OVERRIDE, case_fields, decision_fields
from routing.log.merkle import Span, consistency_spans, inclusion_spans
from routing.log.notes import Checkpoint
from routing.log.record import Record, beside
from routing.log.redaction import redacted_with
from routing.log.rulebooks import RulebookShelf
from routing.log.trail import Entry, Trail
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive
from routing.store import EventStore

REASON = "/redaction/reason"


@dataclass(frozen=True)
class Override:
    """That a person decided otherwise: from which agency kind to which, who by role, and why. No name of a person."""

    start: str | None
    to: str
    role: str
    reason: str


@dataclass(frozen=True)
class Decided:
    """A decision with all that it was made from, but its rulebook: see `DecisionLog.append`."""

    case: Case
    decision: Decision
    availability: Mapping[str, int] | None = None
    override: Override | None = None
    retention: str = "standard"


@dataclass(frozen=True)
class Proof:
    """Hashes that prove something to whoever knows the root of `size` records: see `routing.log.merkle`."""

    size: int
    root: bytes
    hashes: tuple[bytes, ...]


class DecisionLog:
    """The log in an event store. Threads may share one; processes open the store each for itself.

    No clock is read: each instant comes in, with its time zone. `random` makes the salts; give it nothing weaker than
    the default.
    """

    def __init__(self, store: EventStore, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._trail = Trail(store)
        self._rulebooks = RulebookShelf(store)
        self._checkpoints = Checkpoints(store, self._trail)

    @property
    def rulebooks(self) -> RulebookShelf:
        """The rulebooks that decisions were made with."""
        return self._rulebooks

    @property
    def trail(self) -> Trail:
        """The records and their tree, as whoever checks them needs them."""
        return self._trail

    @property
    def size(self) -> int:
        """How many records there are."""
        return self._trail.size()

    def keep_rulebook(self, archive: Archive, at: dt.datetime) -> Rulebook:
        """Keep the rulebook that decisions are made with, before the first of them is logged. It comes back loaded."""
        return self._rulebooks.keep(archive, at)

    def append(
        self,
        case: Case,
        decision: Decision,
        at: dt.datetime,
        availability: Mapping[str, int] | None = None,
        override: Override | None = None,
        retention: str = "standard",
        command: str | None = None,
    ) -> int:
        """Log a decision that was made on a case; the number of its record comes back, and then it is on the disk.

        `availability` is what the router was given along, `retention` the class by which the record is kept. A
        `command` that was carried out before is not carried out again: the number is that of the first time.

        Raises `LogError` where its rulebook is not kept, or the decision is about another case.
        """
        entry = self._entry(Decided(case, decision, availability, override, retention))
        return self._trail.append([entry], at, command)

    def extend(self, decided: Sequence[Decided], at: dt.datetime, command: str | None = None) -> int:
        """Log many decisions at once, all or none; the number of the last record comes back.

        It takes one write to the disk, as one decision does. Raises `LogError` as `append` does.
        """
        if not decided:
            raise LogError("there is no decision to log")
        return self._trail.append([self._entry(one) for one in decided], at, command)

    def override(self, number: int, override: Override, at: dt.datetime) -> int:
        """Log that a person decided otherwise after a decision was logged. Raises `LogError` where it was not."""
        self._of_kind(number, "decision")
        entry = Entry("override", {"about": number}, self._salted(_texts(_override_fields(override))))
        return self._trail.append([entry], at)

    def redact(self, number: int, paths: Collection[str], by: str, reason: str, at: dt.datetime) -> int:
        """Delete fields of a record, value and salt, and log that this was done; the number of that record comes back.

        `paths` are fields or what they begin with (`/case/persons/0`, `/` for all); what would give a deleted value
        away goes with them, as `routing.log.redaction` says. `by` is a role. `reason` can be redacted itself.

        Raises `LogError` for a path that names nothing that is still there.
        """
        named = sorted(set(paths))
        gone = self._gone(number, named)
        header = {"about": number, "paths": named, "erased": sorted(gone), "by": by}

        def erase(redaction: int) -> dict[int, dict[str, Any]]:
            # read again: somebody else may have redacted other fields of the record meanwhile
            now = self._trail.record(number)
            left = [None if n in gone else opening for n, opening in enumerate(now.openings)]
            return {number: beside(left, [*now.redactions, redaction])}

        return self._trail.append(
            [Entry("redaction", header, self._salted(_texts([(REASON, reason)])))], at, erase=erase
        )

    def redacted_with(self, number: int, paths: Collection[str]) -> tuple[str, ...]:
        """The paths of all that `redact` would delete. Nothing is deleted."""
        openings = self._trail.record(number).openings
        return tuple(opening.path for n in sorted(self._gone(number, paths)) if (opening := openings[n]) is not None)

    def record(self, number: int) -> Record:
        """One record. Raises `LogError` where there is none of this number."""
        return self._trail.record(number)

    def records(self, after: int = 0, until: int | None = None) -> Iterator[Record]:
        """The records that follow a number, in order; up to one, or to the end."""
        return self._trail.records(after, until)

    def overrides(self) -> Iterator[Record]:
        """The records that say that a person decided otherwise after a decision was logged, in order."""
        return self._trail.records_of("override")

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree of the first `size` records, or of all."""
        return self._trail.root(self._within(self.size if size is None else size))

    def prove_inclusion(self, number: int, size: int | None = None) -> Proof:
        """The proof that a record is the one of its number among the first `size` records, or among all."""
        size = self._within(self.size if size is None else size)
        if not 1 <= number <= size:
            raise LogError(f"the first {size} records have no record {number}")
        return self._proof(size, inclusion_spans(number - 1, size))

    def prove_consistency(self, old: int, size: int | None = None) -> Proof:
        """The proof that the first `old` records are the beginning of the first `size`, or of all."""
        size = self._within(self.size if size is None else size)
        if not 0 <= old <= size:
            raise LogError(f"the first {size} records have no beginning of {old}")
        return self._proof(size, consistency_spans(old, size))

    def checkpoint(self, origin: str, key: bytes, at: dt.datetime) -> str:
        """Sign what the log holds now, and keep the signed note. Raises `LogError` where an earlier note would lie."""
        return self._checkpoints.sign(origin, key, at)

    def checkpoints(self) -> Iterator[tuple[str, Checkpoint]]:
        """The notes that were signed, in order, as text and as what they say. Nobody has checked the signatures."""
        return self._checkpoints.notes()

    def _entry(self, decided: Decided) -> Entry:
        case, day = decided.case, decided.case.as_of.isoformat()
        says = written(decided.decision)
        if (says["case"], says["as_of"]) != (canonical_text(case.case), canonical_text(day)):
            raise LogError("the decision is about another case, or another day")
        rulebook = json.loads(says["rulebook"])
        if not self._rulebooks.has(rulebook["digest"]):
            raise LogError("the rulebook of the decision is not in the log", help="keep it first: `keep_rulebook`")
        fields = [*_texts(case_fields(case)), *decision_fields(says, decided.decision.digest)]
        if decided.availability is not None:
            fields += _texts([(AVAILABILITY, dict(decided.availability))])
        if decided.override is not None:
            fields += _texts(_override_fields(decided.override))
        engine, verified_by = fired_by(decided.decision)
        header = {
            "as_of": day,
            "rulebook": rulebook,
            "engine": {"name": engine, "version": __version__, "verified_by": list(verified_by)},
            "retention": decided.retention,
        }
        return Entry("decision", header, self._salted(fields))

    def _proof(self, size: int, spans: list[Span]) -> Proof:
        root, *hashes = self._trail.span_hashes([Span(0, size), *spans])
        return Proof(size, root, tuple(hashes))

    def _gone(self, number: int, paths: Collection[str]) -> frozenset[int]:
        if not paths:
            raise LogError("nothing was named that is to be redacted", help="name a path, such as `/case/persons/0`")
        return redacted_with(self._trail.record(number).openings, paths)

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise LogError(f"the log has {self.size} records, not {size}")
        return size

    def _of_kind(self, number: int, kind: str) -> Record:
        record = self._trail.record(number)
        if record.kind != kind:
            raise LogError(f"record {number} is of the kind `{record.kind}`, not `{kind}`")
        return record

    def _salted(self, fields: Iterable[tuple[str, str]]) -> list[Field]:
        return list(salted(fields, self._random))


def _texts(fields: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((path, canonical_text(value)) for path, value in fields)


def _override_fields(override: Override) -> list[tuple[str, Any]]:
    says = {"from": override.start, "to": override.to, "role": override.role, "reason": override.reason}
    return [(f"{OVERRIDE}/{name}", value) for name, value in says.items()]
