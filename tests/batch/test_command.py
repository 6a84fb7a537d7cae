"""`routing batch`: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.cases import HEAD, RULES, aged, content, rejects, text, write_lines
from tests.test_cli_route import ROOT, routing

EARLY = """
import sys
import routing, routing.cli, routing.batch
packages = {"pyarrow", "distributed", "numpy"}
print(sorted(packages & set(sys.modules)))
import routing.batch.spread
for package, dask in (("pyarrow", None), ("distributed", "tcp://127.0.0.1:1")):
    sys.modules[package] = None  # what find_spec meets where a package is not installed
    try:
        list(routing.batch.spread(print, [], dask=dask))
    except routing.batch.BatchExtraMissing as told:
        print(told)
    del sys.modules[package]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


def test_it_says_what_it_did_and_does_nothing_again(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = write_lines(tmp_path / "c.jsonl", aged(5)), tmp_path / "out"
    arguments = ("batch", given, "--out", out, "--rulebook", pack, "--format", "jsonl", "--workers", 1)
    assert routing(*arguments) == 0
    said = {"cases": 5, "rejected": 0, "fail_safe": 0, "parts": 1}
    output, errors = capsys.readouterr()
    assert (json.loads(output), errors) == (said, "")
    before = content(out)
    assert routing(*arguments) == 0
    output, errors = capsys.readouterr()
    assert (json.loads(output), errors) == (said, "there is nothing to do: the run is done\n")
    assert content(out) == before


def test_rejects_make_the_exit_code_1(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = write_lines(tmp_path / "c.jsonl", [text("K-1"), "{"])
    assert routing("batch", given, "--out", tmp_path / "out", "--rulebook", pack, "--workers", 1) == 1
    assert json.loads(capsys.readouterr().out)["rejected"] == 1
    assert rejects(tmp_path / "out")[0]["line"] == 2


def test_without_a_rulebook_each_case_goes_to_the_one_that_serves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = write_lines(tmp_path / "c.jsonl", [text("K-1")])
    assert routing("batch", given, "--out", tmp_path / "out", "--format", "jsonl", "--workers", 1) == 0
    capsys.readouterr()
    assert json.loads((tmp_path / "out" / "part-00000.jsonl").read_text())["rulebook"]["id"] == "generic"
    assert list(json.loads((tmp_path / "out" / "manifest.json").read_text())["rulebook"]) == ["bundled"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.jsonl"], "none.jsonl: no such file or directory"),
        (["c.jsonl", "c.jsonl"], "c.jsonl: the file is named twice\nhelp: name each file once"),
        (["c.jsonl", "--rulebook", "nowhere"], "there is no rulebook `nowhere`"),
        (["c.jsonl", "--workers", "0"], "Invalid value for '--workers'"),
        (["c.jsonl", "--workers", "2", "--dask", "tcp://127.0.0.1:1"], "give one of them"),
        (["c.jsonl", "--dask", "no address"], "the cluster at `no address` cannot be reached"),
    ],
)
def test_what_cannot_be_begun_has_the_exit_code_2_and_one_sentence(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "c.jsonl", aged(1))
    assert routing("batch", "--out", "out", *arguments) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert said in errors
    assert "Traceback" not in errors


def test_progress_goes_to_a_terminal_only(pack: Path, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", aged(5))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "routing", "batch", given, "--out", tmp_path / "out", "--rulebook", pack]
    ran = subprocess.run(
        [*command, "--workers", "1"], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, check=True, text=True
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(1 << 16).decode()
    assert "5 decided" in shown
    assert json.loads(ran.stdout)["cases"] == 5


def test_packages_are_loaded_late_and_one_that_is_missing_is_named() -> None:
    ran = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines() == [
        "[]",
        "a batch needs pyarrow, which is not installed",
        "help: pip install 'referral-routing[batch]'",
        "a batch on a cluster needs distributed, which is not installed",
        "help: pip install 'referral-routing[dask]'",
    ]
