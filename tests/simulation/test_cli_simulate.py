"""`routing conference simulate`."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from routing.cli.app import main

TINY = [
    *("--set", "warm_up=0", "--set", "days=5", "--set", "follow=4", "--set", "routine=[]"),
    *("--replications", "2"),
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """What the command prints on stdout and stderr."""
    with pytest.raises(SystemExit) as ended:
        main(["conference", "simulate", *arguments])
    told = capsys.readouterr()
    assert ended.value.code == code, told.err
    return told.out, told.err


def test_a_scenario_is_told_in_both_languages_and_written_as_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    english, _ = run(capsys, "kinuta-pilot", *TINY, "--lang", "en", "--out", str(tmp_path))
    assert "days until every need has an owner" in english
    assert "Kinuta support center" in english
    japanese, _ = run(capsys, "kinuta-pilot", *TINY, "--out", str(tmp_path))
    assert "全ニーズの担当が" in japanese
    assert "砧あんしんすこやかセンター" in japanese
    rows = parquet.read_table(tmp_path / "summary.parquet").to_pylist()
    (cases,) = (row["mean"] for row in rows if (row["measure"], row["by"]) == ("cases", "all"))
    line = next(line for line in english.splitlines() if line.startswith("new cases"))
    assert f"{cases:.1f}" in line


def test_two_settings_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "kinuta-pilot", *TINY, "--against-set", "answers.silent=1", "--format", "json")
    data = json.loads(out)
    found = {(row["measure"], row["by"]): row for row in data["differences"]}
    assert found["days_to_contact", "all"]["difference"]["mean"] > 0
    assert found["cases", "all"]["difference"]["mean"] == 0


def test_a_sweep_tries_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    vary = ("--vary", "staff.usual=1..2", "--vary", "conference.cadence=weekly,monthly")
    out, _ = run(capsys, "kinuta-pilot", *TINY, "--set", "days=3", "--set", "follow=0", *vary, "--format", "json")
    tried = [ward["set"] for ward in json.loads(out)]
    assert tried == [
        {"staff.usual": staff, "conference.cadence": cadence} for staff in (1, 2) for cadence in ("weekly", "monthly")
    ]


def test_a_sweep_and_a_comparison_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    tiny = (*TINY, "--set", "days=3", "--set", "follow=0", "--lang", "en")
    out, _ = run(capsys, "kinuta-pilot", *tiny, "--vary", "staff.usual=1,2")
    assert "staff.usual" in out
    assert "difference from the first setting" in out
    out, _ = run(capsys, "kinuta-pilot", *tiny, "--against", "kinuta-pilot")
    assert "second less" in out


def test_a_report_is_written_as_a_page_beside_the_summary(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tiny = (*TINY, "--set", "days=3", "--set", "follow=0", "--lang", "en", "--report", str(tmp_path / "page.html"))
    out, told = run(capsys, "kinuta-pilot", *tiny)
    assert "new cases" in out
    assert "the report is in" in told
    assert '<html lang="en">' in (tmp_path / "page.html").read_text(encoding="utf-8")
    page, _ = run(capsys, "kinuta-pilot", *tiny, "--format", "html")
    assert page == (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_comparison_and_a_sweep_are_written_as_pages_with_their_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tiny = (*TINY, "--set", "days=3", "--set", "follow=0", "--lang", "en", "--report", str(tmp_path / "page.html"))
    run(capsys, "kinuta-pilot", *tiny, "--against-set", "answers.silent=1", "--out", str(tmp_path / "two"))
    assert "Paired differences" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert parquet.read_table(tmp_path / "two" / "changes.parquet").to_pylist()[0]["path"] == "answers.silent"
    run(capsys, "kinuta-pilot", *tiny, "--vary", "staff.usual=1,2", "--out", str(tmp_path / "sweep"))
    assert "difference from the first setting" in (tmp_path / "page.html").read_text(encoding="utf-8")
    rows = parquet.read_table(tmp_path / "sweep" / "sweep.parquet").to_pylist()
    assert {row["setting"] for row in rows} == {"staff.usual=1", "staff.usual=2"}


def test_a_folder_that_is_missing_is_told_before_anything_is_simulated(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, told = run(capsys, "kinuta-pilot", "--report", str(tmp_path / "nowhere" / "page.html"), code=2)
    assert "there is no folder" in told
    assert "replications" not in told


def test_the_events_go_into_an_empty_store_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'events.db'}"
    tiny = (*TINY, "--set", "days=3", "--set", "follow=0", "--events", url)
    _, told = run(capsys, "kinuta-pilot", *tiny)
    assert "decisions of the first replication written" in told
    _, told = run(capsys, "kinuta-pilot", *tiny, code=2)
    assert "the store is not empty" in told


def test_the_simulated_history_is_read_by_the_commands_of_the_desk_and_the_audit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'events.db'}"
    run(capsys, "kinuta-pilot", *TINY, "--events", url)
    now = ("--now", "2014-09-05T10:00")
    for arguments, told in (
        (("desk", "report", *now), "what became of the referrals"),
        (("desk", "board", *now), "open referrals"),
        (("audit", "flow"), "Opened → Community general support center"),
        (("audit", "gaps", "--by", "district"), "kinuta"),
        (("audit", "replay"), "equal to the byte"),
    ):
        language = () if "replay" in arguments else ("--lang", "en")
        with pytest.raises(SystemExit) as ended:
            main([*arguments, *language, "--db", url])
        out = capsys.readouterr()
        assert (ended.value.code, told in out.out + out.err) == (0, True), (arguments, out)
    with pytest.raises(SystemExit) as ended:
        main(["audit", "export", "--db", url, "--out", str(tmp_path / "events.json")])
    assert ended.value.code == 0
    assert json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))["events"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "there is no scenario `nowhere`"),
        (("kinuta-pilot", "--set", "staff.usual"), "PATH=VALUE"),
        (("kinuta-pilot", "--set", "staff.usual=none"), "staff.usual"),
        (("kinuta-pilot", "--vary", "staff.usual=6..2"), "low..high"),
        (("kinuta-pilot", "--vary", "staff.usual=[1],2"), "each a number or a word"),
        (("kinuta-pilot", "--vary", "staff.usual=1,2", "--against", "kinuta-pilot"), "without --against"),
        (("kinuta-pilot", "--vary", "staff.usual=1..60", "--vary", "seed=1..60"), "at most 100 combinations"),
    ],
)
def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str) -> None:
    _, error = run(capsys, *arguments, code=2)
    assert told in error
    assert "Traceback" not in error


def test_an_interval_that_was_not_reached_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    few = "replications={least: 2, most: 2, measure: cases, within: 0.001}"
    out, _ = run(capsys, "kinuta-pilot", *TINY[:-2], "--set", "days=3", "--set", few, "--lang", "en", code=1)
    assert "The wanted interval was not reached." in out
