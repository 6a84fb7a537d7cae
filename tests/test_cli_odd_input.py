"""`routing rules` with what nobody should give it: it says so in a line, and never shows a traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
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


@pytest.mark.unmeasured
def test_what_was_not_analysed_stands_on_lines_of_its_own(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    routing("rules", "check", "base")
    lines = capsys.readouterr().out.splitlines()
    assert "help: pip install 'referral-routing[workshop]'" in lines


needs_groups = pytest.mark.skipif(shutil.which("ps") is None, reason="there is no `ps` to see processes with")


def at_work(pack: Path) -> subprocess.Popen[bytes]:
    """`mutate` with two processes, both of them at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "routing", "rules", "mutate", "generic", "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # it is ignored where a shell runs this behind
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    until = time.monotonic() + 60
    while len(of_group(process.pid)) < 3 and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    return process


@needs_groups
def test_an_interrupt_ends_the_processes_of_mutate_without_a_word(pack: Path) -> None:
    process = at_work(pack)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"")
    assert of_group(process.pid) == []


@needs_groups
def test_a_process_of_mutate_that_is_stopped_is_told_in_a_line(pack: Path) -> None:
    process = at_work(pack)
    os.kill(max(of_group(process.pid)), signal.SIGKILL)
    output, errors = process.communicate(timeout=60)
    assert errors.decode().splitlines() == [
        "a process that tried mutants was stopped from outside",
        "help: where memory is short, give fewer --jobs",
    ]
    assert (process.returncode, output) == (2, b"")


def of_group(group: int) -> list[int]:
    """The processes of a group."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True, check=True)
    pairs = (line.split() for line in listed.stdout.splitlines())
    return [int(pid) for pid, pgid in pairs if int(pgid) == group]


@pytest.mark.parametrize("command", ["show national", "check base", "offices okayama", "coverage base"])
def test_a_reader_that_goes_away_is_not_told_as_findings(command: str, pack: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    run = [sys.executable, "-m", "routing", "rules", *command.split()]
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        run, stdout=theirs, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}, timeout=120, check=False
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_table_in_a_file_has_no_colours(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert routing("rules", "coverage", "base", "--out", "result") == 0
    assert routing("rules", "show", "base", "elder-alone", "--out", "page") == 0
    assert "\x1b" not in Path("result").read_text("utf-8") + Path("page").read_text("utf-8")


def test_a_rule_that_is_not_there_is_told_without_what_steers_a_terminal(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "mutate", "base", "--rule", "x\x1b[31m") == 2
    assert "adds no rule `x?[31m`" in capsys.readouterr().err


def test_a_folder_without_cases_is_no_comparison(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("cases").mkdir()
    assert routing("rules", "diff", "base", "base", "--cases", "cases") == 2
    output = capsys.readouterr()
    assert output.err.startswith("cases: the folder holds no case\nhelp: ")
    assert output.out == ""


def test_cases_that_neither_version_takes_are_counted(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree("base", "new")
    text = Path("new/topic.yaml").read_text("utf-8")
    Path("new/topic.yaml").write_text(text.replace("p.age >= 65", "p.age >= 70"), "utf-8")
    Path("case.yaml").write_text(
        "{case: K-1, as_of: 2026-04-01, municipality: anywhere, received_by: support_center, persons: [{id: a}],"
        " needs: [{id: n1, person: a, code: nobody.knows}]}",
        "utf-8",
    )
    routing("rules", "diff", "base", "new", "--cases", "case.yaml", "--generated", "0", "--lang", "en")
    output = capsys.readouterr()
    assert "\ncases that neither takes: 1\n" in output.out
    assert "nobody.knows" not in output.out + output.err


def test_a_rule_of_another_time_is_not_said_to_be_missing(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("base/topic.yaml").read_text("utf-8")
    Path("base/topic.yaml").write_text(
        text.replace("  - id: elder-alone\n", "  - id: elder-alone\n    in_force: {from: 2020-01-01}\n"), "utf-8"
    )
    assert routing("rules", "show", "base", "elder-alone", "--on", "2019-12-31") == 2
    assert capsys.readouterr().err.startswith(
        "base: no version of the rule `elder-alone` is in force on 2019-12-31\nhelp: "
    )
