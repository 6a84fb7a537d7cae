"""Every example runs, and prints what is recorded beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from routing.case import Case
from routing.errors import CaseError

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "examples").glob("*.sh")])
CASES = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))


def run(example: Path, bin: Path) -> subprocess.CompletedProcess[str]:
    """Run an example in the checkout, with the command `routing` on the path, on a terminal of 100 columns."""
    command = bin / "routing"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m routing "$@"\n')
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C",  # the same order of files everywhere
    }
    interpreter = sys.executable if example.suffix == ".py" else "sh"
    return subprocess.run(
        [interpreter, str(example)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_prints_what_is_recorded(example: Path, tmp_path: Path) -> None:
    ran = run(example, tmp_path)
    recorded = example.with_suffix(".out").read_text(encoding="utf-8")
    assert [line.rstrip() for line in ran.stdout.splitlines()] == recorded.splitlines()
    assert ran.returncode == 0


def test_there_are_examples_and_none_records_an_output_alone() -> None:
    assert EXAMPLES
    recorded = {path.stem for path in (ROOT / "examples").glob("*.out")}
    assert recorded == {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_kinuta_case_is_valid_and_says_whether_it_is_invented(path: Path) -> None:
    case = Case.load(path)
    assert not isinstance(case, CaseError)
    assert case.municipality == "setagaya"
    assert path.read_text(encoding="utf-8").startswith(("# Invented: ", "# Published: "))
