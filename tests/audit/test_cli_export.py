"""`routing audit export`: the store or the log as files for other tools."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from routing.cli.app import main


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "export", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_store_is_written_in_each_form(busy_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = f"sqlite:///{busy_file}"
    assert run("--db", db, "--out", tmp_path / "log.json") == 0
    events = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))["events"]
    assert run("--db", db, "--out", tmp_path / "log.sqlite", "--format", "ocel-sqlite") == 0
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM event").fetchone() == (len(events),)
    assert run("--db", db, "--out", tmp_path / "tables", "--format", "parquet") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert run("--db", db, "--out", tmp_path / "tables", "--format", "parquet") == 2
    assert "decisions.parquet: file exists" in capsys.readouterr().err
    assert run("--db", db, "--out", tmp_path / "log.json") == 2
    assert "log.json: the file exists already" in capsys.readouterr().err
    assert [line.split(",")[0] for line in told.err.splitlines()] == [f"{len(events)} events"] * 3
    assert sorted(path.stem for path in (tmp_path / "tables").iterdir()) == [
        "decisions",
        "events",
        "owners",
        "referrals",
    ]


def test_ids_are_pseudonyms_with_a_key(busy_file: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("0f" * 32, encoding="ascii")
    out = tmp_path / "log.json"
    assert run("--db", f"sqlite:///{busy_file}", "--out", out, "--pseudonyms", tmp_path / "key") == 0
    text = out.read_text(encoding="utf-8")
    assert "case:K" not in text
    assert '"log:1"' in text


def test_an_exported_log_is_read_instead_of_a_store(
    busy_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["log", "export", "--values", "--rulebooks", "--db", f"sqlite:///{busy_file}"])
    (tmp_path / "whole.log").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run("--export", tmp_path / "whole.log", "--out", tmp_path / "log.json") == 0
    events = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))["events"]
    assert sorted(event["id"] for event in events) == ["log:1", "log:2", "log:3", "log:4", "log:5"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--db", "sqlite:///nowhere.db", "--out", "x"), "nowhere.db: there is no desk"),
        (("--out", "x", "--pseudonyms", "nowhere.key"), "the key file cannot be read"),
        ((), "Missing option '--out'"),
    ],
)
def test_what_cannot_be_done_ends_with_2(
    arguments: tuple[str, ...],
    said: str,
    busy_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROUTING_DESK_DB", f"sqlite:///{busy_file}")
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err
    assert not Path("x").exists()
