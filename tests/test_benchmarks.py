"""The benchmarks: peers are verified before they are timed, and the report says what was measured."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.compare import peer_modules, sample
from benchmarks.explain import figures
from benchmarks.measure import Sample, Subject, slices, wrong
from benchmarks.peers.peer_by_hand import ByHand
from benchmarks.plot import picture
from benchmarks.report import claims, filled, sections
from benchmarks.results import Results, ratio, spread
from benchmarks.worker import Effort, examined, measure
from benchmarks.workload.by_hand import Fired
from benchmarks.workload.facts import Facts

ROOT = Path(__file__).parent.parent
RESULTS = Results(json.loads((ROOT / "tests/data/benchmarks/results.json").read_text(encoding="utf-8")))
SMALL = sample(60)
LITTLE = Effort(slices=1, seconds=0, points=1, point_seconds=0, rules=(25, 100), persons=(6,), timed=20)


class Forgetful(ByHand):
    """Answers by hand, and leaves one firing of the last case out."""

    def __init__(self) -> None:
        self.asked = 0

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        answers = super().answer(cases)
        for answer in answers:
            self.asked += 1
            if self.asked == len(SMALL.cases):
                answer.discard(max(answer))
        return answers


def samples() -> dict[str, Sample]:
    return {"small": SMALL, "6 persons": sample(3, 6)}


def test_the_sample_ends_with_a_case_that_has_firings() -> None:
    assert SMALL.expected[-1]


def test_the_middle_half_of_some_numbers_lies_about_their_median() -> None:
    assert spread([5.0, 1.0, 2.0, 4.0, 3.0]) == (3.0, 2.0, 4.0)


def test_one_slice_is_its_own_middle_half() -> None:
    assert ratio([{"peer": 12.0, "hand": 4.0}]) == (3.0, 3.0, 3.0)


def test_a_machine_that_slows_down_does_not_change_the_ratio() -> None:
    assert ratio([{"peer": 10.0, "hand": 5.0}, {"peer": 20.0, "hand": 10.0}]).median == 2.0


def test_microseconds_are_the_ratio_times_the_best_pass_by_hand() -> None:
    assert RESULTS.by_hand == 5.0
    assert RESULTS.microseconds("peer_clipspy") == 16 * 5.0


def test_how_much_faster_is_the_ratio_of_ratios() -> None:
    assert RESULTS.times("peer_clipspy", "peer_native") == 8.0
    assert RESULTS.times("peer_clingo", "peer_native") is None
    assert RESULTS.times("peer_unheard_of", "peer_native") is None


def test_the_fastest_other_engine_is_none_of_this_project() -> None:
    fastest = RESULTS.fastest_other()
    assert fastest is not None
    assert fastest["module"] == "peer_clipspy"


def test_growth_over_rules_is_against_the_smallest_rulebook() -> None:
    assert RESULTS.by_rules("peer_native") == {25: 1.0, 400: 1.1, 1600: 2.5}


def test_growth_over_persons_is_a_person_against_the_smallest_case() -> None:
    small, large = 20 / 10 * 10 / 6, 640 / 240 * 120 / 80
    assert RESULTS.by_persons("peer_native") == {6: 1.0, 80: pytest.approx(large / small)}


def test_a_point_that_was_not_measured_is_in_no_curve() -> None:
    assert RESULTS.by_rules("peer_clipspy") == {25: 1.0}
    assert RESULTS.by_persons("peer_native_decision") == {}


def test_the_table_has_the_fastest_first_and_who_was_not_timed_is_not_in_it() -> None:
    assert sections(RESULTS)["peers"].splitlines() == [
        "| engine | times by hand | middle half | µs a case | cold start, ms | memory, MB |",
        "|---|---:|---:|---:|---:|---:|",
        "| by hand | 1.0 | 1.0 to 1.0 | 5 | 40 | 1 |",
        "| native, graph to firings | 2.0 | 2.0 to 2.5 | 10 | 500 | 30 |",
        "| clipspy 1.0.6 | 16.0 | 15.5 to 16.5 | 80 | 60 | 8 |",
        "| native, parsed case to decision bytes | 20.0 | 20.0 to 20.0 | 100 | 500 | 30 |",
        "| durable_rules 2.0.28 | 100.0 | 100.0 to 100.0 | 500 | 60 | 10 |",
    ]


def test_who_was_not_timed_is_named_with_the_reason() -> None:
    assert sections(RESULTS)["untimed"].splitlines() == [
        "- `peer_clingo`: not installed (`clingo`)",
        "- `peer_experta`: not timed: AttributeError while it was measured",
        "- `peer_regopy`: not timed: other firings than the reference on 3 of 2,000 cases",
    ]


def test_what_was_moved_is_named_for_each_other_engine() -> None:
    assert sections(RESULTS)["moved"].splitlines()[2:] == [
        "| clipspy | nothing |",
        "| durable_rules | negation & counts |",
    ]


def test_a_claim_that_is_not_held_says_so() -> None:
    assert [(claim.measured, claim.held) for claim in claims(RESULTS)] == [
        ("not measured", None),
        ("50.00 times", True),
        ("not measured", None),
        ("not measured", None),
        ("8.00 times", False),
        ("8.00 times", False),
        ("2.00 times", True),
        ("not measured", None),
        ("not measured", None),
        ("0.80 times", False),
        ("1.10 times", True),
        ("2.50 times", False),
        ("1.20 times", True),
    ]


def test_what_no_step_accounts_for_is_a_share_too() -> None:
    assert sections(RESULTS)["shares"].splitlines()[2:] == [
        "| fire the rules | 30 | 30% |",
        "| settle | 50 | 50% |",
        "| the rest | 20 | 20% |",
        "| all of it | 100 |  |",
    ]


def test_a_page_is_filled_between_its_marks_and_nowhere_else() -> None:
    page = "one\n<!-- peers -->\nold\n<!-- end -->\ntwo\n<!-- other -->\nkept\n<!-- end -->\n"
    assert filled(page, {"peers": "new", "absent": "x"}) == page.replace("old", "new")


def test_the_picture_is_svg_whose_text_names_each_engine() -> None:
    root = ElementTree.fromstring(picture(RESULTS))
    written = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"by hand", "native, graph to firings", "clipspy", "durable_rules", "16"} <= written


def test_the_docs_show_what_was_recorded() -> None:
    recorded = Results(json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8")))
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert filled(page, sections(recorded)) == page
    assert (ROOT / "docs/benchmarks.svg").read_text(encoding="utf-8") == picture(recorded)


def test_a_peer_that_answers_as_the_reference_does_is_not_wrong() -> None:
    assert wrong(Subject(ByHand(), SMALL)) == 0


def test_a_peer_that_drops_one_firing_is_found_and_not_timed() -> None:
    found = examined(Forgetful, {"small": SMALL}, LITTLE)
    assert (found["status"], found["verified"], found["wrong"]) == ("wrong", 60, 1)
    assert "slices" not in found


def test_a_peer_that_answers_for_too_few_cases_is_wrong_about_all() -> None:
    class Short(ByHand):
        def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
            return []

    assert wrong(Subject(Short(), SMALL)) == 60


def test_a_peer_that_fails_is_reported_without_its_message() -> None:
    found = measure("peer_by_hand", {}, LITTLE)  # no samples to measure it on
    assert found == {"module": "peer_by_hand", "status": "failed", "reason": "KeyError while it was measured"}


def test_a_peer_whose_package_is_missing_is_reported_as_missing() -> None:
    assert measure("peer_of_nobody", {}, LITTLE)["status"] == "missing"


@pytest.mark.unmeasured
def test_an_engine_with_only_25_rules_has_a_curve_of_one_point() -> None:
    found = measure("peer_by_hand", samples(), LITTLE)
    assert found["status"] == "measured"
    assert {size: point["status"] for size, point in found["rules"].items()} == {"25": "measured", "100": "not made"}
    assert [*found["persons"]] == ["6"]


@pytest.mark.unmeasured
def test_slices_stand_between_slices_by_hand() -> None:
    made = slices(Subject(ByHand(), SMALL), 5, 0)
    assert len(made) == 3  # no time was given, so as few as there may be
    assert all(one.peer > 0 and one.hand >= one.best > 0 for one in made)


def test_a_cold_start_answers_and_tells_its_memory(tmp_path: Path) -> None:
    given = tmp_path / "first.pickle"
    given.write_bytes(pickle.dumps((SMALL.cases, SMALL.facts)))
    command = [sys.executable, "-m", "benchmarks.cold", "peer_by_hand", str(given)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answered, peak = ran.stdout.split()
    assert answered == "answered"
    assert 1_000 < int(peak) < 1_000_000


@pytest.mark.parametrize("module", peer_modules())
def test_each_installed_peer_fires_as_the_reference_does(module: str, tmp_path: Path) -> None:
    given = tmp_path / "sample.pickle"
    given.write_bytes(pickle.dumps(SMALL))
    command = [sys.executable, "-m", "benchmarks.verify", module, str(given)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    what, found = ran.stdout.split()
    if what == "missing":
        pytest.skip(f"the package of {module} is not installed: {found}")
    assert (what, found) == ("wrong", "0")


def test_the_times_of_explanations_are_the_median_and_the_slowest_of_each_kind() -> None:
    found = figures(1, runs=1)
    assert [one.name for one in found] == [
        "why, one agency kind", "why, the whole decision", "why not", "questions",
    ]  # fmt: skip
    assert all(0 < one.median <= one.most for one in found)
    assert all(one.slowest.startswith("case-") for one in found)
