"""The checker of rulebooks: what it knows without asking, what it asks, and what it says where nobody can answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from routing.pattern.parser import parse_pattern
from routing.quality.check import check_rulebook
from routing.quality.check.deadlines import not_later
from routing.quality.check.joint import exists, narrowed, rule_of
from routing.quality.check.possible import can_hold, truths
from routing.rulebook import Rulebook, bundled_names
from routing.rulebook.effects import Before, Duty
from routing.vocabulary import core
from tests.test_cli_route import routing

FAULTY = Path(__file__).parent / "conformance" / "faulty"
NEED = {("n", "code"): "care.dementia", ("n", "domain"): "care"}


@pytest.mark.parametrize(
    ("where", "possible"),
    [
        ("n.code = 'care.dementia'", True),
        ("n.code = 'care.needed'", False),
        ("n.code <> 'care.dementia'", False),
        ("n.domain = 'care' AND p.age > 5", True),
        ("n.domain = 'debt' OR p.age > 5", True),
        ("n.domain = 'debt' OR n.code IN ['debt.multiple']", False),
        ("NOT n.code STARTS WITH 'care.'", False),
        ("n.code ENDS WITH 'dementia' AND n.code CONTAINS '.'", True),
        ("n.code IS NULL", False),
        ("coalesce(n.code, 'x') = 'x'", False),
        ("false", False),
        ("p.age IS NULL", True),
    ],
)
def test_a_condition_is_ruled_out_by_what_is_known_and_by_nothing_else(where: str, possible: bool) -> None:
    assert can_hold(parse_pattern("(n)", where).where, NEED) is possible


def test_a_condition_on_something_unknown_can_come_to_anything() -> None:
    condition = parse_pattern("(n)", "p.age > 5").where
    assert condition is not None
    assert truths(condition, NEED) == {True, False, None}


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        (Duty(to="school"), Duty(to="school"), True),
        (Duty(to="school", within="P3D"), Duty(to="school", within="PT72H"), True),
        (Duty(to="school", within="P4D"), Duty(to="school", within="PT72H"), False),
        (Duty(to="school", within="3bd"), Duty(to="school", within="5bd"), True),
        (Duty(to="school", within="3bd"), Duty(to="school", within="P5D"), False),
        (Duty(to="school"), Duty(to="school", within="P5D"), False),
        (Duty(to="school", within="P5D"), Duty(to="school"), True),
        (Duty(to="school", before=Before(date="n.due")), Duty(to="school", before=Before(date="n.due")), True),
    ],
)
def test_deadlines_are_compared_as_far_as_they_tell(one: Duty, other: Duty, earlier: bool) -> None:
    assert not_later(one, other) is earlier


def test_another_rule_becomes_a_subquery_with_names_of_its_own() -> None:
    rule = rule_of("(p:Person)-[:HAS]->(n:Need)", "n.code = 'care.needed'")
    other = rule_of("(x:Person)-[:HAS]->(m:Need)", "EXISTS { (x)-[:LIVES_WITH]-(p:Person) } AND m.urgent = true")
    asked = narrowed(rule, [exists(other, {"x": "p"})], core().schema)
    assert asked is not None
    written = "EXISTS { (p)-[:LIVES_WITH]-(other_0_p:Person) } AND other_0_m.urgent = true"
    expected = f"n.code = 'care.needed' AND EXISTS {{ (p:Person)-[:HAS]->(other_0_m:Need) WHERE {written} }}"
    assert asked.pattern == parse_pattern("(p:Person)-[:HAS]->(n:Need)", expected)


def test_a_condition_that_no_labels_fit_is_told_apart() -> None:
    rule = rule_of("(p:Person)-[:HAS]->(n:Need)")
    other = rule_of("(x:Person)-[:LIVES_WITH]-(y:Person)")
    assert narrowed(rule, [exists(other, {"x": "n"})], core().schema) is None


@pytest.mark.unmeasured
def test_without_the_solver_the_rest_is_checked_and_a_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    folder = FAULTY / "protected-read-01"
    assert routing("rules", "check", folder, "--lang", "en") == 1
    output = capsys.readouterr().out
    assert "error[protected-read]" in output
    assert "not analysed: " in output


def test_questions_beyond_the_time_are_counted_and_told() -> None:
    pytest.importorskip("z3", reason="the solver is not installed")
    report = check_rulebook(FAULTY / "never-fires-01", seconds=-1)
    unsettled = [finding.text[1] for finding in report.findings if finding.code == "unsettled"]
    assert "the time was up before 2 questions about `never-fires` could be asked" in unsettled


QUICK = ("national",)
"""The root of all packs; the others take seconds each."""


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "name", [*QUICK, *(pytest.param(name, marks=pytest.mark.soak) for name in bundled_names() if name not in QUICK)]
)
def test_a_shipped_rulebook_has_no_findings_but_older_texts_of_laws(name: str) -> None:
    pytest.importorskip("z3", reason="the solver is not installed")
    report = check_rulebook(name)
    told = {finding.code for finding in report.findings if finding.severity != "note"}
    assert told <= {"dated-basis"}
    assert all(one.reason for one in report.suppressed)


def test_what_a_basis_permits_is_no_part_of_decisions_but_of_the_rulebook() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (FAULTY / "protected-read-04").glob("*.yaml")}
    permits = Rulebook.parse(texts)
    without = Rulebook.parse({**texts, "rules.yaml": texts["rules.yaml"].replace(", permits: sex", "")})
    assert permits.digest != without.digest
