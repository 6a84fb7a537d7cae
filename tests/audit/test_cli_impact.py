"""`routing audit impact`: its forms, what it names, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from routing.audit.impact.page import page
from routing.audit.impact.table import Table
from routing.cli.app import main
from routing.log import DecisionLog
from routing.log import export as exported
from routing.store import EventStore
from tests.audit.changed import (
    ALONE,
    ARREARS,
    COURT,
    DEMENTIA,
    MOVED,
    RULES,
    archive,
    book,
    case,
    decided,
    files,
    summed,
    without_blanks,
)
from tests.log.logs import NOW
from tests.pages import stands_alone

SECRET = "秘密町"
CASES = (
    case("debt.arrears", "debt.legal_deadline", name="K-1", district=SECRET),
    case("care.dementia_suspected", name="K-2", district=SECRET),
)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the rulebook before (`old`) and after (`new`), and a file of two cases, one of them affected."""
    for name, rules in (("old", RULES), ("new", (MOVED, DEMENTIA))):
        (tmp_path / name).mkdir()
        for file, content in files(*rules, version=name).items():
            (tmp_path / name / file).write_bytes(content)
    (tmp_path / "cases.jsonl").write_text("".join(f"{one.to_json()}\n" for one in CASES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


@pytest.fixture
def log(town: Path) -> str:
    """A log of the two cases, a record of which is redacted."""
    url = f"sqlite:///{town}/log.db"
    with EventStore.open(url) as store:
        log = DecisionLog(store)
        log.keep_rulebook(archive(*RULES), NOW)
        for one in (*CASES, CASES[0]):
            log.append(one, decided(one, *RULES), NOW)
        log.redact(3, ["/case/district"], "officer", "asked", NOW)
        (town / "export.log").write_bytes(b"".join(exported(log, values=True, rulebooks=True)))
    return url


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "impact", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_given_cases_are_told_in_words(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "cases.jsonl", "--old", "old", "--lang", "en") == 1
    text = without_blanks(capsys.readouterr().out)
    assert text.startswith("Impact of a changed rulebook: town new (before: town old)")
    assert "compared 2" in text
    assert "decided otherwise 1 K-1" in text
    assert "Self-reliance support desk Welfare office 1" in text
    assert "gone: Court demand" in text
    assert SECRET not in text


def test_in_japanese_too(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--cases", "cases.jsonl", "--old", "old") == 1
    text = without_blanks(capsys.readouterr().out)
    assert "決定が変わるケース 1 K-1" in text
    assert "廃止: 支払督促" in text


def test_the_same_rulebook_changes_nothing(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("old", "cases.jsonl", "--old", "old", "--lang", "en") == 0
    assert "No case is decided otherwise." in capsys.readouterr().out


def test_as_json_each_affected_case_has_a_line_and_the_last_one_counts(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "cases.jsonl", "--old", "old", "--format", "json") == 1
    affected, counts = map(json.loads, capsys.readouterr().out.splitlines())
    assert (affected["case"], affected["state"], affected["fires"]) == ("K-1", "differs", ["arrears", "court"])
    assert (counts["schema"], counts["cases"]["compared"], counts["cases"]["affected"]) == ("audit-impact/1", 2, 1)


def test_a_log_is_read_from_its_store_and_from_an_export_alike(
    town: Path, log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "--db", log, "--format", "json") == 1
    from_store = capsys.readouterr().out
    assert run("new", "--export", "export.log", "--format", "json") == 1
    assert capsys.readouterr().out == from_store
    affected, redacted, counts = map(json.loads, from_store.splitlines())
    assert (affected["record"], affected["case"]) == (1, "K-1")
    assert (redacted["record"], redacted["state"], redacted["case"]) == (3, "redacted", None)
    assert counts["named"]["redacted"] == {"count": 1, "first": ["#3"]}


def test_the_parquet_file_has_a_row_for_each_case_and_change(
    town: Path, log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", "--db", log, "--parquet", "out.parquet", "--format", "json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    table = pq.read_table("out.parquet")
    rows = table.to_pylist()
    assert len(rows) == len(lines[0]["changes"]) + 1
    owner = next(row for row in rows if row["part"] == "owners" and row["code"] == "debt.arrears")
    assert (owner["record"], owner["case"], owner["old"], owner["new"]) == (1, "K-1", "self_reliance", "welfare_office")
    assert (owner["rules"], owner["how"], owner["times"]) == (["arrears"], "alone", 1)
    assert (rows[-1]["part"], rows[-1]["record"], rows[-1]["new"]) == ("not_compared", 3, "redacted")
    assert b"no contents of cases" in table.schema.metadata[b"holds"]
    assert SECRET not in str(rows)


def test_a_parquet_file_that_is_not_finished_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Table(tmp_path / "out.parquet", book(*RULES)):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_is_not_valid_is_told_and_the_others_go_on(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (town / "cases.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"case": "K-3"}\n')
    assert run("new", "cases.jsonl", "--old", "old", "--lang", "en") == 2
    told = capsys.readouterr()
    assert told.err.startswith("cases.jsonl:3:")
    assert "decided otherwise" in told.out


def test_an_old_rulebook_for_logged_decisions_is_wrong_usage(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--old", "old", "--db", "sqlite:///log.db") == 2
    assert "a logged decision is compared as it was made" in without_blanks(capsys.readouterr().err)


def test_days_choose_among_logged_decisions(town: Path, log: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--db", log, "--since", "2026-04-02", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["cases"]["compared"] == 0
    assert run("new", "--db", log, "--until", "2026-04-01", "--every", "--format", "json") == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["cases"]["compared"] == 2
    assert run("new", "cases.jsonl", "--every") == 2


def test_where_there_is_no_log_that_is_said(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--db", "sqlite:///none.db") == 2
    assert "none.db: there is no log" in capsys.readouterr().err


def test_the_page_needs_nothing_else_and_has_a_table_beside_each_chart(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "cases.jsonl", "--old", "old", "--format", "html", "--lang", "en") == 1
    text = capsys.readouterr().out
    found = stands_alone(text, "en")
    assert found.tags["svg"] >= 4
    assert found.tags["table"] > found.tags["svg"]
    assert found.levels[0] == 1
    assert SECRET not in text


def test_a_page_of_no_change_says_so_without_any_chart() -> None:
    text = page(summed(CASES, book(*RULES)), "ja")
    assert stands_alone(text, "ja").tags["svg"] == 0
    assert "決定が変わるケースはない。" in text


def test_what_the_page_shows_is_escaped() -> None:
    odd = case("debt.arrears", name="<b>&K")
    text = page(summed([odd], book(MOVED, COURT, DEMENTIA, ALONE), book(ARREARS, COURT, DEMENTIA)), "ja")
    stands_alone(text, "ja")
    assert "<code>&lt;b&gt;&amp;K</code>" in text


def test_an_id_that_turns_the_line_around_is_told_without_doing_so(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = json.loads(CASES[0].to_json()) | {"case": "K\u202e1"}
    (town / "odd.jsonl").write_text(json.dumps(given) + "\n", encoding="utf-8")
    assert run("new", "odd.jsonl", "--old", "old", "--lang", "en") == 1
    assert "K?1" in capsys.readouterr().out
