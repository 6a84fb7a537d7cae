"""Decided cases to be counted and compared: from a log, from a desk, or from cases that are decided for it."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field

from routing.audit.past import past
from routing.case import Case
from routing.decision import Decision
from routing.desk.file import CaseFile
from routing.log import LogError, Override, Record
from routing.log.fields import CASE
from routing.vocabulary import Vocabulary, core


@dataclass(frozen=True)
class DecidedCase:
    """A case and what was decided about it, with the vocabulary that its codes are of.

    `record` is the number of its record where it was logged, `file` its file where it came to a desk, `places` the
    free places that the router was given.
    """

    case: Case
    decision: Decision
    vocabulary: Vocabulary = field(default_factory=core)
    record: int | None = None
    overrides: tuple[Override, ...] = ()
    file: CaseFile | None = None
    places: Mapping[str, int] | None = None

    @property
    def overruled(self) -> list[list[str | None]]:
        """From which agency kind to which a person decided otherwise, each time."""
        at_desk = self.file.overrides if self.file is not None else ()
        return [*([one.start, one.to] for one in self.overrides), *([one.from_kind, one.to] for one in at_desk)]


@dataclass
class LeftOut:
    """What was not counted: redacted records; earlier decisions about a case that was decided again; cases that the
    rulebook does not take."""

    redacted: int = 0
    earlier: int = 0
    refused: int = 0


VocabularyOf = Callable[[str], Vocabulary]
"""The vocabulary of the rulebook with a digest."""


def logged(
    records: Callable[[], Iterable[Record]], vocabulary_of: VocabularyOf, left_out: LeftOut, *, every: bool = False
) -> Iterator[DecidedCase]:
    """The decisions of a log: of each case the newest, or `every` one.

    What holds something redacted is counted and left out. Memory stays flat: which decision is the newest is kept in a
    temporary file.
    """
    with nullcontext() if every else closing(Newest(records)) as newest:
        for one in past(records):
            if not one.whole:
                left_out.redacted += 1
            elif newest is not None and not newest.is_newest(one.record):
                left_out.earlier += 1
            else:
                words = vocabulary_of(one.rulebook)
                yield DecidedCase(one.case, one.decision, words, one.number, one.overrides, None, one.availability)


def at_desk(files: Iterable[CaseFile], vocabulary_of: Callable[[CaseFile], Vocabulary]) -> Iterator[DecidedCase]:
    """The cases of a desk as they stand, each with its newest decision."""
    for file in files:
        yield DecidedCase(file.case, file.decision, vocabulary_of(file), file=file)


class Newest:
    """Which record is the newest about each case, among those of which nothing is redacted.

    A case is told apart by its municipality and its id: by a digest of both under a key that is thrown away, kept in a
    file that is deleted when it is closed.
    """

    def __init__(self, records: Callable[[], Iterable[Record]]) -> None:
        self._key = secrets.token_bytes(32)
        self._kept = sqlite3.connect("")  # a private file on disk, gone with the connection
        self._kept.execute("CREATE TABLE newest (about BLOB PRIMARY KEY, number INTEGER)")
        for record in records():
            if record.kind == "decision" and None not in record.openings:
                self._kept.execute("INSERT OR REPLACE INTO newest VALUES (?, ?)", (self._about(record), record.number))

    def is_newest(self, record: Record) -> bool:
        """Whether no later decision is about the same case."""
        (number,) = self._kept.execute("SELECT number FROM newest WHERE about = ?", (self._about(record),)).fetchone()
        return bool(number == record.number)

    def close(self) -> None:
        """Delete what was kept."""
        self._kept.close()

    def _about(self, record: Record) -> bytes:
        about = [record.values.get(f"{CASE}/{part}") for part in ("municipality", "case")]
        if not all(isinstance(part, str) for part in about):
            raise LogError(
                f"record {record.number} does not say which case it is about", help="`routing log verify` it"
            )
        return hashlib.blake2b(json.dumps(about).encode(), key=self._key, digest_size=16).digest()
