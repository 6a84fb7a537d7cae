"""Questions about several rules: who fires, who does not, on the same nodes or apart."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

pytest.importorskip("z3", reason="the workshop is not installed")

from routing.engines.native import NativeEngine
from routing.pattern import parse_pattern
from routing.quality.solver import Answer, Found, Impossible, Solver, Unsettled
from routing.rulebook import Rulebook
from tests.packs import bundled_rulebook
from tests.solver.conditions import AS_OF, rulebook

DAY = dt.date.fromisoformat(AS_OF)
Rules = list[tuple[str, str | None, list[dict[str, Any]]]]


def find(book: Rulebook, fires: list[int], silent: list[int] | None = None, **more: Any) -> Answer:
    """Ask about rules by number."""
    rules = book.rules
    return Solver(book, DAY).find([rules[n] for n in fires], [rules[n] for n in silent or []], seconds=20, **more)


def fired(book: Rulebook, answer: Answer) -> set[str]:
    """The rules that fire on the case that was found."""
    assert isinstance(answer, Found)
    engine = NativeEngine(book.strata(DAY), book.schema)
    return {f.rule.id for f in engine.fire(answer.case.to_graph(book.vocabulary), DAY, [100_000]).fired}


def finding(kind: str, *about: str) -> dict[str, Any]:
    return {"finding": {"kind": kind, "about": list(about)}}


WIDE_AND_NARROW = rulebook([("(p:Person)", "p.age >= 65", []), ("(x:Person)", "x.age >= 75", [])])


def test_a_rule_that_fires_wherever_a_narrower_one_does_cannot_stay_silent() -> None:
    assert find(WIDE_AND_NARROW, [1], [0]) == Impossible()


def test_the_wider_rule_fires_where_the_narrower_does_not() -> None:
    assert fired(WIDE_AND_NARROW, find(WIDE_AND_NARROW, [0], [1])) == {"r0"}


def test_a_rule_for_those_without_any_kin_is_within_one_for_those_without_children() -> None:
    nobody = "NOT EXISTS { (p)-[:PARENT_OF]-(:Person) }"
    no_child = "NOT EXISTS { (p)-[:PARENT_OF]->(k:Person) WHERE k.age < 18 }"
    denied = f"NOT EXISTS {{ (p)-[:HAS]->(n) WHERE {no_child} }}"
    book = rulebook([("(p:Person)-[:HAS]->(n:Need)", f"{nobody} AND {denied}", [])])
    assert find(book, [0]) == Impossible()


def test_two_conditions_that_exclude_each_other_hold_of_two_persons_but_not_of_one() -> None:
    book = rulebook([("(p:Person)", "p.age >= 65", []), ("(q:Person)", "q.age < 18", [])])
    both = find(book, [0, 1])
    assert isinstance(both, Found)
    assert len(both.case.persons) == 2
    assert find(book, [0, 1], meet=[((0, "p"), (1, "q"))]) == Impossible()


def test_rules_that_meet_share_the_node() -> None:
    book = rulebook(
        [
            ("(p:Person)-[:HAS]->(n:Need)", "n.severity = 3", []),
            ("(q:Person)-[:HAS]->(m:Need)", "m.code = 'debt.arrears'", []),
        ]
    )
    met = find(book, [0, 1], meet=[((0, "p"), (1, "q")), ((0, "n"), (1, "m"))])
    assert isinstance(met, Found)
    assert [(need.code, need.severity) for need in met.case.needs] == [("debt.arrears", 3)]


def test_the_same_subquery_of_two_rules_has_one_value_whatever_the_variables_are_called() -> None:
    inner = "EXISTS {{ ({0})-[:HAS]->({1}:Need) WHERE NOT EXISTS {{ ({1})<-[:HAS]-({2}:Person) WHERE {2}.age < 18 }} }}"
    book = rulebook([("(p:Person)", inner.format(*"pnq"), []), ("(x:Person)", "NOT " + inner.format(*"xyz"), [])])
    assert find(book, [0, 1], meet=[((0, "p"), (1, "x"))]) == Impossible()
    assert isinstance(find(book, [0, 1]), Found)


def test_a_binding_kept_apart_from_a_mutant_shows_where_they_differ() -> None:
    book = rulebook([("(p:Person)", "p.age >= 65", [])])
    found = find(book, [0], apart=[(0, parse_pattern("(p:Person)", "p.age > 65"))])
    assert isinstance(found, Found)
    assert [person.age for person in found.case.persons] == [65]


def test_a_mutant_that_means_the_same_cannot_be_told_apart() -> None:
    book = rulebook([("(p:Person)", "p.age >= 65", [])])
    same = parse_pattern("(p:Person)", "p.age > 64")
    assert find(book, [0], apart=[(0, same)]) == Impossible()


def test_a_rule_that_is_not_of_the_rulebook_can_be_asked_about() -> None:
    other = rulebook([("(p:Person)-[:HAS]->(n:Need)", "n.urgent", [])])
    asked = Solver(WIDE_AND_NARROW, DAY).find(fires=[other.rules[0]], silent=list(WIDE_AND_NARROW.rules))
    assert isinstance(asked, Found)
    assert [need.urgent for need in asked.case.needs] == [True]


CHAIN: Rules = [
    ("(p:Person)-[:HAS]->(n:Need)", "n.severity = 3", [finding("grave", "p")]),
    ("(:Finding {kind: 'grave'})-[:ABOUT]->(p:Person)", "p.age < 18", [finding("grave-child", "p")]),
    ("(:Finding {kind: 'grave-child'})-[:ABOUT]->(p:Person)", None, []),
]


def test_what_findings_follow_from_is_in_the_witness() -> None:
    book = rulebook(CHAIN)
    assert fired(book, find(book, [2])) == {"r0", "r1", "r2"}


def test_a_rule_whose_finding_needs_the_opposite_can_never_fire() -> None:
    book = rulebook([*CHAIN[:2], ("(:Finding {kind: 'grave-child'})-[:ABOUT]->(p:Person)", "p.age >= 18", [])])
    assert find(book, [2]) == Impossible()


def test_a_finding_that_follows_in_any_case_cannot_be_missing() -> None:
    missing = "NOT EXISTS { (:Finding {kind: 'grave'})-[:ABOUT]->(p) }"
    book = rulebook([CHAIN[0], ("(p:Person)-[:HAS]->(n:Need {severity: 3})", missing, [])])
    assert find(book, [1]) == Impossible()


def test_a_finding_about_somebody_else_may_be_missing() -> None:
    missing = "NOT EXISTS { (:Finding {kind: 'grave'})-[:ABOUT]->(p) }"
    book = rulebook([CHAIN[0], ("(p:Person), (q:Person)-[:HAS]->(n:Need {severity: 3})", missing, [])])
    assert fired(book, find(book, [1])) == {"r0", "r1"}


SPREADING: Rules = [
    ("(p:Person)-[:HAS]->(:Need {code: 'care.dementia'})", None, [finding("touched", "p")]),
    ("(:Finding {kind: 'touched'})-[:ABOUT]->(p:Person)-[:HARMS]->(q:Person)", None, [finding("touched", "q")]),
    (
        "(:Finding {kind: 'touched'})-[:ABOUT]->(p:Person)",
        "NOT EXISTS { (p)-[:HAS]->(:Need) } AND NOT EXISTS { (p)<-[:HARMS]-(:Person)-[:HAS]->(:Need) }",
        [],
    ),
    ("(:Finding {kind: 'touched'})-[:ABOUT]->(p:Person)", "NOT EXISTS { (:Person)-[:HAS]->(:Need) }", []),
]


def test_a_finding_that_follows_from_its_like_is_found_at_the_end_of_a_chain() -> None:
    book = rulebook(SPREADING)
    found = find(book, [2])
    assert {"r0", "r1", "r2"} <= fired(book, found)


def test_a_finding_is_no_reason_for_itself() -> None:
    assert not isinstance(find(rulebook(SPREADING), [3]), Found)


def test_two_findings_that_follow_from_each_other_are_found_from_where_they_begin() -> None:
    book = rulebook(
        [
            ("(p:Person)-[:HAS]->(:Need {code: 'care.dementia'})", None, [finding("touched", "p")]),
            ("(:Finding {kind: 'touched'})-[:ABOUT]->(p:Person)", None, [finding("near", "p")]),
            ("(:Finding {kind: 'near'})-[:ABOUT]->(p:Person)-[:HARMS]->(q:Person)", None, [finding("touched", "q")]),
        ]
    )
    assert fired(book, find(book, [2])) == {"r0", "r1", "r2"}


def test_a_finding_about_anything_can_be_asked_for_by_no_kind() -> None:
    book = rulebook([CHAIN[0], ("(f:Finding)-[:ABOUT]->(p:Person)", None, [])])
    assert fired(book, find(book, [1])) == {"r0", "r1"}


def test_a_finding_that_no_rule_in_force_derives_is_impossible() -> None:
    book = rulebook(CHAIN)
    reader = rulebook([("(p:Person)", None, [finding("lone", "p")]), ("(:Finding {kind: 'lone'})", None, [])])
    assert Solver(book, DAY).find(fires=[reader.rules[1]]) == Impossible()


@pytest.mark.unmeasured
def test_a_chain_of_hundreds_of_findings_is_followed_to_its_end() -> None:
    links: Rules = [("(p:Person)", "p.age > 60", [finding("k0", "p")])]
    links += [
        (f"(:Finding {{kind: 'k{n}'}})-[:ABOUT]->(p:Person)", None, [finding(f"k{n + 1}", "p")]) for n in range(300)
    ]
    book = rulebook([*links, ("(:Finding {kind: 'k300'})-[:ABOUT]->(p:Person)", "p.age < 50", [])])
    by_id = {rule.id: rule for rule in book.rules}
    solver = Solver(book, DAY)
    assert isinstance(solver.find(fires=[by_id["r300"]], seconds=30), Found)
    assert solver.find(fires=[by_id["r301"]], seconds=30) == Impossible()


def test_a_question_is_given_up_soon_after_its_time() -> None:
    paths = ", ".join(f"(p{n}:Person)-[]-(x{n})" for n in range(8))
    book = rulebook([(paths, "COUNT { (p0)-[]-()-[]-()-[]-(y) } = 17", [])])
    started = time.monotonic()
    answer = Solver(book, DAY).find(fires=list(book.rules), seconds=0.2)
    assert isinstance(answer, Unsettled)
    assert time.monotonic() - started < 10


def test_a_variable_that_a_rule_does_not_name_cannot_meet() -> None:
    with pytest.raises(ValueError, match="rule `r1` has no variable `p`"):
        find(WIDE_AND_NARROW, [0, 1], meet=[((0, "p"), (1, "p"))])


def test_a_witness_holds_nothing_that_does_not_matter() -> None:
    found = find(rulebook([("(p:Person)-[:HAS]->(n:Need)", "n.code = 'debt.arrears'", [])]), [0])
    assert isinstance(found, Found)
    assert found.case.model_dump(exclude_defaults=True, exclude={"case", "municipality", "received_by"}) == {
        "as_of": DAY,
        "persons": ({"id": "a"},),
        "needs": ({"id": "n1", "code": "debt.arrears", "person": "a"},),
    }


def test_a_witness_is_a_case_that_the_rulebook_serves() -> None:
    book = bundled_rulebook("setagaya")
    found = Solver(book, DAY).find(fires=[next(rule for rule in book.rules if rule.in_force(DAY))])
    assert isinstance(found, Found)
    assert found.case.municipality == "setagaya"


def test_a_part_of_the_language_that_is_not_followed_leaves_the_question_unsettled() -> None:
    book = rulebook([("(h:Household)", "h.id = 'x'", [])])
    answer = find(book, [0])
    assert isinstance(answer, Unsettled)
    assert answer.reason == "the solver does not follow the id of a household"


def test_the_same_question_gets_the_same_answer() -> None:
    book = rulebook(CHAIN)
    assert find(book, [2]) == find(book, [2])


def test_threads_may_share_a_solver() -> None:
    book = rulebook(CHAIN)
    solver = Solver(book, DAY)
    alone = solver.find(fires=[book.rules[2]])
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(solver.find(fires=[book.rules[2]], seconds=60)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [alone] * 4


def test_where_z3_is_missing_the_error_says_how_to_get_it() -> None:
    program = (
        "import sys; sys.modules['z3'] = None\n"
        "import datetime as dt\n"
        "from routing.quality.solver import Solver, WorkshopMissing\n"
        "try: Solver(None, dt.date(2026, 4, 1))\n"
        "except WorkshopMissing as error: print(error.message, '|', error.help)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ("the analysis of conditions needs z3 | pip install 'referral-routing[workshop]'")
