"""The command line as a whole: help, exit codes, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from routing import __version__
from routing.cli.app import app, main
from routing.cli.outcome import BAD_INPUT, INTERRUPTED, run
from routing.errors import RoutingError

ROOT = Path(__file__).parent.parent


def every_command(command: click.Command = app, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(("routing", *path)), command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from every_command(below, (*path, name))


COMMANDS = list(every_command())
LEAVES = [(path, command) for path, command in COMMANDS if not isinstance(command, click.Group)]


def start(*arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "routing", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        **options,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_has_help_with_examples(path: str, command: click.Command) -> None:
    assert command.help
    assert "Examples:" in command.help
    assert f"{path} " in command.help.split("Examples:")[1]


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[path for path, _ in LEAVES])
def test_every_option_says_what_it_is(path: str, command: click.Command) -> None:
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("path", [path for path, _ in LEAVES])
def test_every_command_stands_in_the_documents(path: str) -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(path in document.read_text(encoding="utf-8") for document in documents)


def test_every_command_says_its_exit_codes() -> None:
    assert [path for path, command in LEAVES if "Exit codes:" not in (command.help or "")] == []


def test_the_version_is_that_of_the_package() -> None:
    process = start("--version")
    assert process.communicate()[0].strip() == f"routing, version {__version__}"


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("route",), ("route", "--lang", "fr", "x"), ("rules",)])
def test_wrong_usage_is_told_on_stderr_and_exits_with_2(arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    output, errors = process.communicate()
    assert (process.returncode, output) == (2, "")
    assert "Usage:" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-m", "routing", "rules", "check", "national"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(writing)
    errors = process.communicate()[1]
    assert (process.returncode, errors) == (141, b"")


def test_help_and_wrong_usage_end_alike_when_called_from_python(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, code in ((["--help"], 0), (["route", "--help"], 0), (["route", "--lang", "fr", "x"], 2)):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == code
        output, errors = capsys.readouterr()
        assert "Usage:" in (errors if code else output)


def test_an_interrupted_command_ends_with_130() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert run(interrupted) == INTERRUPTED


def test_an_error_made_on_purpose_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    def wrong() -> int:
        raise RoutingError("the graph is frozen")

    assert run(wrong) == BAD_INPUT
    assert capsys.readouterr() == ("", "the graph is frozen\n")


def test_a_file_that_the_system_refuses_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> int:
        raise PermissionError(13, "Permission denied", "case.yaml")

    assert run(refused) == BAD_INPUT
    assert capsys.readouterr().err == "case.yaml: permission denied\n"


def test_a_fault_of_the_program_itself_is_not_hidden() -> None:
    def faulty() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(faulty)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_the_result_is_utf_8_whatever_the_locale_says(encoding: str) -> None:
    process = start("rules", "test", "national", env={**os.environ, "PYTHONIOENCODING": encoding})
    output = process.communicate()[0]
    assert process.returncode == 0
    assert any(ord(character) > 0x3000 for character in output)
