"""Rulebooks with one planted fault each: `rules check` finds it, and says it as the file beside it expects."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from routing.case import Case
from routing.quality.check import CODES, Finding, check_rulebook
from routing.quality.check.witnesses import as_yaml
from routing.router import Router
from routing.rulebook import Rulebook

FAULTY = Path(__file__).parent / "conformance" / "faulty"
FOLDERS = sorted(folder for folder in FAULTY.iterdir() if (folder / "expected.txt").is_file())

pytest.importorskip("z3", reason="the solver is not installed")

checked = functools.cache(check_rulebook)


def measured(folders: list[Path]) -> list[Any]:
    """Rulebooks to judge; coverage is measured on the first five of each fault, and not of the many like them."""
    seen: Counter[str] = Counter()
    told: list[Any] = []
    for folder in folders:
        lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
        codes = {line.split()[1] for line in lines} or {"sound"}
        alike = all(seen[code] >= 5 for code in codes)
        told.append(pytest.param(folder, marks=pytest.mark.unmeasured if alike else ()))
        seen.update(codes)
    return told


def line(finding: Finding, folder: Path) -> str:
    """One finding as `expected.txt` has it."""
    place = str(finding.place).replace(f"{folder.as_posix()}/", "").replace(f"{FAULTY.as_posix()}/", "../")
    shown = " (witness)" if finding.witness is not None else ""
    return f"{finding.severity} {finding.code} {place}{shown}: {finding.text[1]}"


@pytest.mark.parametrize("folder", measured(FOLDERS), ids=lambda folder: folder.name)
def test_the_planted_fault_is_found_and_nothing_else_is(folder: Path) -> None:
    report = checked(folder)
    found = sorted(line(finding, folder) for finding in report.findings)
    assert found == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("code", sorted(CODES.keys() - {"unsettled"}))
def test_there_is_a_rulebook_with_each_kind_of_fault(code: str) -> None:
    expected = [(folder / "expected.txt").read_text(encoding="utf-8") for folder in FOLDERS]
    assert any(f" {code} " in text for text in expected)


@pytest.mark.parametrize("folder", [f for f in FOLDERS if f.name.startswith("sound-")], ids=lambda folder: folder.name)
def test_a_sound_rulebook_has_no_findings(folder: Path) -> None:
    assert checked(folder).findings == ()


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if "(witness)" in (f / "expected.txt").read_text("utf-8")], ids=lambda f: f.name
)
def test_a_witness_is_a_case_that_the_rulebook_routes_and_in_which_a_rule_it_is_about_fires(folder: Path) -> None:
    router = Router(Rulebook.load(folder), cross_check=False)
    for finding in checked(folder).findings:
        if finding.witness is not None:
            case = Case.parse(as_yaml(finding.witness))
            router.route(case)
            fired = {firing.rule.id for firing in router.fire(case).fired}
            assert finding.code == "need-unowned" or fired & set(finding.rules)
