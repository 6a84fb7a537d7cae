"""`routing rules test --update`: expectations follow the decision, shown first, and nothing else changes."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.quality.testing.splice import edits_to, with_edits
from routing.rulebook import bundled_names
from routing.rulebook.packs import bundled_folder
from routing.source import load_yaml
from tests.rulebooks import DATA, texts
from tests.test_cli_route import routing

HEAD = """\
tests:
  # kept
  - name: {ja: 試験, en: Test}   # its name
    case: {case: T-1, as_of: 2026-04-01, municipality: anywhere, received_by: support_center,
           persons: [{id: a, age: 82}],
           needs: [{id: n1, person: a, code: care.dementia_suspected}, {id: n2, person: a, code: debt.arrears}]}
    expect:"""
OTHER = """
  - name: {ja: 別, en: Other}
    case: {case: T-1, as_of: 2026-04-01, municipality: anywhere, received_by: support_center,
           persons: [{id: a, age: 82}]}
    expect: {lead: support_center,   fires: []}    # passes
"""
UPDATES = {
    " {lead: health_center}": " {lead: support_center}",
    " {backup: }": " {backup: advice}",
    " {gaps: [n2, x], supports: [y]}": " {gaps: [n2], supports: []}",
    " {fires: {includes: [dementia, elder-alone]}}": " {fires: {includes: [dementia]}}",
    " {not_fires: [elder-alone, dementia]}": " {not_fires: [elder-alone]}",
    " {parts: {lead: {to: x, about: [b]}, duties: [{to: x}]}}": (
        " {parts: {lead: {to: support_center, about: [a]}, duties: []}}"
    ),
    " {parts: {gaps: [{code: x}], questions: [{about: a, property: x}]}}": (
        " {parts: {gaps: [{code: debt.arrears}], questions: [{about: [a], property: alone}]}}"
    ),
    " {parts: {owners: [{need: n1, tier: specialist, to: support_center}, {need: n1, tier: x}], backup: {level: x}}}": (
        " {parts: {owners: [{need: n1, tier: specialist, to: support_center}], backup: {level: advice}}}"
    ),
    """
      lead: health_center  # who
      backup:
""": """
      lead: support_center  # who
      backup: advice
""",
    """
      gaps:
        - x
        - n2  # kept
      lead: null""": """
      gaps:
        - n2  # kept
      lead: support_center""",
    "\n      fires:\n        - elder-alone\n": "\n      fires:\n        - dementia\n",
    """
      supports:
        - x
      gaps:
        - n2""": """
      supports: []
      gaps:
        - n2""",
    """
      owners:
        n1: x # who
        n2: y
""": """
      owners:
        n1: support_center # who
""",
    "\n      owners:\n        n2: y\n": "\n      owners: {}\n",
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    for name, text in texts(DATA / "base").items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("before", UPDATES)
def test_only_what_differs_is_rewritten(before: str, pack: Path) -> None:
    file = pack / "topic_test.yaml"
    file.write_text(HEAD + before + "\n" + OTHER, "utf-8")
    assert routing("rules", "test", pack, "--update", "--yes") == 0
    assert file.read_text("utf-8") == HEAD + UPDATES[before] + "\n" + OTHER
    assert routing("rules", "test", pack) == 0


def test_what_is_rewritten_is_shown_without_being_asked_for(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "topic_test.yaml").write_text(HEAD + " {lead: null}\n", "utf-8")
    routing("rules", "test", pack, "--update", "--yes")
    place = f"{pack.as_posix()}/topic_test.yaml"
    shown = ["  - lead: null", "  + lead: support_center", f"rewritten: {place}"]
    assert capsys.readouterr().err.splitlines() == [f"{place}:3 試験", *shown]


def test_without_a_terminal_nothing_is_rewritten_unless_told_so(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = pack / "topic_test.yaml"
    file.write_text(HEAD + " {lead: null}\n", "utf-8")
    assert routing("rules", "test", pack, "--update") == 2
    assert file.read_text("utf-8") == HEAD + " {lead: null}\n"
    assert "give --yes" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "code", "lead"), [("y", 0, "support_center"), ("n", 1, "null")])
def test_at_a_terminal_each_test_is_asked_about(answer: str, code: int, lead: str, pack: Path) -> None:
    file = pack / "topic_test.yaml"
    file.write_text(HEAD + " {lead: null}\n", "utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "routing", "rules", "test", str(pack), "--update"]
    os.write(ours, f"{answer}\n".encode())
    try:
        ran = subprocess.run(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, timeout=60, check=False)
    finally:
        os.close(theirs)
        os.close(ours)
    assert ran.returncode == code
    assert file.read_text("utf-8") == HEAD + f" {{lead: {lead}}}\n"


def test_a_comment_that_would_be_lost_keeps_a_file_as_it_is(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + "\n      supports:\n        - x  # why\n"
    file = pack / "topic_test.yaml"
    file.write_text(text, "utf-8")
    assert routing("rules", "test", pack, "--update", "--yes") == 2
    assert file.read_text("utf-8") == text
    assert f"{pack.as_posix()}/topic_test.yaml:3:1: the expectations cannot be rewritten" in capsys.readouterr().err


def test_tests_that_pass_are_not_touched(pack: Path) -> None:
    file = pack / "topic_test.yaml"
    file.write_text("tests:" + OTHER, "utf-8")
    before = file.stat().st_ino
    assert routing("rules", "test", pack, "--update", "--yes") == 0
    assert file.stat().st_ino == before


NAMES = st.sampled_from(["a", "b", "c d", "x: y", "null", "相談", "1", "- z", "it's", "#"])


@given(old=st.lists(NAMES, unique=True), new=st.lists(NAMES, unique=True), block=st.booleans())
def test_a_list_that_is_spliced_in_is_read_back_as_a_set(old: list[str], new: list[str], block: bool) -> None:
    import yaml

    wanted = [name for name in old if name in new] + [name for name in new if name not in old]
    text = yaml.safe_dump({"x": {"list": old, "after": [1]}}, default_flow_style=not block, allow_unicode=True)
    document = load_yaml(text)
    result = load_yaml(with_edits(document.text, edits_to(document, ("x", "list"), wanted))).data
    assert result == {"x": {"list": wanted, "after": [1]}}


def spoiled(line: str) -> str:
    """A line of a test that expects otherwise: another lead and owner, a support more, no firing of what fires."""
    if "expect:" not in line:
        return line
    line = re.sub(r"\blead: \w+", "lead: npo", line)
    line = re.sub(r"\bsupports: \[", "supports: [npo, ", line)
    line = re.sub(r"\bowners: {(\S+): \w+", r"owners: {\1: npo", line)
    if "not_fires:" in line:  # a field stands once in a map
        return line
    return re.sub(r"fires: {includes: \[([\w-]+)", r"not_fires: [\1], fires: {includes: [\1", line)


def update_all(name: str, tmp_path: Path) -> None:
    home = bundled_folder()
    assert home is not None
    folder = tmp_path / name
    folder.mkdir()
    before = {path.name: path.read_text("utf-8").split("\n") for path in sorted((home / name).glob("*.yaml"))}
    for file, lines in before.items():
        (folder / file).write_text("\n".join(map(spoiled, lines)), "utf-8")
    assert routing("rules", "test", folder, "--format", "json") == 1
    assert routing("rules", "test", folder, "--format", "json", "--update", "--yes") == 0
    assert routing("rules", "test", folder, "--format", "json") == 0
    for file, lines in before.items():
        after = (folder / file).read_text("utf-8").split("\n")
        assert all(old == new or "expect:" in old for old, new in zip(lines, after, strict=True))


@pytest.mark.unmeasured
def test_a_shipped_pack_whose_expectations_were_spoiled_passes_after_an_update(tmp_path: Path) -> None:
    update_all("shiki", tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name in bundled_names() if name != "shiki"])
def test_every_shipped_pack_whose_expectations_were_spoiled_passes_after_an_update(name: str, tmp_path: Path) -> None:
    update_all(name, tmp_path)
