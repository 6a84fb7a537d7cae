"""Checking a log: every record, every value beside it, its tree, and what checkpoints say of it.

A check never stops at the first thing that is wrong, and never quotes a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.errors import RoutingError
from routing.log.decision_log import DecisionLog
from routing.log.errors import LogError
from routing.log.merkle import Frontier
from routing.log.notes import Checkpoint
from routing.log.record import Record
from routing.log.trail import PAGE
from routing.store import StoreError


@dataclass
class Verdict:
    """What a check found. `findings` are sentences, none where all is well."""

    size: int = 0
    root: bytes = b""
    checked: list[Checkpoint] = field(default_factory=list)
    redacted: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Check:
    """Takes records one by one, in their order, and says in the end what was found."""

    def __init__(self, checkpoints: Iterable[Checkpoint] = (), *, values: bool = True) -> None:
        """`values` says whether the values stand beside the records, less what was redacted."""
        self._values = values
        self._edge = Frontier()
        self._verdict = Verdict()
        self._gone: dict[int, frozenset[int]] = {}
        self._missing: dict[int, set[int]] = {}
        self._told: dict[int, set[int]] = {}
        self._due: dict[int, list[Checkpoint]] = {}
        for checkpoint in dict.fromkeys(checkpoints):
            self._due.setdefault(checkpoint.size, []).append(checkpoint)
        self._hold_against_checkpoints()

    def take(self, record: Record) -> bytes:
        """Check one record more; what belongs beside it of the tree comes back."""
        number = self._edge.size + 1
        if record.number != number:
            self.found(f"record {number} of the log says that it is record {record.number}")
        tree = self._edge.append(record.leaf)
        self.values_of(record)
        if record.kind == "redaction":
            self._redaction(record, number)
        self._hold_against_checkpoints()
        return tree

    def values_of(self, record: Record) -> None:
        """Check the values beside a record, and nothing else of it."""
        number = record.number
        fields = record.header["fields"]
        if len(record.openings) != len(fields):
            self.found(f"record {number} has another number of values beside it than it had")
            return
        for commitment, opening in zip(fields, record.openings, strict=True):
            if opening is not None and opening.commitment().hex() != commitment:
                self.found(f"record {number} has a value beside it that is not the one it was written with")
        gone = {n for n, opening in enumerate(record.openings) if opening is None}
        if gone and self._values:
            self._verdict.redacted += 1
            self._gone[number], self._missing[number] = frozenset(gone), gone
        if record.redactions and self._values:
            self._told[number] = set(record.redactions)

    def found(self, finding: str) -> None:
        """Note something that somebody else found."""
        self._verdict.findings.append(finding)

    def verdict(self) -> Verdict:
        """What was found, once all records were taken."""
        for number in sorted(n for n in self._gone if self._missing[n]):
            self.found(f"record {number} lacks values, and no record says that they were redacted")
        for number in sorted(n for n, told in self._told.items() if told):
            self.found(f"record {number} is said to be redacted by a record that does not say so")
        for size in sorted(self._due):
            self.found(f"the log ends with record {self._edge.size}; a checkpoint says there were {size}")
        self._verdict.size, self._verdict.root = self._edge.size, self._edge.root
        return self._verdict

    def _redaction(self, record: Record, number: int) -> None:
        about, erased = record.header.get("about"), record.header.get("erased")
        if not isinstance(about, int) or not about < number or not isinstance(erased, list):
            self.found(f"record {number} says of no earlier record that it was redacted")
            return
        if not self._values:
            return
        if not self._gone.get(about, frozenset()).issuperset(erased) or number not in self._told.get(about, ()):
            self.found(f"record {number} says that values of record {about} were redacted which are still there")
        self.explain(record)

    def explain(self, redaction: Record) -> None:
        """Take the word of a record, perhaps one behind those that are checked, for what is missing of another one."""
        about = redaction.header["about"]
        self._missing.get(about, set()).difference_update(redaction.header["erased"])
        self._told.get(about, set()).discard(redaction.number)

    def _hold_against_checkpoints(self) -> None:
        for checkpoint in self._due.pop(self._edge.size, ()):
            self._verdict.checked.append(checkpoint)
            if checkpoint.root != self._edge.root:
                self.found(f"the first {checkpoint.size} records are not those that a checkpoint was signed for")


def verify(log: DecisionLog, checkpoints: Iterable[Checkpoint] = (), *, rulebooks: bool = True) -> Verdict:
    """Check a log in its store: against the checkpoints it keeps, and those that are given.

    With `rulebooks` each one that is kept is read and held against its digest, which takes about a second each.
    """
    kept: list[Checkpoint] = []
    unread: list[str] = []
    try:
        kept = [checkpoint for _, checkpoint in log.checkpoints()]
    except (LogError, StoreError, KeyError, TypeError):
        unread.append("the checkpoints that the log keeps cannot be read")
    check = Check([*kept, *checkpoints])
    for finding in unread:
        check.found(finding)
    digests: set[str] = set()
    try:
        _records(log, check, digests)
    except (LogError, StoreError) as problem:
        check.found(problem.message)
    except (KeyError, TypeError, ValueError):
        check.found("a record is not written as the log writes it")
    if rulebooks:
        _rulebooks(log, check, digests)
    return check.verdict()


def _records(log: DecisionLog, check: Check, digests: set[str]) -> None:
    size, page = log.size, list[bytes]()
    for record in log.records(until=size):
        page.append(check.take(record))
        if record.kind == "decision":
            digests.add(record.header["rulebook"]["digest"])
        if len(page) == PAGE or record.number == size:
            _tree(log, check, record.number, page)
            page.clear()
    for record in log.records(after=size):  # written since: what is missing may have been redacted meanwhile
        if record.kind == "redaction":
            check.explain(record)


def _tree(log: DecisionLog, check: Check, last: int, page: list[bytes]) -> None:
    numbers = range(last - len(page) + 1, last + 1)
    rows = log.trail.tree_rows(numbers)
    if [rows.get(number) for number in numbers] != page:
        check.found(f"the tree beside records {numbers[0]} to {last} is not theirs: proofs made of it would fail")


def _rulebooks(log: DecisionLog, check: Check, digests: Iterable[str]) -> None:
    for digest in sorted(digests):
        try:
            log.rulebooks.rulebook(digest)
        except RoutingError as problem:
            check.found(str(problem).partition("\n")[0])
