"""The openCypher TCK: every scenario of MATCH, WHERE and RETURN runs on both engines, and none is answered wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.errors import UnsupportedFeature

from .gherkin import TCK, Example, read_all
from .outcome import ENGINES, Engine, answer, in_subset, outcome
from .report import PAGE, by_scenario, generated, results

EXAMPLES = read_all()
RUN = [example for example in EXAMPLES if in_subset(example)]
LEFT_OUT = [example for example in EXAMPLES if not in_subset(example)]
SHARED = Path(__file__).parents[3] / "shared" / "tck"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("example", RUN, ids=lambda example: example.name)
def test_no_scenario_of_match_where_return_is_answered_wrongly(example: Example, engine: Engine) -> None:
    assert outcome(example, engine) in ("passed", "refused")


def test_at_least_nine_examples_in_ten_pass() -> None:
    found = results(EXAMPLES)
    passed = sum(result.outcome == "passed" for result in found)
    assert passed >= 0.9 * len(found), f"{passed} of {len(found)} examples pass"


def test_at_least_nine_scenarios_in_ten_pass_in_full() -> None:
    groups = by_scenario(results(EXAMPLES)).values()
    passed = sum(all(result.outcome == "passed" for result in group) for group in groups)
    assert passed >= 0.9 * len(groups), f"{passed} of {len(groups)} scenarios pass"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("example", LEFT_OUT, ids=lambda example: example.name)
def test_a_scenario_with_another_clause_is_refused_as_unsupported(example: Example, engine: Engine) -> None:
    with pytest.raises(UnsupportedFeature):
        answer(example, engine)


def test_the_page_lists_exactly_what_is_refused() -> None:
    assert PAGE.read_text("utf-8") == generated(), "run `python -m tests.conformance.report`"


def test_the_copied_feature_files_are_those_of_the_kit() -> None:
    if not SHARED.is_dir():
        pytest.skip("the kit beside the checkout is not here to compare with")
    assert {p.name: p.read_bytes() for p in SHARED.glob("*.feature")} == {
        p.name: p.read_bytes() for p in TCK.glob("*.feature")
    }
