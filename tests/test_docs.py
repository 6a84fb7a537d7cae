"""The documents tell the truth: what they show is run, and prints what they say."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.documents import Block, as_expected, blocks, commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "rules").rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
RUNNABLE = {"python", "console"}


def load(text: str) -> Any:
    return yaml.safe_load(text)


def name(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder as the documents assume it: the checkout's examples and rules, and the command `routing`."""
    for part in ("examples", "rules"):
        (tmp_path / part).symlink_to(ROOT / part)
    command = tmp_path / ".bin" / "routing"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m routing "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_commands(block: Block) -> None:
    for command, expected in commands(block):
        ran = subprocess.run(
            command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
        )
        assert as_expected(ran.stdout, expected), f"line {block.line}: `{command}` printed:\n{ran.stdout}"


def run_python(block: Block, expected: str | None, namespace: dict[str, object], document: Path) -> None:
    printed = io.StringIO()
    code = compile("\n" * block.line + block.text, str(document), "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, namespace)
    if expected is not None:
        assert as_expected(printed.getvalue(), expected), f"line {block.line} printed:\n{printed.getvalue()}"


@pytest.mark.unmeasured
@pytest.mark.parametrize("document", [d for d in DOCUMENTS if any(b.language in RUNNABLE for b in blocks(d))], ids=name)
def test_what_a_document_shows_runs_and_prints_what_it_says(document: Path, folder: Path) -> None:
    found = blocks(document)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block, after in zip(found, [*found[1:], None], strict=True):
        file = re.match(r"# file: (\S+)\n", block.text)
        if block.language == "yaml" and file:
            target = folder / file[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            run_commands(block)
        elif block.language == "python":
            expected = after.text if after and after.language == "text" and after.directly else None
            run_python(block, expected, namespace, document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in targets if not (document.parent / link).exists()] == []


def test_a_rule_that_the_readme_shows_is_one_of_the_packs() -> None:
    texts = [block.text for block in blocks(ROOT / "README.md") if block.text.startswith("- id:")]
    shown = [rule for text in texts for rule in load(text)]
    assert shown
    written = [path.read_text(encoding="utf-8") for path in (ROOT / "rules").glob("*/*.yaml")]
    files = [load(text) for text in written if any(f"- id: {rule['id']}\n" in text for rule in shown)]
    shipped = {rule["id"]: rule for file in files if isinstance(file, dict) for rule in file.get("rules", ())}
    for rule in shown:  # less its basis and notes, which the README leaves out
        assert rule == {key: shipped[rule["id"]][key] for key in rule}


def test_the_readme_runs_something_in_both_ways() -> None:
    assert {block.language for block in blocks(ROOT / "README.md")} >= RUNNABLE


def test_an_expected_output_with_dots_stands_for_any_lines_and_nothing_else() -> None:
    assert as_expected("a\nb\nc\n", "a\n...\nc\n")
    assert as_expected("a\nc\n", "a\n...\nc\n")
    assert not as_expected("a\nb\nd\n", "a\n...\nc\n")
    assert not as_expected("a\nb\n", "a\n")
