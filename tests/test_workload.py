"""The workload of the benchmarks: valid, the same everywhere, wide enough, and answered alike by all who are asked."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.workload import by_hand
from benchmarks.workload.cases import cases
from benchmarks.workload.facts import facts, finding_id
from benchmarks.workload.growth import crowded, grown
from benchmarks.workload.oracle import expected, firings_of, named, variables
from benchmarks.workload.rulebook import rulebook
from routing import Case, Router

ROOT = Path(__file__).parent.parent
DIGEST = "736344b231e6943330d98330e0a5cb2aad719ad3b5edbf2fa18f9f298f9227f3"
BOOK = rulebook()
ROUTER = Router(BOOK)
NAMES = variables(BOOK)
HOUSEHOLD_8050 = {
    "case": "K",
    "as_of": "2026-04-01",
    "municipality": "sample-city",
    "received_by": "support_center",
    "persons": [{"id": "a", "age": 82}, {"id": "b", "age": 52}],
    "relations": [{"from": "a", "type": "LIVES_WITH", "to": "b"}],
    "needs": [
        {"id": "n1", "person": "b", "code": "isolation.hikikomori"},
        {"id": "n2", "persons": ["a", "b"], "code": "debt.arrears"},
        {"id": "n3", "person": "a", "code": "health.untreated"},
    ],
}


def digest() -> str:
    text = json.dumps([*cases(1, 300), *cases(2, 3, 20), *cases(3, 1, 80)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def answer(case: Case) -> frozenset[tuple[str, tuple[tuple[str, str], ...]]]:
    return named(by_hand.answer(facts(case, BOOK.vocabulary)), NAMES)


def disagreements(seed: int, count: int, persons: int | tuple[int, int]) -> list[str]:
    found = []
    for case in map(Case.parse, cases(seed, count, persons)):
        right = expected(case, BOOK)
        if answer(case) != right:
            found.append(f"{case.case} by hand")
        if firings_of(ROUTER.fire(case)) != right:
            found.append(f"{case.case} native")
    return found


def households(case: Case) -> list[int]:
    graph = case.to_graph(BOOK.vocabulary)
    return [len(list(graph.incoming("MEMBER_OF", home.id))) for home in graph.by_label["Household"]]


def test_there_are_25_rules_each_with_a_title_in_both_languages() -> None:
    assert len(BOOK.rules) == 25
    assert [rule.id for rule in BOOK.rules if not (rule.title["ja"] and rule.title["en"])] == []


def test_the_rules_cover_every_shape() -> None:
    files = Counter(rule.place.split("/")[-1].split(":")[0] for rule in BOOK.rules)
    assert files == {
        "single.yaml": 6,
        "two.yaml": 7,
        "three.yaml": 3,
        "aggregates.yaml": 2,
        "negation.yaml": 3,
        "chains.yaml": 4,
    }


def test_cases_are_the_same_on_every_platform() -> None:
    assert digest() == DIGEST


@pytest.mark.parametrize("seed", ["0", "1"])
def test_cases_do_not_depend_on_the_hash_seed(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    program = "from tests.test_workload import digest; print(digest())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == DIGEST


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    assert cases(5, 20)[:7] == cases(5, 7)


def test_cases_have_as_many_persons_as_asked_for() -> None:
    assert {len(case["persons"]) for case in cases(4, 100)} == {1, 2, 3, 4, 5, 6}
    assert {len(case["persons"]) for persons in (20, 80) for case in cases(4, 3, persons)} == {20, 80}


@pytest.mark.parametrize("persons", [20, 80])
def test_many_persons_live_in_many_households_of_at_most_six(persons: int) -> None:
    for case in map(Case.parse, cases(4, 3, persons)):
        sizes = households(case)
        assert sum(sizes) == persons
        assert max(sizes) <= 6
        assert len(sizes) >= persons // 6


def test_some_of_each_property_is_unknown() -> None:
    persons = [person for case in cases(4, 200) for person in facts(Case.parse(case), BOOK.vocabulary)["persons"]]
    for name in ("age", "care_level", "on_assistance", "lives_alone", "employment", "in_facility"):
        known = sum(name in person for person in persons)
        assert 0 < known < len(persons), name


@pytest.mark.unmeasured
def test_every_rule_fires_on_two_cases_in_a_hundred_and_some_rule_on_most() -> None:
    count: Counter[str] = Counter()
    some = 0
    for case in cases(1, 2000):
        fired = {firing.rule.id for firing in ROUTER.fire(Case.parse(case)).fired}
        count.update(fired)
        some += bool(fired)
    assert {rule.id: count[rule.id] for rule in BOOK.rules if count[rule.id] < 40} == {}
    assert some > 1500


def test_a_chain_of_three_findings_gives_what_was_worked_out_on_paper() -> None:
    case = Case.parse(HOUSEHOLD_8050)
    first = finding_id("household-8050", "person/a", "person/b")
    second = finding_id("household-8050-in-arrears", "person/a", "person/b")
    paper = {
        ("household-8050", (("c", "person/b"), ("n", "need/n1"), ("p", "person/a"))),
        ("household-8050-in-arrears", (("c", "person/b"), ("f", first), ("n", "need/n2"), ("p", "person/a"))),
        ("household-8050-untreated", (("f", second), ("n", "need/n3"), ("p", "person/a"))),
    }
    assert expected(case, BOOK) == paper
    assert answer(case) == paper


@pytest.mark.unmeasured
@pytest.mark.parametrize(("count", "persons"), [(150, (1, 6)), (8, 20), (1, 80)])
def test_by_hand_and_native_give_the_right_answers(count: int, persons: int | tuple[int, int]) -> None:
    assert disagreements(7, count, persons) == []


@pytest.mark.soak
def test_by_hand_and_native_give_the_right_answers_on_2000_cases() -> None:
    assert disagreements(8, 2000, (1, 6)) + disagreements(8, 60, 20) + disagreements(8, 10, 80) == []


def test_facts_survive_json() -> None:
    case = Case.parse(HOUSEHOLD_8050)
    found = facts(case, BOOK.vocabulary)
    read = json.loads(json.dumps(found))
    assert {name: [tuple(x) if isinstance(x, list) else x for x in rows] for name, rows in read.items()} == found


def test_facts_name_nodes_as_the_graph_does_and_leave_out_what_is_unknown() -> None:
    found = facts(Case.parse(HOUSEHOLD_8050), BOOK.vocabulary)
    assert found["persons"] == [{"id": "person/a", "age": 82}, {"id": "person/b", "age": 52}]
    assert found["relations"] == [("LIVES_WITH", "person/a", "person/b")]
    assert found["households"] == [{"id": "household/a+b"}]
    assert ("HAS", "person/b", "need/n2") in found["has"]


def test_the_cases_are_settled_not_only_fired() -> None:
    decisions = [ROUTER.route(Case.parse(case)) for case in cases(6, 100)]
    assert sum(decision.lead is not None for decision in decisions) > 50
    assert sum(bool(decision.supports) for decision in decisions) > 50
    assert sum(bool(decision.duties) for decision in decisions) > 1
    assert {decision.holder.agency for decision in decisions} > {"north-center", "south-center"}


def test_rules_of_other_programmes_cannot_match_a_case() -> None:
    router = Router(grown(100))
    assert len(router.rulebook.rules) == 100
    own = {rule.id for rule in BOOK.rules}
    for case in map(Case.parse, cases(7, 150)):
        firings = router.fire(case)
        assert {firing.rule.id for firing in (*firings.fired, *firings.undetermined)} <= own
        assert firings_of(firings) == firings_of(ROUTER.fire(case))


@pytest.mark.unmeasured
def test_a_crowd_of_rules_matches_nearly_as_often_as_the_first() -> None:
    book = crowded(400)
    router = Router(book)
    own = crowd = 0
    for case in map(Case.parse, cases(7, 150)):
        own += len(ROUTER.fire(case).fired)
        crowd += len(router.fire(case).fired)
    assert len(book.rules) == 400
    assert 0.9 < crowd / (16 * own) < 1.1


@pytest.mark.soak
def test_the_largest_rulebooks_load() -> None:
    assert [len(make(1600).rules) for make in (grown, crowded)] == [1600, 1600]


@pytest.mark.parametrize("count", [0, 24, 101])
def test_a_number_of_rules_that_is_no_multiple_of_25_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="multiple of 25"):
        grown(count)
