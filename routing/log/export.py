"""The log as a file: JSON Lines that can be checked without the database, by anybody, with a checkpoint.

The first line says what the file is. Then comes each record, in order, with the values beside it where they were asked
for; then the rulebooks, where they were asked for; then the checkpoints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from routing.errors import RulebookErrors
from routing.log.canonical import canonical, read_strictly
from routing.log.decision_log import DecisionLog
from routing.log.errors import LogError
from routing.log.notes import Checkpoint, Verifier, read_note
from routing.log.record import Record, beside, record_of
from routing.log.rulebooks import rulebook_of
from routing.log.verification import Check, Verdict
from routing.rulebook.archive import Archive

FORMAT = "routing-log/1"


def export(log: DecisionLog, *, values: bool = False, rulebooks: bool = False) -> Iterator[bytes]:
    """The lines of a log as it is now, each with its end.

    Without `values` nothing of a case is in it but days, rulebooks and how many fields a record has.
    """
    notes = [text for text, _ in log.checkpoints()]
    size = log.size
    yield _line({"format": FORMAT, "size": size, "values": values})
    for record in log.records(until=size):
        line: dict[str, Any] = {"record": dict(record.header)}
        if values:
            line["beside"] = beside(record.openings, record.redactions)
        yield _line(line)
    if values and any(record.kind == "redaction" for record in log.records(after=size)):
        raise LogError("something was redacted while the log was exported", help="export it again")
    for digest in log.rulebooks.digests() if rulebooks else ():
        yield _line({"rulebook": digest, "archive": log.rulebooks.archive(digest).to_data()})
    for note in notes:
        yield _line({"checkpoint": note})


def verify_export(
    lines: Iterable[bytes], checkpoints: Iterable[Checkpoint] = (), verifier: Verifier | None = None
) -> Verdict:
    """Check an export without its database: against the checkpoints in it, and those that are given.

    With a `verifier` the checkpoints in the file have to be signed with its key. A checkpoint that somebody else kept
    is what shows that records at the end were cut off, or that all was written anew.
    """
    given = list(lines)
    unread: list[str] = []
    header, size, values = _head(given, unread)
    body, rest = given[1 : 1 + size] if header else [], given[1 + size :] if header else []
    inside: list[Checkpoint] = []
    for n, line in enumerate(rest, start=2 + size):
        _behind(line, n, verifier, inside, unread)
    check = Check([*inside, *checkpoints], values=values)
    for finding in unread:
        check.found(finding)
    for n, line in enumerate(body, start=2):
        try:
            check.take(_record(line, values))
        except LogError as problem:
            check.found(f"line {n}: {problem.message}")
            break  # what follows hangs on this one
    if len(body) < size:
        check.found(f"the file holds {len(body)} records and says that it holds {size}")
    return check.verdict()


def read_records(lines: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export, in order. Raises `LogError` for what is none."""
    given = iter(lines)
    head = read_strictly(next(given, b"").rstrip(b"\n"), "the first line")
    for _ in range(head.get("size", 0)):
        yield _record(next(given, b""), head.get("values") is True)


def _head(lines: list[bytes], unread: list[str]) -> tuple[bool, int, bool]:
    try:
        head = read_strictly(_content(lines[0] if lines else b""), "the first line")
        size, values = head.get("size"), head.get("values")
        if head.get("format") == FORMAT and isinstance(size, int) and size >= 0 and isinstance(values, bool):
            return True, size, values
    except LogError:
        pass
    unread.append("line 1: this is no export of a decision log")
    return False, 0, False


def _behind(line: bytes, n: int, verifier: Verifier | None, checkpoints: list[Checkpoint], unread: list[str]) -> None:
    try:
        data = read_strictly(_content(line), "the line")
        if data.keys() == {"checkpoint"}:
            note = str(data["checkpoint"])
            checkpoints.append(verifier.check(note) if verifier is not None else read_note(note))
        elif data.keys() == {"rulebook", "archive"}:
            rulebook_of(Archive.of_data(data["archive"]), data["rulebook"])
        else:
            raise LogError("the line is neither a rulebook nor a checkpoint")
    except LogError as problem:
        unread.append(f"line {n}: {problem.message}")
    except (ValueError, RulebookErrors):
        unread.append(f"line {n}: the rulebook cannot be read")


def _record(line: bytes, values: bool) -> Record:
    data = read_strictly(_content(line), "the record")
    expected = {"record", "beside"} if values else {"record"}
    if data.keys() != expected or not all(isinstance(part, dict) for part in data.values()):
        raise LogError("the record is not written as the log writes it")
    return record_of(data["record"], data.get("beside", {}))


def _content(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise LogError("the line has no end")
    return line[:-1]


def _line(data: dict[str, Any]) -> bytes:
    return canonical(data) + b"\n"
