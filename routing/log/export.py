"""The log as a file: JSON Lines that can be checked without the database, by anybody, with a checkpoint.

The first line says what the file is. Then come the checkpoints; then each record, in order, with the values beside it
where they were asked for; then the rulebooks, where they were asked for. So a file is checked line by line, and may be
larger than memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from routing.log.canonical import canonical, read_strictly
from routing.log.decision_log import DecisionLog
from routing.log.errors import LogError
from routing.log.notes import Checkpoint, Verifier, read_note
from routing.log.record import Record, beside, check_header, record_of
from routing.log.rulebooks import rulebook_of
from routing.log.verification import Check, Verdict
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive

FORMAT = "routing-log/1"
_OVERRIDE = b'"kind":"override"'
"""Stands in each record of an override as it is written, and hardly anywhere else."""
_MOST_LINES = 2**53
"""No file has so many lines, and JSON of other programs holds no such number exactly."""


def export(log: DecisionLog, *, values: bool = False, rulebooks: bool = False) -> Iterator[bytes]:
    """The lines of a log as it is now, each with its end.

    Without `values` nothing of a case is in it but days, rulebooks and how many fields a record has.
    """
    notes = [text for text, _ in log.checkpoints()]
    size = log.size
    yield _line({"format": FORMAT, "size": size, "values": values, "checkpoints": len(notes)})
    for note in notes:
        yield _line({"checkpoint": note})
    for record in log.records(until=size):
        line: dict[str, Any] = {"record": dict(record.header)}
        if values:
            line["beside"] = beside(record.openings, record.redactions)
        yield _line(line)
    if values and any(record.kind == "redaction" for record in log.records(after=size)):
        raise LogError("something was redacted while the log was exported", help="export it again")
    for digest in log.rulebooks.digests() if rulebooks else ():
        yield _line({"rulebook": digest, "archive": log.rulebooks.archive(digest).to_data()})


def verify_export(
    lines: Iterable[bytes], checkpoints: Iterable[Checkpoint] = (), verifier: Verifier | None = None
) -> Verdict:
    """Check an export without its database: against the checkpoints in it, and those that are given.

    With a `verifier` the checkpoints in the file have to be signed with its key. A checkpoint that somebody else kept
    is what shows that records at the end were cut off, or that all was written anew.
    """
    given, unread = iter(lines), list[str]()
    head = _head(next(given, b""), unread)
    inside = list(_checkpoints(given, head, verifier, unread))
    check = Check([*inside, *checkpoints], values=head.values)
    for finding in unread:
        check.found(finding)
    taken = _take_records(given, head, check)
    if taken == head.size:
        for n, line in enumerate(given, start=2 + head.checkpoints + head.size):
            _rulebook(line, n, check)
    return check.verdict()


def read_records(lines: Iterable[bytes], after: int = 0, until: int | None = None) -> Iterator[Record]:
    """The records of an export that follow a number, in order; up to one, or to the end.

    Raises `LogError` for what is none, or where a record does not stand where its number says.
    """
    given, head = _begun(lines)
    last = head.size if until is None else min(until, head.size)
    for number, line in enumerate(islice(given, head.checkpoints + after, head.checkpoints + last), start=after + 1):
        record = _record_at(1 + head.checkpoints + number, line, head.values)
        if record.number != number:
            raise LogError(f"record {number} of the export says that it is record {record.number}")
        yield record
        after = number
    if after < last:
        raise LogError(f"the file holds {after} records and says that it holds {head.size}")


def read_overrides(lines: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export that say that a person decided otherwise later. Raises `LogError` as `read_records`."""
    given, head = _begun(lines)
    records = islice(given, head.checkpoints, head.checkpoints + head.size)
    for n, line in enumerate(records, start=2 + head.checkpoints):
        if _OVERRIDE in line and (record := _record_at(n, line, head.values)).kind == "override":
            yield record


def read_rulebooks(lines: Iterable[bytes]) -> dict[str, Rulebook]:
    """The rulebooks of an export, by their digests. Raises `LogError` for one that its files do not make."""
    return {digest: rulebook_of(archive, digest) for digest, archive in read_archives(lines).items()}


def read_archives(lines: Iterable[bytes]) -> dict[str, Archive]:
    """The files of the rulebooks of an export, by the digests they are said to have. Raises `LogError` for what is no
    such export; whether they make these rulebooks is not looked at."""
    given, head = _begun(lines)
    return dict(_read_archive(line) for line in islice(given, head.checkpoints + head.size, None))


def _begun(lines: Iterable[bytes]) -> tuple[Iterator[bytes], _Head]:
    """What follows the first line, and what that says. Raises `LogError` where it is no export."""
    given, unread = iter(lines), list[str]()
    head = _head(next(given, b""), unread)
    if unread:
        raise LogError(unread[0])
    return given, head


class _Head(NamedTuple):
    """What the first line says: how many records and checkpoints there are, and whether with values."""

    size: int
    checkpoints: int
    values: bool


def _head(line: bytes, unread: list[str]) -> _Head:
    try:
        head = read_strictly(_content(line), "the first line")
        counts, values = [head.get("size"), head.get("checkpoints")], head.get("values")
        whole = [n for n in counts if type(n) is int and 0 <= n < _MOST_LINES]
        if head.get("format") == FORMAT and len(whole) == 2 and isinstance(values, bool):
            return _Head(whole[0], whole[1], values)
    except LogError:
        pass
    unread.append("line 1: this is no export of a decision log")
    return _Head(0, 0, False)


def _checkpoints(
    lines: Iterator[bytes], head: _Head, verifier: Verifier | None, unread: list[str]
) -> Iterator[Checkpoint]:
    for n in range(2, 2 + head.checkpoints):
        if (line := next(lines, None)) is None:
            unread.append(f"line {n}: the file says that a checkpoint is here, and ends before it")
            return
        try:
            data = read_strictly(_content(line), "the checkpoint")
            note = data["checkpoint"] if data.keys() == {"checkpoint"} else ""
            yield verifier.check(str(note)) if verifier is not None else read_note(str(note))
        except LogError as problem:
            unread.append(f"line {n}: {problem.message}")


def _take_records(lines: Iterator[bytes], head: _Head, check: Check) -> int:
    """Check the records; how many were read."""
    for taken in range(head.size):
        line = next(lines, None)
        if line is None:
            check.found(f"the file holds {taken} records and says that it holds {head.size}")
            return taken
        try:
            check.take(_record(line, head.values))
        except LogError as problem:  # what follows hangs on this one
            check.found(f"line {2 + head.checkpoints + taken}: {problem.message}")
            return taken
    return head.size


def _rulebook(line: bytes, n: int, check: Check) -> None:
    try:
        _read_rulebook(line)
    except LogError as problem:
        check.found(f"line {n}: {problem.message}")


def _read_rulebook(line: bytes) -> Rulebook:
    digest, archive = _read_archive(line)
    return rulebook_of(archive, digest)


def _read_archive(line: bytes) -> tuple[str, Archive]:
    data = read_strictly(_content(line), "the rulebook")
    if data.keys() != {"rulebook", "archive"}:
        raise LogError("the line is no rulebook")
    try:
        return str(data["rulebook"]), Archive.of_data(data["archive"])
    except ValueError:
        raise LogError("the rulebook cannot be read") from None


def _record(line: bytes, values: bool) -> Record:
    data = read_strictly(_content(line), "the record")
    expected = {"record", "beside"} if values else {"record"}
    if data.keys() != expected or not all(isinstance(part, dict) for part in data.values()):
        raise LogError("the record is not written as the log writes it")
    return record_of(data["record"], data.get("beside", {}))


def _record_at(n: int, line: bytes, values: bool) -> Record:
    """The record on a line, which an error names."""
    try:
        record = _record(line, values)
        check_header(record.header)
        return record
    except LogError as problem:
        raise LogError(f"line {n}: {problem.message}", help=problem.help) from None


def _content(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise LogError("the line has no end")
    return line[:-1]


def _line(data: dict[str, Any]) -> bytes:
    return canonical(data) + b"\n"
