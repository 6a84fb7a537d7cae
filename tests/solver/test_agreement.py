"""The solver and the engine agree: on random rulebooks, and on the bundled ones."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

pytest.importorskip("z3", reason="the workshop is not installed")

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.case import Case
from routing.quality.solver import Found, Impossible, Solver, Unsettled
from routing.quality.solver.replay import Question
from tests.generate_cases import generated
from tests.packs import bundled_rulebook
from tests.solver.conditions import AS_OF
from tests.solver.questions import ask, does, drawn, found_among_larger, small_cases, wrong

DAY = dt.date.fromisoformat(AS_OF)
PACKS = ("national", "generic", "setagaya", "city_001", "ube", "okayama", "shiki")


@pytest.mark.unmeasured
@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10**6))
def test_an_answer_is_never_contradicted_by_the_naive_engine(seed: int) -> None:
    book, questions = drawn(seed)
    solver = Solver(book, DAY)
    cases = small_cases(40)
    assert [found for q in questions if (found := wrong(book, q, ask(solver, q, 2), cases))] == []


@pytest.mark.unmeasured
def test_most_random_questions_are_settled_and_cases_for_what_is_possible_are_not_rare() -> None:
    """Else the property above would say little: of what is possible the small cases should show most."""
    kinds: Counter[str] = Counter()
    for seed in range(12):
        book, questions = drawn(seed)
        solver = Solver(book, DAY)
        for question in questions:
            answer = ask(solver, question)
            kinds[type(answer).__name__] += 1
            kinds["shown"] += isinstance(answer, Found) and any(does(case, book, question) for case in small_cases(150))
    assert kinds["Found"] > 15
    assert kinds["Impossible"] > 10
    assert kinds["Unsettled"] < 0.25 * (kinds["Found"] + kinds["Impossible"])
    assert kinds["shown"] > 0.7 * kinds["Found"]


@pytest.mark.unmeasured
def test_every_national_rule_can_fire() -> None:
    book = bundled_rulebook("national")
    solver = Solver(book, DAY)
    rules = book.rules_in_force(DAY)
    assert [rule.id for rule in rules if not isinstance(solver.find(fires=[rule], seconds=30), Found)] == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, 2000, 100))
def test_many_answers_are_never_contradicted_by_the_naive_engine(start: int) -> None:
    cases = small_cases(300)
    for seed in range(start, start + 100):
        book, questions = drawn(seed)
        solver = Solver(book, DAY)
        assert [found for q in questions if (found := wrong(book, q, ask(solver, q), cases))] == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(2000, 2400, 100))
def test_what_is_called_impossible_is_not_found_among_larger_cases_either(start: int) -> None:
    for seed in range(start, start + 100):
        book, questions = drawn(seed)
        solver = Solver(book, DAY)
        for question in questions:
            if isinstance(ask(solver, question), Impossible):
                assert not isinstance(found_among_larger(book, question), Found), (seed, question)


@pytest.mark.soak
@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_of_a_bundled_pack_can_fire_and_does_for_the_naive_engine(pack: str) -> None:
    book = bundled_rulebook(pack)
    solver = Solver(book, DAY)
    for rule in book.rules_in_force(DAY):
        answer = solver.find(fires=[rule], seconds=30)
        assert isinstance(answer, Found), rule.id
        assert does(answer.case, book, Question((rule,))), rule.id


@pytest.mark.soak
def test_pairs_of_bundled_rules_are_settled() -> None:
    book = bundled_rulebook("setagaya")
    solver = Solver(book, DAY)
    cases = [Case.from_dict({**generated(seed, book), "as_of": AS_OF}) for seed in range(60)]
    rng = random.Random(0)
    for _ in range(500):
        one, other = rng.sample(book.rules_in_force(DAY), 2)
        answer = solver.find(fires=[one], silent=[other], seconds=30)
        assert not isinstance(answer, Unsettled), (one.id, other.id)
        if isinstance(answer, Impossible):
            assert not any(does(case, book, Question((one,), (other,))) for case in cases)
