"""A chain of comparisons is compiled to what it means, also where only some of its operands are known."""

from __future__ import annotations

import itertools

import pytest

from routing.pattern import PropertyGraph, PropertyType, Schema, compile_pattern, parse_pattern
from routing.pattern.reference import match

SCHEMA = Schema(labels={"Person": {"age": PropertyType("integer"), "limit": PropertyType("integer")}}, relationships={})
OPERANDS = ("p.age", "p.limit", "30", "COUNT { (p) }")


def people() -> PropertyGraph:
    """Somebody of whom both is known, somebody of whom only one is, and somebody of whom nothing is."""
    graph = PropertyGraph()
    for id, age, limit in (("both", 40, 20), ("age", 20, None), ("limit", None, 40), ("neither", None, None)):
        graph.add_node(id, {"Person"}, {"age": age, "limit": limit})
    return graph.freeze()


def found(where: str) -> list[str]:
    """Who meets a condition by the compiled pattern; it must be the same by what the pattern means."""
    pattern, graph = parse_pattern("(p:Person)", where), people()
    ids = sorted(row["p"].id for row in compile_pattern(pattern, SCHEMA).matches(graph))
    assert ids == sorted(row["p"].id for row in match(graph, pattern)), where
    return ids


@pytest.mark.parametrize("where", ["NOT p.age < 40 < 30", "NOT 30 > 40 > p.age", "NOT p.age <= 40 <= COUNT { (p) }"])
def test_a_chain_with_a_part_that_is_false_is_false_whatever_else_is_unknown(where: str) -> None:
    assert found(where) == ["age", "both", "limit", "neither"]


def test_a_chain_around_what_is_unknown_is_neither_true_nor_false() -> None:
    assert found("20 <= p.age < 40") == ["age"]
    assert found("NOT 20 <= p.age < 40") == ["both"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", ["{}", "NOT {}", "({}) IS NULL"])
def test_every_chain_of_two_or_three_comparisons_means_what_it_says(form: str) -> None:
    chains = [
        f"{a} {one} {b} {two} {c}" for a, b, c in itertools.product(OPERANDS, repeat=3) for one in "<=" for two in "<>"
    ]
    chains += [f"{a} < {b} >= {c} < {d}" for a, b, c, d in itertools.product(OPERANDS, repeat=4)]
    assert sum(len(found(form.format(chain))) for chain in chains) > 0
