"""Whatever is changed in a log is found: in its store, and in an export that is held against a checkpoint."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from routing.log import (
    Checkpoint,
    DecisionLog,
    LogError,
    Verifier,
    export,
    read_note,
    read_records,
    verify,
    verify_export,
)
from routing.log.canonical import canonical, read_strictly
from routing.log.commitments import Opening
from routing.log.record import record_of
from routing.store import EventStore, NewEvent
from tests.log.logs import KEY, NOW, ORIGIN, begun, case, checked, decision, filled
from tests.log.test_decision_log import outside

RECORDS = 12
Lines = list[bytes]


@cache
def exported() -> tuple[Lines, Lines, Checkpoint]:
    """An export with values and one without, and the checkpoint that was kept elsewhere."""
    with TemporaryDirectory() as folder, EventStore.open(f"sqlite:///{folder}/log.db") as store:
        log = begun(store)
        filled(log, RECORDS - 2)
        log.redact(3, ["/case/persons/0"], "officer", "asked", NOW)
        log.redact(3, ["/case/needs/0"], "officer", "asked", NOW)
        note = log.checkpoint(ORIGIN, KEY, NOW)
        return without_notes(export(log, values=True)), without_notes(export(log)), read_note(note)


def without_notes(lines: Iterable[bytes]) -> Lines:
    """An export out of which somebody took the checkpoints, as whoever changes a record would."""
    head, *rest = lines
    left = [line for line in rest if not line.startswith(b'{"checkpoint"')]
    return [canonical({**json.loads(head), "checkpoints": 0}) + b"\n", *left]


def flip(lines: Lines, chance: random.Random) -> Lines:
    n = chance.randrange(1, 1 + RECORDS)
    bit = chance.randrange(len(lines[n]) * 8)
    line = bytearray(lines[n])
    line[bit // 8] ^= 1 << bit % 8
    return [*lines[:n], bytes(line), *lines[n + 1 :]]


def drop(lines: Lines, chance: random.Random) -> Lines:
    n = chance.randrange(1, 1 + RECORDS)
    return counted([*lines[:n], *lines[n + 1 :]], RECORDS - 1)


def swap(lines: Lines, chance: random.Random) -> Lines:
    one, other = sorted(chance.sample(range(1, 1 + RECORDS), 2))
    changed = list(lines)
    changed[one], changed[other] = changed[other], changed[one]
    return changed


def cut(lines: Lines, chance: random.Random) -> Lines:
    left = chance.randrange(RECORDS)
    return counted([*lines[: 1 + left], *lines[1 + RECORDS :]], left)


def cut_within(lines: Lines, chance: random.Random) -> Lines:
    n = chance.randrange(1, 1 + RECORDS)
    return [*lines[:n], lines[n][: chance.randrange(len(lines[n]))], *lines[n + 1 :]]


def repeat(lines: Lines, chance: random.Random) -> Lines:
    n = chance.randrange(1, 1 + RECORDS)
    return counted([*lines[: n + 1], *lines[n:]], RECORDS + 1)


def counted(lines: Lines, size: int) -> Lines:
    """The first line says what whoever changed the file would have it say."""
    head = json.loads(lines[0])
    return [canonical({**head, "size": size}) + b"\n", *lines[1:]]


TAMPERINGS: tuple[Callable[[Lines, random.Random], Lines], ...] = (flip, drop, swap, cut, cut_within, repeat)


def tampered(times: int, seed: int) -> None:
    chance = random.Random(seed)
    whole, bare, checkpoint = exported()
    for n in range(times):
        lines = whole if n % 2 else bare
        tampering = chance.choice(TAMPERINGS)
        assert not verify_export(tampering(lines, chance), [checkpoint]).good, tampering.__name__


def test_an_export_that_nobody_changed_is_found_good() -> None:
    for lines in exported()[:2]:
        verdict = verify_export(lines, [exported()[2]], Verifier.of_key(ORIGIN, KEY))
        assert (verdict.findings, verdict.size, len(verdict.checked)) == ([], RECORDS, 1)


def test_a_flipped_bit_and_a_dropped_swapped_cut_or_repeated_record_are_found() -> None:
    tampered(400, 17)


@pytest.mark.soak
def test_of_12_000_tamperings_each_is_found() -> None:
    tampered(12_000, 18)


def rewritten(lines: Lines, n: int, change: Callable[[dict[str, Any]], None]) -> Lines:
    data = json.loads(lines[n])
    change(data)
    return [*lines[:n], canonical(data) + b"\n", *lines[n + 1 :]]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda d: d["record"].update(as_of="2026-04-02"), "not those that a checkpoint was signed for"),
        (lambda d: d["record"].update(number=9), "says that it is record 9"),
        (lambda d: d["beside"]["open"][0].__setitem__(2, "K-9"), "is not the one it was written with"),
        (lambda d: d["beside"]["open"][0].__setitem__(1, "00" * 32), "is not the one it was written with"),
        (lambda d: d["beside"]["open"].__setitem__(0, None), "no record says that they were redacted"),
        (lambda d: d["beside"]["open"].pop(), "another number of values"),
        (lambda d: d["beside"]["redactions"].append(5), "by a record that does not say so"),
        (lambda d: d["beside"]["open"][0].__setitem__(1, "00"), "a salt has 32 bytes, not 1"),
        (lambda d: d["beside"]["open"][0].__setitem__(1, "zz"), "not written as the log writes it"),
        (lambda d: d["record"].pop("fields"), "not written as the log writes it"),
        (lambda d: d["record"].update(kind=1), "not written as the log writes it"),
        (lambda d: d["record"].update(schema="log/2"), "a newer release wrote this record"),
        (lambda d: d.pop("beside"), "not written as the log writes it"),
        (lambda d: d["record"].update(kind="redaction"), "says of no earlier record"),
    ],
)
def test_what_was_changed_in_a_record_is_told(change: Callable[[dict[str, Any]], None], finding: str) -> None:
    whole, _, checkpoint = exported()
    verdict = verify_export(rewritten(whole, 2, change), [checkpoint])
    assert any(finding in found for found in verdict.findings), verdict.findings


def test_a_redacted_value_that_comes_back_is_told() -> None:
    whole, _, checkpoint = exported()
    record = json.loads(whole[3])
    position = record["beside"]["open"].index(None)
    other = json.loads(whole[2])["beside"]["open"][position]
    changed = rewritten(whole, 3, lambda d: d["beside"]["open"].__setitem__(position, other))
    assert any("which are still there" in found for found in verify_export(changed, [checkpoint]).findings)


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        (b"{}\n", "the line is no rulebook"),
        (b"{ }\n", "not written as the log writes it"),
        (b"{}", "has no end"),
        (b'{"archive":{},"rulebook":"sha256:0"}\n', "the rulebook cannot be read"),
        (b'{"archive":{"files":{},"packs":{}},"rulebook":"sha256:0"}\n', "do not make it"),
        (b'{"checkpoint":"x"}\n', "the line is no rulebook"),
    ],
)
def test_what_stands_behind_the_records_is_checked_too(line: bytes, finding: str) -> None:
    whole, _, _ = exported()
    verdict = verify_export([*whole, line])
    assert [finding in found for found in verdict.findings] == [True]


def first_line(size: int, checkpoints: int) -> bytes:
    return canonical({"format": "routing-log/1", "size": size, "values": True, "checkpoints": checkpoints}) + b"\n"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"\n"],
        [b"[]\n"],
        [b'{"format":"routing-log/1"}\n'],
        [b"\xff\n"],
        [first_line(10**30, 0)],
        [first_line(0, 10**30)],
    ],
)
def test_a_file_that_is_no_export_is_told(lines: Lines) -> None:
    assert verify_export(lines).findings == ["line 1: this is no export of a decision log"]
    with pytest.raises(LogError, match="line 1: this is no export"):
        list(read_records(lines))


def test_a_file_that_says_it_holds_more_checkpoints_than_it_has_lines_is_read_to_its_end_only() -> None:
    assert verify_export([first_line(0, 2**50)]).findings == [
        "line 2: the file says that a checkpoint is here, and ends before it"
    ]


def test_what_is_no_record_is_told_with_its_line(log: DecisionLog) -> None:
    lines = list(export(log))
    lines[3] = lines[3][:-5]
    with pytest.raises(LogError, match="line 4: the line has no end"):
        list(read_records(lines))


def test_a_checkpoint_in_the_file_is_held_against_the_records_and_the_key(log: DecisionLog) -> None:
    lines = list(export(log))
    assert len(verify_export(lines, verifier=Verifier.of_key(ORIGIN, KEY)).checked) == 1
    verdict = verify_export(lines, verifier=Verifier.of_key(ORIGIN, bytes(32)))
    assert verdict.findings == ["line 2: the checkpoint is not signed with the key that was given"]
    changed = rewritten(lines, 3, lambda d: d["record"].update(retention="x"))
    assert verify_export(changed).findings == ["the first 4 records are not those that a checkpoint was signed for"]


@pytest.mark.parametrize("line", [b"{}\n", b'{"checkpoint":7}\n', b"x"])
def test_a_line_that_holds_no_checkpoint_where_one_belongs_is_told(line: bytes, log: DecisionLog) -> None:
    head, _, *records = export(log)
    assert verify_export([head, line, *records]).findings[0].startswith("line 2: ")


def test_a_file_that_ends_too_early_is_told(log: DecisionLog) -> None:
    findings = verify_export(list(export(log))[:-1]).findings
    assert findings[0] == "the file holds 3 records and says that it holds 4"
    with pytest.raises(LogError, match="the file holds 3 records and says that it holds 4"):
        list(read_records(list(export(log))[:-1]))
    with pytest.raises(LogError, match="this is no export"):
        list(read_records([]))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield checked(store)


def test_a_log_that_nobody_changed_is_found_good(log: DecisionLog) -> None:
    verdict = verify(log)
    assert (verdict.findings, verdict.size, verdict.root) == ([], 4, log.root())


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "UPDATE events SET data = CAST(replace(data, 'standard', 'for ever') AS BLOB) "
            "WHERE stream = 'log' AND version = 2",
            "not those that a checkpoint was signed for",
        ),
        ("UPDATE events SET type = 'override' WHERE stream = 'log' AND version = 2", "place that is not its own"),
        (
            "UPDATE events SET data = CAST('{}' AS BLOB) WHERE stream = 'log' AND version = 2",
            "not written as the log writes it",
        ),
        ("UPDATE events SET data = CAST('x' AS BLOB) WHERE stream = 'log' AND version = 2", "cannot be read"),
        (
            'UPDATE events SET data = CAST(\'{"schema":"log/1","fields":[],"number":2,"kind":"decision",'
            '"at":"2026-04-01T09:00:00.000000Z"}\' AS BLOB) WHERE stream = \'log\' AND version = 2',
            "not written as the log writes it",
        ),
        ("DELETE FROM events WHERE stream = 'log' AND version = 4", "the log ends with record 3; a checkpoint says"),
        ("DELETE FROM events WHERE stream = 'log' AND version = 2", "place that is not its own|says that it is record"),
        ("DELETE FROM erasable WHERE version = 2", "no record says that they were redacted"),
        (
            "UPDATE erasable SET data = CAST(replace(data, 'K-2', 'K-7') AS BLOB) WHERE version = 2",
            "is not the one it was written with",
        ),
        ("UPDATE erasable SET data = CAST('[]' AS BLOB) WHERE version = 2", "cannot be read"),
        ("UPDATE erasable SET data = 7 WHERE version = 2", "cannot be read"),
        ("UPDATE derived SET data = zeroblob(32) WHERE version = 3", "the tree beside records 1 to 4 is not theirs"),
        (
            "UPDATE events SET data = CAST('{}' AS BLOB) WHERE stream = 'log-checkpoints'",
            "the checkpoints that the log keeps cannot",
        ),
        ("UPDATE events SET data = CAST('{}' AS BLOB) WHERE stream LIKE 'rulebook/%'", "cannot be read from the log"),
        (
            "UPDATE events SET data = CAST(replace(data, 'rulebook: generic', 'rulebook: other') AS BLOB) "
            "WHERE stream LIKE 'rulebook/%'",
            "do not make it",
        ),
    ],
)
def test_what_was_changed_in_the_database_is_told(statement: str, finding: str, log: DecisionLog) -> None:
    outside(str(log.trail._store._database._engine.url), statement)
    findings = verify(log, rulebooks="rulebook" in statement).findings
    assert any(part in found for found in findings for part in finding.split("|")), findings


def test_a_log_that_was_written_anew_is_found_by_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    notes = []
    for name in ("one", "other"):
        with EventStore.open(f"sqlite:///{tmp_path}/{name}.db") as store:
            log = begun(store)
            filled(log, 3)
            notes.append(read_note(log.checkpoint(ORIGIN, KEY, NOW)))
            verdict = verify(log, notes[:1], rulebooks=False)
    assert verdict.findings == ["the first 3 records are not those that a checkpoint was signed for"]


def test_what_is_redacted_while_the_log_is_checked_is_no_finding(
    log: DecisionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = log.trail._store.erasable
    once = [True]

    def meanwhile(*given: Any) -> Any:
        if once:
            once.clear()
            log.append(case(), decision(), NOW)
            log.redact(2, ["/case"], "officer", "asked", NOW)
        return read(*given)

    monkeypatch.setattr(log.trail._store, "erasable", meanwhile)
    verdict = verify(log, rulebooks=False)
    assert (verdict.findings, verdict.size) == ([], 4)


def test_an_export_during_which_something_is_redacted_is_broken_off(log: DecisionLog) -> None:
    lines = export(log, values=True)
    next(lines)
    log.redact(2, ["/case"], "officer", "asked", NOW)
    with pytest.raises(LogError, match="redacted while the log was exported"):
        list(lines)


def test_an_export_with_rulebooks_holds_what_decisions_need_to_be_made_again(log: DecisionLog) -> None:
    lines = list(export(log, values=True, rulebooks=True))
    assert verify_export(lines).findings == []
    assert sum(line.startswith(b'{"archive"') for line in lines) == 1


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"b":1,"a":1}', b'{"a": 1}', b'{"a":1,"a":1}', b'{"a":NaN}'])
def test_a_line_that_is_written_in_another_way_is_refused(line: bytes) -> None:
    with pytest.raises(LogError, match="the line is not written as the log writes it"):
        read_strictly(line, "the line")


@pytest.mark.parametrize("data", [None, [], ["/a", "AB" * 32, 1], ["/a", 7, 1], [1, "ab" * 32, 1]])
def test_a_value_that_is_written_in_another_way_is_refused(data: Any) -> None:
    with pytest.raises(LogError, match="not written as the log writes it"):
        Opening.of_data(data)


def test_a_record_without_values_beside_it_has_none() -> None:
    record = record_of({"schema": "log/1", "number": 1, "kind": "decision", "at": "", "fields": ["x", "y"]}, {})
    assert record.openings == (None, None)


def test_a_store_holds_the_log_beside_other_streams(log: DecisionLog) -> None:
    log.trail._store.append("case/K-001", [NewEvent("opened", {})], expected=0, at=NOW)
    assert verify(log, rulebooks=False).findings == []
