"""`routing audit replay`: a log, or its export, decided again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routing.audit.verdict import Verdict
from routing.cli.app import main
from routing.cli.audit.replay import Tally
from routing.decision.shifts import Shift
from routing.log import Override, export
from routing.log.canonical import canonical
from routing.store import EventStore
from tests.audit.logged import begun, case, decision
from tests.log.logs import NOW

OVERRIDE = Override("support_center", "health_center", "chief", "the family moved")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log of three decisions, the second on another day, and its export."""
    monkeypatch.chdir(tmp_path)
    with EventStore.open("sqlite:///desk.db") as store:
        log = begun(store)
        log.append(case(), decision(), NOW)
        log.append(
            case(as_of="2026-05-01"), decision().model_copy(update={"as_of": case(as_of="2026-05-01").as_of}), NOW
        )
        log.append(case(), decision(), NOW)
        (tmp_path / "export").write_bytes(b"".join(export(log, values=True, rulebooks=True)))
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(("audit", "replay", *arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def change(edit: Any) -> None:
    """Do something to the log."""
    with EventStore.open("sqlite:///desk.db") as store:
        edit(begun(store))


def test_a_log_that_decides_as_it_did_ends_with_0(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", "3") == 0
    assert capsys.readouterr().out == "1 decisions: 1 equal to the byte\n"


def test_what_differs_is_told_and_ends_with_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("record 2: different in ")
    assert last == "3 decisions: 2 equal to the byte; 1 different"


def test_an_export_is_replayed_without_its_log(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("desk.db").unlink()
    assert run("--export", "export", "--from", "3", "--to", "3") == 0
    assert capsys.readouterr().out == "1 decisions: 1 equal to the byte\n"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ("--from 2 --to 3", 2),
        ("--from 2 --to 3 --export export", 2),
        ("--to 0", 0),
        ("--from 4 --export export", 0),
        ("--from 2026-04-02", 1),
        ("--to 2026-04-30 --export export", 2),
        ("--from 2 --to 2026-04-30", 1),
    ],
)
def test_records_are_chosen_by_their_numbers_or_days(
    options: str, count: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*options.split(), "--format", "json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["decisions"] == count


@pytest.mark.parametrize("bound", ["yesterday", "-1", "2026-13-01", ""])
def test_a_bound_that_is_neither_ends_with_2(bound: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", bound) == 2
    assert "give the number of a record, or a day such as 2026-04-01" in capsys.readouterr().err


def test_a_redacted_record_is_refused_with_the_record_that_says_so(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(lambda log: log.redact(1, ["/case/persons/0/age"], "officer", "asked", NOW))
    assert run("--to", "1") == 1
    assert capsys.readouterr().out.splitlines() == [
        "record 1: not made again: redacted, as said by 4",
        "1 decisions: 1 not made again: redacted",
    ]


def test_an_override_is_told_without_its_reason_and_is_no_finding(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(lambda log: log.override(1, OVERRIDE, NOW))
    assert run("--to", "1") == 0
    assert capsys.readouterr().out.splitlines() == [
        "record 1: equal to the byte; overridden by the chief: support_center -> health_center",
        "1 decisions: 1 equal to the byte; 1 overridden by people",
    ]


def test_a_rulebook_that_this_release_reads_otherwise_is_a_finding(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *lines, last = Path("export").read_bytes().splitlines()
    book = json.loads(last)
    book["archive"]["files"]["rulebook.yaml"] += "\n# read otherwise\nno_such_field: 1\n"
    Path("export").write_bytes(b"\n".join([*lines, canonical(book), b""]))
    assert run("--export", "export", "--format", "json") == 1
    *told, counted = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["outcome"] for one in told] == ["rulebook"] * 3
    assert all("do not make it" in one["problem"] for one in told)
    assert (counted["rulebook"], counted["equal"]) == (3, 0)


def test_as_json_each_finding_is_a_line_and_the_last_one_counts(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--format", "json") == 1
    told, counted = map(json.loads, capsys.readouterr().out.splitlines())
    assert (told["record"], told["outcome"], told["releases"]) == (2, "differs", ["0.1.0", "0.1.0"])
    assert "digest" in told["fields"]
    nothing = dict.fromkeys(["engine", "redacted", "rulebook", "failed", "overridden"], 0)
    assert counted == {"decisions": 3, "equal": 2, "differs": 1, **nothing}


def test_many_findings_are_told_in_part(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from routing.log import Decided

    other = Decided(case(), decision().model_copy(update={"trace": ()}))
    change(lambda log: log.extend([other] * 60, NOW))
    assert run("--from", "4") == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 52
    assert lines[-2:] == ["... and 10 more records", "60 decisions: 60 different"]


def test_what_another_release_decided_is_told_with_its_release(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally("text")
    tally.take(Verdict(7, "differs", releases=("0.0.9", "0.1.0"), fields=("lead",), shifts=(Shift("lead", "a", None),)))
    tally.take(Verdict(8, "failed", problem="the process that decided it ended"))
    assert capsys.readouterr().out.splitlines() == [
        "record 7: different in lead; lead: a -> nothing; decided by release 0.0.9",
        "record 8: not made again: this release cannot: the process that decided it ended",
    ]
    assert not tally.good


def test_an_export_without_values_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(lambda log: Path("bare").write_bytes(b"".join(export(log, rulebooks=True))))
    assert run("--export", "bare") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "record 1 has no values beside it",
        "help: export with `routing log export --values --rulebooks`",
    ]


@pytest.mark.parametrize(
    ("cut", "said"),
    [(2, "the file holds 1 records and says that it holds 3"), (0, "line 1: this is no export of a decision log")],
)
def test_an_export_that_was_cut_off_ends_with_2(
    cut: int, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("export").write_bytes(b"".join(Path("export").read_bytes().splitlines(keepends=True)[:cut]))
    assert run("--export", "export") == 2
    assert said in capsys.readouterr().err


def test_records_of_an_export_that_changed_places_end_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, one, two, *rest = Path("export").read_bytes().splitlines(keepends=True)
    Path("export").write_bytes(b"".join([head, two, one, *rest]))
    assert run("--export", "export") == 2
    assert "record 1 of the export says that it is record 2" in capsys.readouterr().err


def test_a_log_that_is_not_there_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--db", "sqlite:///nowhere.db") == 2
    assert "nowhere.db: there is no log" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (("--from", "9" * 30), "give the number of a record"),
        (("--to", "9" * 5000), "give the number of a record"),
        (("--from", "3", "--to", "2"), "--to lies before --from"),
        (("--from", "2026-05-02", "--to", "2026-05-01"), "--to lies before --from"),
    ],
)
def test_bounds_between_which_nothing_can_lie_are_refused(
    bounds: tuple[str, ...], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*bounds) == 2
    assert told in capsys.readouterr().err
