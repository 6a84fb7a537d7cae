"""The numbers of scale: cases as they are said to be, and a page that says what was measured."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.report import filled
from benchmarks.scale import MEASURED, PAGE, Place, core_seconds, record, sections
from benchmarks.workload.counter import counter_cases
from routing import Case, Router, Rulebook

GIVEN = list(counter_cases(1, 4000))


def share(of: int) -> float:
    return of / len(GIVEN)


def test_the_page_has_the_tables_that_follow_from_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    made = sections(json.loads(MEASURED.read_text(encoding="utf-8")), 0.05, 0.023)
    assert all(f"<!-- {name} -->\n{text}\n<!-- end -->" in page for name, text in made.items())
    assert filled(page, made) == page


def test_a_core_second_counts_both_cores_from_the_start_of_a_run_to_its_end() -> None:
    assert core_seconds({"seconds": 80.0, "cases": 1_000_000}) == pytest.approx(0.00016)


def test_the_busiest_hour_is_three_times_the_mean() -> None:
    assert Place("x", 245 * 8 * 3600).busiest == 3


def test_what_is_measured_again_takes_the_place_of_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.scale.MEASURED", tmp_path / "scale.json")
    record("batch", "a", {"cases": 1})
    record("batch", "b", {"cases": 2})
    record("batch", "a", {"cases": 3})
    assert json.loads((tmp_path / "scale.json").read_text()) == {"batch": {"a": {"cases": 3}, "b": {"cases": 2}}}


def test_cases_of_a_counter_are_the_same_wherever_they_are_made() -> None:
    text = json.dumps(list(counter_cases(1, 200)), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "741d1187902ab211"


def test_a_case_of_a_counter_hangs_on_its_number_alone() -> None:
    assert list(counter_cases(1, 3, 5)) == GIVEN[5:8]


def test_households_of_a_counter_come_in_the_published_shares() -> None:
    alone = sum(len(case["persons"]) == 1 for case in GIVEN)
    assert share(alone) == pytest.approx(0.427, abs=0.02)
    assert sum(len(case["persons"]) for case in GIVEN) / len(GIVEN) == pytest.approx(1.9, abs=0.1)


def test_needs_of_a_counter_come_in_the_shares_that_are_assumed() -> None:
    needs = Counter(min(len(case["needs"]), 4) for case in GIVEN)
    shares = [share(needs[count]) for count in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.30, 0.35, 0.20, 0.15], abs=0.02)


def test_hardly_two_cases_of_a_counter_differ_in_nothing_but_their_id() -> None:
    facts = {json.dumps({**case, "case": ""}, sort_keys=True) for case in GIVEN}
    assert share(len(facts)) > 0.99


def test_a_case_of_a_counter_can_be_decided() -> None:
    router = Router(Rulebook.load("generic"))
    assert all(router.route(Case.parse(case)).case == case["case"] for case in GIVEN[:200])
