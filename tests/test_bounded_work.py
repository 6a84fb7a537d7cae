"""Work is bounded whatever it is made of: candidates, long conditions, firings, findings, unknown facts.

Each of these cases ends as fail-safe; without a price on that kind of work it would take minutes.
"""

from __future__ import annotations

import sys
import time

import pytest

from routing import Case, PatternError, Router, Rulebook
from routing.pattern import CompiledPattern, parse_pattern
from routing.router import BUDGET
from routing.vocabulary import core
from tests.packs import router

TRACED = sys.gettrace() is not None
SHARE = 10 if TRACED else 1
"""A tracer, such as one that measures coverage, slows each line down: there a part of the budget must do."""

HEAD = """
rulebook: wide
version: "1"
title: {ja: 広い, en: wide}
tiers: [protection, continuity, specialist, generalist, fallback]
lead_order: [support_center]
default_lead: support_center
serves: any
"""
RULE = """
rules:
  - id: wide
    title: {{ja: 広い, en: wide}}
    match: "{match}"
    where: "{where}"
    then:
{then}
"""
REFER = "      - refer: {to: support_center, role: support, tier: specialist, about: a}\n"
FINDING = "      - finding: {kind: trio, about: [a, b, c]}\n"
TRIO = "(a:Person), (b:Person), (c:Person)"


def crowd(known: int = 80) -> Case:
    """80 persons, of whom the first ones have a known age; 40 of them care for one another."""
    return Case.parse(
        {
            "case": "crowd",
            "as_of": "2026-04-01",
            "municipality": "anywhere",
            "received_by": "support_center",
            "persons": [{"id": f"p{i}", **({"age": 30 + i % 60} if i < known else {})} for i in range(80)],
            "relations": [
                {"from": f"p{i}", "type": "CARES_FOR", "to": f"p{j}"} for i in range(40) for j in range(40) if i != j
            ],
        }
    )


def wide(match: str, where: str, then: str = REFER) -> Rulebook:
    return Rulebook.parse({"rulebook.yaml": HEAD, "wide.yaml": RULE.format(match=match, where=where, then=then)})


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("match", "where", "then", "known"),
    [
        pytest.param(", ".join(f"({x}:Person)" for x in "abcdefghijklmnop"), "true", REFER, 80, id="candidates"),
        pytest.param("(a:Person)-[:CARES_FOR*0..8]->(b:Person)", "true", REFER, 80, id="paths"),
        pytest.param(TRIO, " OR ".join(["a.age + b.age = c.age - 1000"] * 250), REFER, 80, id="a long condition"),
        pytest.param(TRIO, f"a.age + b.age IN [{', '.join(['-1'] * 2000)}]", REFER, 80, id="a long list"),
        pytest.param(TRIO, "true", REFER, 80, id="firings"),
        pytest.param("(a:Person), (b:Person)", "true", REFER * 32, 80, id="effects"),
        pytest.param(TRIO, "true", FINDING, 80, id="findings"),
        pytest.param(TRIO, "a.age > b.age AND b.age > c.age", REFER, 0, id="unknown facts"),
        pytest.param(
            "(a:Person), (b:Person)",
            "NOT EXISTS { (c:Person) WHERE c.age > a.age AND NOT EXISTS { (d:Person) WHERE d.age > b.age } }",
            REFER,
            40,
            id="unknown facts in subqueries",
        ),
    ],
)
def test_work_beyond_the_budget_ends_soon_as_fail_safe(match: str, where: str, then: str, known: int) -> None:
    router = Router(wide(match, where, then), BUDGET // SHARE)
    case = crowd(known)
    started = time.process_time()
    decision = router.route(case)
    assert decision.fail_safe
    assert decision.holder.to == "support_center"
    assert time.process_time() - started < 3


def test_a_crowd_under_ordinary_rules_stays_within_the_budget() -> None:
    assert not router("generic").route(crowd(known=40)).fail_safe


@pytest.mark.parametrize("opening", ["EXISTS { (p) WHERE ", "COUNT { (p) WHERE ", "VALUE { (p) RETURN max("])
def test_subqueries_nested_beyond_the_limit_are_refused(opening: str) -> None:
    closing = {"E": " }", "C": " } = 1", "V": ") }"}[opening[0]]
    with pytest.raises(PatternError, match="nested more than 64 levels deep"):
        parse_pattern("(p:Person)", opening * 9 + "p.age" + closing * 9)


def test_subqueries_nested_as_deep_as_they_may_be_are_compiled_soon() -> None:
    where = "VALUE { (p) RETURN max(" * 6 + "p.age" + ") }" * 6 + " = 1"
    started = time.process_time()
    CompiledPattern(parse_pattern("(p:Person)", where), core().schema)
    assert time.process_time() - started < (5 if TRACED else 1)
