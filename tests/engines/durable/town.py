"""A few people to try rules on, the schema they keep to, and what two engines make of a rule."""

from __future__ import annotations

import pytest

from routing.engines.durable import DurableEngine, installed
from routing.engines.reference import ReferenceEngine
from routing.pattern import PropertyGraph, check_pattern, parse_pattern
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule
from tests.differential.agreement import AS_OF

from .rulebooks import SCHEMA

BUDGET = 10_000_000
NEEDED = pytest.mark.skipif(installed() is None, reason="durable_rules 2.0.28 is not installed")

PEOPLE = {
    "ume": {"age": 82, "name": "Ume", "alone": False, "born": "1944-01-02", "score": 2.5},
    "ken": {"age": 52, "name": "Kenji", "alone": False, "score": 3.0},
    "aya": {"age": 16, "name": "Aya", "born": "2010-03-31"},
    "taro": {"name": "太郎", "alone": True},
    "mei": {"age": 40, "alone": True, "born": "1986-04-02"},
    "jun": {"age": 2, "name": "Jun"},
}
TIES = (
    ("KNOWS", "ume", "ken"), ("KNOWS", "ken", "aya"), ("KNOWS", "ume", "aya"), ("KNOWS", "taro", "mei"),
    ("KNOWS", "taro", "taro"), ("KNOWS", "mei", "taro"), ("CARES_FOR", "ken", "ume"), ("CARES_FOR", "aya", "ken"),
    ("CARES_FOR", "aya", "ume"), ("CARES_FOR", "jun", "jun"), ("HAS", "ume", "frail"), ("HAS", "ken", "debt"),
    ("HAS", "aya", "debt"), ("HAS", "mei", "night"), ("SERVED_BY", "ume", "office"), ("SERVED_BY", "ken", "office"),
)  # fmt: skip


def town() -> PropertyGraph:
    """Six people, three needs, an office."""
    graph = PropertyGraph(SCHEMA.keys)
    for id, values in PEOPLE.items():
        graph.add_node(id, {"Person"}, values)
    graph.add_node("frail", {"Need"}, {"code": "care.daily", "status": "confirmed", "severity": 3, "urgent": True})
    graph.add_node("night", {"Need"}, {"code": "care.night", "status": "suspected", "due": "2026-04-08"})
    graph.add_node("debt", {"Need"}, {"code": "debt.arrears", "status": "confirmed", "severity": 1, "urgent": False})
    graph.add_node("office", {"Office"}, {"name": "Kinuta", "capacity": 2})
    for number, (type, start, end) in enumerate(TIES):
        status = ("confirmed", "suspected")[number % 2]
        graph.add_relationship(f"r{number}", type, start, end, {"weight": number, "status": status})
    return graph.freeze()


def rule(id: str, match: str, where: str | None = None, *findings: FindingEffect) -> Rule:
    pattern = parse_pattern(match, where)
    check_pattern(pattern, SCHEMA)
    return Rule(id, {}, pattern, findings, match, where)


def finding(kind: str, *about: str) -> FindingEffect:
    return FindingEffect(kind=kind, about=about)


Keys = list[tuple[object, ...]]


def meant(graph: PropertyGraph, *strata: list[Rule]) -> Keys:
    """What the naive engine fires."""
    return [firing.key for firing in ReferenceEngine(strata).fire(graph, AS_OF).fired]


def derived(graph: PropertyGraph, *strata: list[Rule]) -> Keys:
    """What the durable engine fires."""
    firings = DurableEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    assert not firings.exceeded
    return [firing.key for firing in firings.fired]
