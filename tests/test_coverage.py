"""Coverage of rule tests: a small pack whose counts were worked out by hand, and the shipped packs."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import pytest

from routing.case import Case
from routing.case.parts import Need, Person
from routing.errors import RulebookErrors
from routing.pattern import check_pattern, parse_pattern
from routing.pattern.budget import BudgetExceeded
from routing.pattern.reference import Evaluator, Row
from routing.pattern.syntax import Pattern
from routing.quality.coverage import Coverage, RuleCoverage, measure
from routing.quality.coverage.layers import Layer, layers
from routing.quality.coverage.possible import RANGES, STATUS, possible_truths
from routing.quality.coverage.truths import Look, Truth, Truths
from routing.quality.testing import read_tests
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.packs import find_pack

SHIPPED = ("city_001", "generic", "national", "okayama", "setagaya", "shiki", "ube")
COUNTED = Path(__file__).parent / "data" / "coverage"
shipped = functools.cache(measure)
"""The coverage of a bundled pack, measured once."""
FIFTY, THIRTY_NINE, SEVENTY = (f"{COUNTED.as_posix()}/topic_test.yaml:{line}" for line in (2, 10, 18))


@pytest.fixture(scope="module")
def counted() -> Coverage:
    return measure(COUNTED)


def rule(coverage: Coverage, id: str) -> RuleCoverage:
    [found] = [rule for rule in coverage.rules if rule.id == id]
    return found


def truths(coverage: RuleCoverage) -> dict[str, dict[str, int]]:
    """The tests that were counted, by condition and truth; only the truths it can take."""
    return {one.text: {truth: one.tests[truth] for truth in one.owed} for one in coverage.conditions}


def test_a_rule_is_hit_in_the_tests_where_it_fires(counted: Coverage) -> None:
    assert {one.id: one.hit for one in counted.rules} == {
        "middle-aged": (FIFTY,),
        "nobody-leads": (THIRTY_NINE, SEVENTY),
        "lead-wanted": (THIRTY_NINE, SEVENTY),
        "untested": (),
    }


def test_a_rule_is_missed_where_its_start_fact_is_there_or_a_test_says_that_it_must_not_fire(
    counted: Coverage,
) -> None:
    assert {one.id: one.missed for one in counted.rules} == {
        "middle-aged": (THIRTY_NINE,),  # at seventy there is no need of care
        "nobody-leads": (FIFTY,),
        "lead-wanted": (FIFTY,),  # no finding there, but the test names it
        "untested": (),
    }
    assert {one.id: one.denied for one in counted.rules if one.denied} == {
        "middle-aged": (THIRTY_NINE,),
        "lead-wanted": (FIFTY,),
    }


def test_the_truths_of_each_condition_are_counted_without_short_circuit(counted: Coverage) -> None:
    assert truths(rule(counted, "middle-aged")) == {
        "code: 'care.needed'": {"true": 2, "false": 1},
        "40 <= p.age": {"true": 2, "false": 1, "null": 0},
        "p.age < 65": {"true": 2, "false": 1, "null": 0},
        "p.care_level >= 1": {"true": 1, "null": 2},
        "n.severity = 3": {"true": 1, "false": 1, "null": 1},
    }


def test_conditions_in_a_subquery_are_counted_on_its_own_rows(counted: Coverage) -> None:
    [exists, status, role] = rule(counted, "nobody-leads").conditions
    assert exists.text.startswith("EXISTS {")
    assert dict(exists.tests) == {"true": 1, "false": 2, "null": 0}
    assert (status.text, dict(status.tests)) == ("status: 'active'", {"true": 2, "false": 0, "null": 0})
    assert (role.text, dict(role.tests)) == ("r.role = 'lead'", {"true": 1, "false": 0, "null": 1})


def test_no_truth_is_owed_that_no_case_can_bring_about(counted: Coverage) -> None:
    owed = {one.text: one.owed for id in ("middle-aged", "nobody-leads") for one in rule(counted, id).conditions}
    assert owed["code: 'care.needed'"] == ("true", "false")  # every need has a code
    assert owed["p.care_level >= 1"] == ("true", "null")  # care levels are 1 to 5
    assert owed["status: 'active'"] == ("true",)  # SERVED_BY is what is active
    assert owed["r.role = 'lead'"] == ("true", "false", "null")


def test_an_effect_decides_where_the_decision_would_be_another_without_it(counted: Coverage) -> None:
    decisive = {(one.id, effect.text): effect.decides_in for one in counted.rules for effect in one.effects}
    assert decisive == {
        ("middle-aged", "refer:support_center:lead"): FIFTY,
        ("middle-aged", "refer:health_center:support"): None,  # written twice: neither decides
        ("nobody-leads", "finding:nobody-leads"): THIRTY_NINE,
        ("lead-wanted", "escalate:advice"): THIRTY_NINE,
        ("untested", "duty:elder_disability_office"): None,
    }


def test_what_is_missing_is_told_with_its_place(counted: Coverage) -> None:
    file = f"{COUNTED.as_posix()}/topic.yaml"
    assert [(missing.what, missing.text, str(missing.place)) for missing in counted.missing] == [
        ("null", "40 <= p.age", f"{file}:5:12"),
        ("null", "p.age < 65", f"{file}:5:18"),
        ("decisive", "refer:health_center:support", f"{file}:8:9"),
        ("decisive", "refer:health_center:support", f"{file}:9:9"),
        ("false", "r.role = 'lead'", f"{file}:14:80"),
        ("hit", "untested", f"{file}:24:9"),
        ("missed", "untested", f"{file}:24:9"),
        ("decisive", "duty:elder_disability_office", f"{file}:28:9"),
    ]


def test_the_figures_sum_up_what_is_exercised(counted: Coverage) -> None:
    figures = counted.figures
    assert {name: (figure.done, figure.of, figure.percent) for name, figure in figures.items()} == {
        "rules": (3, 4, 75),
        "conditions": (17, 20, 85),
        "effects": (3, 6, 50),
    }


def test_a_share_is_all_only_where_nothing_is_missing(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_bytes((COUNTED / "rulebook.yaml").read_bytes())
    assert [figure.percent for figure in measure(tmp_path).figures.values()] == [100, 100, 100]  # no rule, no debt


def test_rules_of_packs_that_are_extended_are_measured_only_when_asked(tmp_path: Path) -> None:
    head = "rulebook: own\nversion: '1'\ntitle: {ja: 自分, en: Own}\nextends: [../counted]\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "counted").mkdir()
    for file in COUNTED.iterdir():
        (tmp_path / "counted" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "own" / "rulebook.yaml").write_text(head, "utf-8")
    assert measure(tmp_path / "own").rules == ()
    assert {one.pack for one in measure(tmp_path / "own", extended=True).rules} == {"counted"}


def test_a_case_that_does_not_fit_the_rulebook_is_told_with_the_place_of_its_test(tmp_path: Path) -> None:
    for file in COUNTED.iterdir():
        text = file.read_text("utf-8").replace("serves: any", "serves: [elsewhere]")
        (tmp_path / file.name).write_text(text, "utf-8")
    with pytest.raises(RulebookErrors, match="municipality: is not served") as raised:
        measure(tmp_path)
    assert (raised.value.line, raised.value.column) == (2, 1)


def test_counting_truths_ends_when_the_steps_are_used_up() -> None:
    rulebook = Rulebook.load(COUNTED)
    test = read_tests(find_pack(COUNTED), rulebook)[0]
    graph = test.case.to_graph(rulebook.vocabulary)
    rules = {rule.id: rule for rule in rulebook.rules}
    truths = Truths(layers(rules["middle-aged"].pattern, rulebook.schema), rulebook.schema)
    with pytest.raises(BudgetExceeded):
        truths.take(Look(graph, test.case.as_of, [3]))


def by_reference(layer: Layer, evaluator: Evaluator, row: Row) -> set[tuple[int, Truth]]:
    """The truths that the conditions of a layer take, by the plainest evaluator there is."""
    names: dict[object, Truth] = {True: "true", False: "false", None: "null"}
    found: set[tuple[int, Truth]] = set()
    for inside in evaluator.pattern(Pattern(layer.paths), row):
        found |= {(id(atom), names[evaluator.value(atom.expression, inside)]) for atom in layer.atoms}
        for inner in layer.inner:
            found |= by_reference(inner, evaluator, inside)
    return found


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", [COUNTED, "shiki", "okayama"], ids=["counted", "shiki", "okayama"])
def test_the_truths_are_those_of_the_reference_evaluator(name: str | Path) -> None:
    rulebook = Rulebook.load(name)
    router = Router(rulebook, reproductions=None)
    own = [layers(rule.pattern, rulebook.schema) for rule in rulebook.rules if rule.pack == rulebook.id]
    compiled = [Truths(layer, rulebook.schema) for layer in own]
    for test in read_tests(find_pack(name), rulebook):
        graph, as_of = router.fire(test.case).graph, test.case.as_of
        for layer, truths in zip(own, compiled, strict=True):
            look = Look(graph, as_of, [10**6])
            truths.take(look)
            assert look.seen == by_reference(layer, Evaluator(graph, as_of), {})


@pytest.mark.soak
def test_no_condition_takes_a_truth_that_it_does_not_owe() -> None:
    for name in SHIPPED:
        taken = [
            (one.id, condition.text, truth)
            for one in shipped(name).rules
            for condition in one.conditions
            for truth in ("true", "false", "null")
            if condition.tests[truth] and truth not in condition.owed
        ]
        assert taken == []


ZOO = [
    ("(p:Person)", "p.sex STARTS WITH 'F' XOR p:Person OR p.on_assistance"),
    ("(p:Person)-[r:SERVED_BY {role: 'lead'}]->(a)", "type(r) = 'SERVED_BY' AND NOT r.since IS NOT NULL"),
    ("(a:Person)-[:LIVES_WITH*1..2]-(b:Person)", "a.age + 1 > b.age AND NOT (a = b OR a.sex IN ['F', 'M'])"),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(n:Need) WHERE n.severity >= 2 RETURN DISTINCT n.code } >= 1"),
    ("(p:Person)", "VALUE { (p)-[:HAS]->(n:Need {urgent: false}) RETURN max(n.severity) } > 1"),
    (
        "(p:Person)",
        "EXISTS { (p)-[:HAS]->(n:Need) WHERE NOT EXISTS { (q:Person)-[:HAS]->(n) WHERE 18 <= q.age < p.age } }",
    ),
    (
        "(p:Person), (q:Person)",
        "coalesce(p.age, 3) % 2 = 1 AND (p.age = q.age) = true AND days_until('2026-05-01') > 1 AND true",
    ),
]


@pytest.mark.parametrize(("match", "where"), ZOO, ids=[where[:30] for _, where in ZOO])
def test_conditions_of_every_kind_take_the_truths_of_the_reference_evaluator(match: str, where: str) -> None:
    rulebook = Rulebook.load(COUNTED)
    pattern = parse_pattern(match, where)
    check_pattern(pattern, rulebook.schema)
    layer = layers(pattern, rulebook.schema)
    truths = Truths(layer, rulebook.schema)
    owed = {
        id(atom): possible_truths(atom.expression, inside.scope, rulebook.schema) for atom, inside in layer.all_atoms()
    }
    for persons in PERSONS:
        case = {"case": "t", "as_of": dt.date(2026, 4, 1), "municipality": "anywhere", "received_by": "npo", **persons}
        graph = Case.from_dict(case).to_graph(rulebook.vocabulary)
        look = Look(graph, dt.date(2026, 4, 1), [10**6])
        truths.take(look)
        assert look.seen == by_reference(layer, Evaluator(graph, dt.date(2026, 4, 1)), {})
        assert [(atom, truth) for atom, truth in look.seen if truth not in owed[atom]] == []


PERSONS: list[dict[str, Any]] = [
    {"persons": [{"id": "a"}]},
    {
        "persons": [{"id": "a", "age": 50, "sex": "F"}, {"id": "b", "age": 17}, {"id": "c", "on_assistance": True}],
        "relations": [
            {"from": "a", "type": "LIVES_WITH", "to": "b"},
            {"from": "b", "type": "LIVES_WITH", "to": "c"},
        ],
        "needs": [
            {"id": "n1", "persons": ["a", "b"], "code": "care.needed", "severity": 2},
            {"id": "n2", "person": "c", "code": "debt.arrears", "urgent": True},
        ],
        "involvements": [
            {"person": "a", "agency": "npo", "role": "lead", "since": dt.date(2026, 1, 1)},
            {"person": "b", "agency": "npo"},
        ],
    },
]


@pytest.mark.unmeasured
def test_another_kind_of_finding_is_owed_only_where_one_is_about_such_nodes() -> None:
    about_person_and_need, about_person = (
        rule(shipped("generic"), id) for id in ("dementia-team", "dementia-team-joins")
    )
    kind = "kind: 'dementia-unreached'"
    assert [one.owed for one in about_person_and_need.conditions if one.text == kind] == [("true",)]
    assert [one.owed for one in about_person.conditions if one.text == kind] == [("true", "false")]


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", SHIPPED)
def test_the_tests_of_a_shipped_pack_exercise_every_rule_and_every_truth_of_its_conditions(name: str) -> None:
    coverage = shipped(name)
    assert coverage.unfinished == ()
    assert [missing for missing in coverage.missing if missing.what != "decisive"] == []


def test_the_ranges_are_those_of_the_case_format() -> None:
    for (label, name), numbers in RANGES.items():
        model = {"Person": Person, "Need": Need}.get(label)
        if model is not None:
            limits = {type(limit).__name__: limit for limit in model.model_fields[name].metadata}
            assert (limits["Ge"].ge, limits["Le"].le) == (numbers.start, numbers.stop - 1)
    assert RANGES["Household", "size"].stop - 1 == max(
        limit.max_length for limit in Case.model_fields["persons"].metadata if hasattr(limit, "max_length")
    )


def test_the_status_of_an_involvement_is_told_by_the_type_it_is_stored_as() -> None:
    involvements = [{"person": "a", "agency": "npo", "status": status} for status in STATUS.values()]
    case = Case.from_dict(
        {
            "case": "t",
            "as_of": dt.date(2026, 4, 1),
            "municipality": "anywhere",
            "received_by": "npo",
            "persons": [{"id": "a"}],
            "involvements": involvements,
        }
    )
    graph = case.to_graph(Rulebook.load(COUNTED).vocabulary)
    stored = {one.type: one.values["status"] for one in graph.relationships.values() if "status" in one.values}
    assert stored == STATUS
