"""A log that somebody changed by hand, read without verifying it first: every report says that it cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from routing.cli.app import main
from routing.log import Override, export
from routing.log.canonical import canonical
from routing.store import EventStore
from tests.log.logs import NOW, begun, case, decision

Data = dict[str, Any]
SECRET = "what-nobody-should-read"


@cache
def exported() -> tuple[bytes, ...]:
    """A log of a decision, an override and a redaction."""
    with TemporaryDirectory() as folder, EventStore.open(f"sqlite:///{folder}/log.db") as store:
        log = begun(store)
        log.append(case(), decision(), NOW)
        log.append(case(2), decision(2), NOW)
        log.override(1, Override("support_center", "health_center", "chief", "moved"), NOW)
        log.redact(2, ["/case/persons/0/sex"], "officer", "asked", NOW)
        return tuple(export(log, values=True, rulebooks=True))


def header(**changed: Any) -> Callable[[Data], None]:
    return lambda line: line["record"].update(changed)


def value(path: str, changed: Any) -> Callable[[Data], None]:
    """Another value of a field."""

    def change(line: Data) -> None:
        next(opening for opening in line["beside"]["open"] if opening[0] == path)[2] = changed

    return change


def moved(path: str, to: str) -> Callable[[Data], None]:
    """Another path of a field."""

    def change(line: Data) -> None:
        next(opening for opening in line["beside"]["open"] if opening[0] == path)[0] = to

    return change


COMMANDS = (
    ("gaps", "--by", "district"),
    ("consistency", "--part", "alike"),
    ("disparity", "--by", "sex"),
    ("export", "--out", "new.json"),
)
OF_A_DECISION = [
    header(as_of="2026-99-01"), header(at=7), header(at="x"), header(rulebook=None), header(rulebook={}),
    header(engine={}), header(retention=None),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("record", "change"), [*((1, change) for change in OF_A_DECISION), (3, header(at=None)), (4, header(at=[]))]
)
def test_what_no_log_writes_into_a_header_is_told(
    record: int, change: Callable[[Data], None], command: tuple[str, ...], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert told(record, change, command, tmp_path, monkeypatch, capsys).endswith("not written as the log writes it\n")


@pytest.mark.parametrize(
    "change",
    [
        value("/decision/trace", [SECRET]),
        value("/case/case", [SECRET]),
        moved("/case/case", f"/case/{SECRET}"),
        moved("/case/persons/0/sex", f"/case/persons/{SECRET}/sex"),
        value("/case/persons/0/sex", {SECRET: 1}),
    ],
)
@pytest.mark.parametrize("command", COMMANDS[:3], ids=lambda command: command[0])
def test_a_field_that_is_none_is_told_without_its_value(
    change: Callable[[Data], None], command: tuple[str, ...], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    told(1, change, command, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(("record", "change"), [(3, header(about="x")), (4, header(about=None)), (4, header(erased=3))])
def test_a_record_that_is_about_no_other_is_not_exported(
    record: int, change: Callable[[Data], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    said = told(record, change, COMMANDS[-1], tmp_path, monkeypatch, capsys)
    assert said == f"record {record} does not say what it is about\n"


def told(
    record: int, change: Callable[[Data], None], command: tuple[str, ...], folder: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> str:  # fmt: skip
    """What a command says of the export with one record changed, having ended with 2 and printed nothing."""
    lines = list(exported())
    data = json.loads(lines[record])
    change(data)
    lines[record] = canonical(data) + b"\n"
    monkeypatch.chdir(folder)
    Path("changed.log").write_bytes(b"".join(lines))
    with pytest.raises(SystemExit) as ended:
        main(["audit", *command, "--export", "changed.log"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert SECRET not in err
    return err
