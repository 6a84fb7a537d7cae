"""Laws of patterns: ways to say the same, and ways to split a pattern into parts."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations
from typing import Literal

import pytest

from routing.pattern import PropertyGraph, query
from routing.pattern.syntax import (
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    Logical,
    NodePattern,
    Not,
    Path,
    Pattern,
    Property,
    RelationshipPattern,
    Variable,
)

from .agreement import compiled, expected
from .generate import graphs_for
from .test_pattern_agreement import WORLDS, patterns
from .text import to_text
from .worlds import TYPED, World


def test_a_condition_is_true_false_or_unknown_of_every_row() -> None:
    rng = random.Random(21)
    for pattern in patterns(TYPED, 21, 250):
        if pattern.where is None:
            continue
        ways = (pattern.where, Not(pattern.where), IsNull(pattern.where, False))
        split = [replace(pattern, where=condition) for condition in ways]
        whole = replace(pattern, where=None)
        for graph in graphs_for(rng, TYPED, pattern, 2):
            parts = [expected(graph, part) for part in split]
            assert parts[0] + parts[1] + parts[2] == expected(graph, whole), to_text(pattern)
            assert [compiled(part, TYPED.schema)(graph) for part in split] == parts, to_text(pattern)


INFINITY = float("inf")


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize("aggregate", ["sum(n.x)", "sum(DISTINCT n.x)", "min(n.x)", "max(n.x)", "avg(n.x)"])
@pytest.mark.parametrize(
    "values",
    [
        [1, 1.0, 2],
        [0.1, 0.2, 0.3],
        [2**62, 2**62, -(2**62)],
        [2**53, 1.0, -(2.0**53)],
        [1e308, 1e308, -1e308],
        [INFINITY, -INFINITY, 1],
    ],
    ids=["equal numbers", "rounding", "past 64 bits on the way", "whole and broken", "overflow on the way", "infinite"],
)
def test_an_aggregate_does_not_depend_on_the_order_of_facts(
    values: list[float], aggregate: str, engine: Literal["compiled", "reference"]
) -> None:
    answers = set()
    for order in permutations(values):
        graph = PropertyGraph()
        for i, value in enumerate(order):
            graph.add_node(f"n{i}", (), {"x": value})
        answers.add(repr(query(graph, f"MATCH (n) RETURN {aggregate}", engine=engine)))
    assert len(answers) == 1


@WORLDS
def test_inline_maps_and_labels_mean_the_same_as_where(world: World) -> None:
    rng = random.Random(22)
    for pattern in patterns(world, 22, 400):
        spelt_out = with_conditions_in_where(pattern)
        if spelt_out == pattern:
            continue
        for graph in graphs_for(rng, world, spelt_out, 2):
            rows = expected(graph, pattern)
            assert expected(graph, spelt_out) == rows, to_text(pattern)
            assert compiled(spelt_out, None)(graph) == rows, to_text(pattern)


@WORLDS
def test_a_path_may_be_written_from_either_end(world: World) -> None:
    rng = random.Random(23)
    for pattern in patterns(world, 23, 200):
        turned = replace(pattern, paths=tuple(reverse(path) for path in pattern.paths))
        if any(rel.hops and rel.variable for path in pattern.paths for rel in path.relationships):
            continue  # the list of relationships is turned round, too
        for graph in graphs_for(rng, world, pattern, 2):
            rows = expected(graph, pattern)
            assert expected(graph, turned) == rows, to_text(pattern)
            assert compiled(turned, world.schema)(graph) == rows, to_text(pattern)


def reverse(path: Path) -> Path:
    opposite = {">": "<", "<": ">", "-": "-"}
    turned = tuple(replace(rel, direction=opposite[rel.direction]) for rel in path.relationships[::-1])
    return Path(path.nodes[::-1], turned)


def with_conditions_in_where(pattern: Pattern) -> Pattern:
    """The pattern with the inline maps and labels of named nodes, and maps of named relationships, moved to WHERE."""
    conditions: list[Expression] = []

    def equal(owner: NodePattern | RelationshipPattern) -> None:
        if owner.variable is not None:
            subject = Variable(owner.variable)
            conditions.extend(Comparison((Property(subject, name), e), ("=",)) for name, e in owner.properties)

    def bare_node(node: NodePattern) -> NodePattern:
        if node.variable is None:
            return node
        equal(node)
        if node.labels:
            conditions.append(HasLabels(Variable(node.variable), node.labels))
        return NodePattern(node.variable)

    def bare_relationship(rel: RelationshipPattern) -> RelationshipPattern:
        if rel.variable is None or rel.hops:
            return rel
        equal(rel)
        return replace(rel, properties=())

    paths = tuple(
        Path(tuple(map(bare_node, path.nodes)), tuple(map(bare_relationship, path.relationships)))
        for path in pattern.paths
    )
    if not conditions:
        return pattern
    if pattern.where is not None:
        conditions.append(pattern.where)
    where = conditions[0] if len(conditions) == 1 else Logical("AND", tuple(conditions))
    return Pattern(paths, where)
