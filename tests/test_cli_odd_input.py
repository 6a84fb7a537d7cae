"""`routing rules` with what nobody should give it: it says so in a line, and never shows a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rulebooks import DATA, texts
from tests.test_cli_route import routing

ODD = os.fsdecode(b"odd\xff")
"""A name that is no UTF-8."""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    for name, text in texts(DATA / "base").items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def odd(folder: Path, name: str = ODD) -> Path:
    """The folder under a name that is no UTF-8, where the system has such names."""
    try:
        return folder.rename(folder.with_name(name))
    except OSError:
        pytest.skip("the file system has no names that are not UTF-8")


WRITING = [
    ("coverage", "base", "--out"),
    ("coverage", "base", "--format", "html", "--out"),
    ("mutate", "base", "--write"),
    ("show", "base", "--format", "html", "--out"),
    ("convert", "base/topic.yaml", "--to", "csv", "--out"),
]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_file_in_a_folder_that_is_not_there_is_refused_before_the_work(
    command: tuple[str, ...], pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", *command, "nowhere/result") == 2
    output = capsys.readouterr()
    assert output.err == "nowhere/result: there is no such folder\nhelp: make `nowhere` first\n"
    assert output.out == ""


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_link_to_nowhere_counts_as_a_file_that_is_there(
    command: tuple[str, ...], pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = Path("result")
    link.symlink_to("nowhere")
    assert routing("rules", *command, "result") == 2
    output = capsys.readouterr()
    assert output.err == "result: the file exists already\nhelp: name a new one, or remove it first\n"
    assert output.out == ""
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("command", ["coverage", "show"])
def test_a_page_about_a_folder_whose_name_is_no_utf8_is_written(command: str, pack: Path) -> None:
    folder = odd(pack)
    assert routing("rules", command, folder.name, "--format", "html", "--out", "page.html") == 0
    assert Path("page.html").read_text("utf-8").endswith("</html>\n")


def test_sarif_names_a_file_whose_name_is_no_utf8(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "topic.yaml").write_text("rules: 1\n", "utf-8")
    routing("rules", "check", odd(pack).name, "--format", "sarif")
    [result] = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "odd%FF/topic.yaml"


def test_a_list_of_tests_tells_which_rulebook_it_could_not_read(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "topic.yaml").write_text("rules: 1\n", "utf-8")
    assert routing("rules", "test", "base", "--list") == 2
    assert "base/topic.yaml:1:" in capsys.readouterr().err


def test_witnesses_are_refused_before_the_rulebooks_are_compared(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").symlink_to("nowhere")
    assert routing("rules", "diff", "base", "base", "--generated", "0", "--witness", "taken") == 2
    output = capsys.readouterr()
    assert output.err == "taken: file exists\n"
    assert output.out == ""


def test_no_schema_is_written_for_the_modelines_of_a_rulebook_that_is_not_there(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "schema", "--out", "schemas", "--modelines", "bsae") == 2
    output = capsys.readouterr()
    assert output.err.startswith("there is no rulebook `bsae`\nhelp: ")
    assert output.out == ""
    assert not Path("schemas").exists()


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_file_without_a_name_is_refused(
    command: tuple[str, ...], pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", *command, "") == 2
    output = capsys.readouterr()
    assert output.err == "the name of the file to write is empty\nhelp: name a new file\n"
    assert output.out == ""


@pytest.mark.parametrize("day", ["2026-4-1", "２０２６-04-01"])
@pytest.mark.parametrize("command", [("diff", "base", "base"), ("show", "base"), ("offices", "base")])
def test_a_day_is_written_in_one_way_everywhere(
    command: tuple[str, ...], day: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", *command, "--on", day) == 2
    assert "must be a date, written YYYY-MM-DD" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("command", ["check", "mutate"])
def test_progress_takes_no_name_of_a_folder_for_markup(command: str, pack: Path) -> None:
    import pty

    Path("x[").mkdir()
    pack.rename("x[/red]")
    ours, theirs = pty.openpty()
    run = [sys.executable, "-m", "routing", "rules", command, "x[/red]", "--format", "json"]
    paths = os.pathsep.join(sys.path)  # the same tree as that of these tests
    done = subprocess.run(
        run, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "PYTHONPATH": paths}, timeout=120, check=False
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode in (0, 1), said
    assert "x[/red]: " in said


def test_what_was_not_analysed_stands_on_lines_of_its_own(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    routing("rules", "check", "base")
    lines = capsys.readouterr().out.splitlines()
    assert "help: pip install 'referral-routing[workshop]'" in lines
