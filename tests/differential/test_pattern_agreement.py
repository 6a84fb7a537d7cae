"""The compiled engine finds what the naive evaluator finds, on any graph and pattern the generator can think of."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.pattern import PatternError, PropertyGraph, query
from routing.pattern.check import check_pattern
from routing.pattern.parser import parse_pattern, parse_query
from routing.pattern.plan import pattern_variables
from routing.pattern.syntax import Pattern

from .agreement import AS_OF, Pair, compiled, copy, expected, identity, reproduction, shrink
from .constructs import constructs
from .generate import Patterns, graphs_for
from .text import expression_text, path_text, to_text
from .worlds import LOOSE, TYPED, World

GRAPHS = 4
"""Graphs tried with each pattern."""

WORLDS = pytest.mark.parametrize("world", [LOOSE, TYPED], ids=["without a schema", "with a schema"])


def patterns(world: World, seed: int, count: int) -> list[Pattern]:
    drawn = Patterns(random.Random(seed), world)
    return [drawn.pattern() for _ in range(count)]


def compare(world: World, rng: random.Random, count: int) -> tuple[int, int]:
    """Compare the engines on `count` patterns; the number of pairs, and of those where a row was found."""
    pairs = found = 0
    drawn = Patterns(rng, world)
    for _ in range(count):
        pattern = drawn.pattern()
        check_pattern(pattern, world.schema)
        find = compiled(pattern, world.schema)
        for graph in graphs_for(rng, world, pattern, GRAPHS):
            rows = expected(graph, pattern)
            assert find(graph) == rows, reproduction(graph, pattern, world.schema)
            pairs += 1
            found += bool(rows)
    return pairs, found


@WORLDS
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_find_the_same_rows(world: World, seed: int) -> None:
    pairs, found = compare(world, random.Random(seed), 60)
    assert pairs >= 200
    assert found >= pairs / 5, "too few pairs have rows for the comparison to mean much"


@WORLDS
@pytest.mark.soak
def test_both_engines_find_the_same_rows_on_many_pairs(world: World) -> None:
    start = time.perf_counter()
    pairs, found = compare(world, random.Random(20260401), 13_000)
    seconds = time.perf_counter() - start
    print(f"{pairs} pairs of graph and pattern, {found} with rows, 0 disagreements, {seconds:.0f} s")
    assert pairs >= 50_000


@pytest.mark.unmeasured
@pytest.mark.parametrize("typed", [False, True])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rng=st.randoms(use_true_random=False))
def test_no_disagreement_is_found_by_searching(typed: bool, rng: random.Random) -> None:
    compare(TYPED if typed else LOOSE, rng, 1)


@pytest.mark.parametrize("text", ["(a)-[r]->(a)", "(a)<-[r]-(a)", "(b)--(a {age: 1})-[r]->(a)"])
def test_the_check_of_a_relationship_from_a_node_to_itself_ends(text: str) -> None:
    assert check_pattern(parse_pattern(text), TYPED.schema)["a"].labels == {"Person"}


def test_a_relationship_that_can_never_join_a_node_to_itself_is_an_error() -> None:
    with pytest.raises(PatternError, match="this can never match"):
        check_pattern(parse_pattern("(a)-[:HAS]->(a)"), TYPED.schema)


@pytest.mark.parametrize("seed", range(2))
def test_both_engines_answer_queries_of_two_matches_alike(seed: int) -> None:
    rng = random.Random(seed)
    drawn, pairs, found = Patterns(rng, LOOSE), 0, 0
    for _ in range(80):
        first, second = drawn.two_patterns()
        names = sorted(pattern_variables(first) | pattern_variables(second))
        columns = ", ".join([*(f"{name} AS {name}" for name in names), "count(*) AS count"])
        text = f"MATCH {to_text(first)} MATCH {to_text(second)} RETURN {columns}"
        whole = Pattern(first.paths + second.paths, second.where)
        for graph in graphs_for(rng, LOOSE, whole, 2):
            plain = query(graph, text, as_of=AS_OF, engine="reference")
            assert counted(query(graph, text, as_of=AS_OF)) == counted(plain), text
            pairs, found = pairs + 1, found + bool(names and plain)
    assert found >= pairs / 8


def counted(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(v if isinstance(v, int) else identity(v) for v in row.values()) for row in rows)


@WORLDS
def test_reading_a_written_pattern_gives_it_back(world: World) -> None:
    for pattern in patterns(world, 5, 400):
        text = to_text(pattern)
        assert parse_query(f"MATCH {text} RETURN 1").matches == (pattern,), text


@WORLDS
def test_reading_a_rules_two_texts_gives_the_pattern_back(world: World) -> None:
    for pattern in patterns(world, 6, 200):
        paths = ", ".join(path_text(path) for path in pattern.paths)
        where = expression_text(pattern.where) if pattern.where is not None else None
        assert parse_pattern(paths, where) == pattern


@pytest.mark.unmeasured
@WORLDS
def test_the_generator_makes_every_construct(world: World) -> None:
    seen = {construct for pattern in patterns(world, 7, 3_000) for construct in constructs(pattern)}
    operators = {"=", "<>", "<", "<=", ">", ">=", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS", *"+-*/%"}
    functions = {"size", "coalesce", "abs", "labels", "type", "id", "toInteger", "toString", "days_until"}
    syntax = {"AND", "OR", "XOR", "NOT", "IS NULL", "IS NOT NULL", "unary -", "label test", "chain", "null", "true"}
    subqueries = {"EXISTS", "COUNT", "COUNT DISTINCT", "VALUE sum", "VALUE min", "VALUE max", "subquery in a subquery"}
    paths = {"->", "<-", "--", "alternative types", "variable length", "repeated node", "inline map", "two labels"}
    assert operators | functions | syntax | subqueries | paths <= seen | ({"two labels"} if world.schema else set())


@WORLDS
def test_the_graphs_have_self_loops_and_parallel_relationships(world: World) -> None:
    rng = random.Random(8)
    (pattern,) = patterns(world, 8, 1)
    ends = [
        [(r.type, r.start.id, r.end.id) for r in graph.relationships.values()]
        for graph in graphs_for(rng, world, pattern, 100)
    ]
    assert any(start == end for graph in ends for _, start, end in graph)
    assert any(len(graph) > len(set(graph)) for graph in ends)


def test_shrinking_keeps_only_what_matters() -> None:
    pattern = parse_pattern("(a:A)-[:R]->(b), (c)", "a.x = 1 AND NOT b.s = 'q'")
    graph = PropertyGraph()
    for id in "abc":
        graph.add_node(id, {"A"}, {"x": 1, "s": "p"})
    graph.add_relationship("r", "R", "a", "b")

    def fails(graph: PropertyGraph, pattern: Pattern) -> bool:
        return "b" in graph.nodes and "s" in graph.nodes["b"].properties and "b.s" in to_text(pattern)

    small = shrink(Pair(graph, pattern), fails)
    assert to_text(small.pattern) in ("(b) WHERE b.s = 'q'", "(a) WHERE b.s = 'q'", "(c) WHERE b.s = 'q'")
    assert [(n.id, dict(n.properties)) for n in small.graph.nodes.values()] == [("b", {"s": "p"})]


# What must hold between one pattern and another. These would find an error that both engines share.


@pytest.mark.unmeasured
@WORLDS
def test_the_order_of_facts_does_not_matter(world: World) -> None:
    rng = random.Random(11)
    for pattern in patterns(world, 11, 120):
        find = compiled(pattern, world.schema)
        for graph in graphs_for(rng, world, pattern, 2):
            shuffled = copy(graph, order=lambda parts: rng.sample(parts, len(parts)))
            assert expected(shuffled, pattern) == expected(graph, pattern), to_text(pattern)
            assert find(shuffled) == find(graph), to_text(pattern)


@pytest.mark.unmeasured
@WORLDS
def test_a_label_no_pattern_names_does_not_matter(world: World) -> None:
    rng = random.Random(12)
    for pattern in patterns(world, 12, 120):
        if "labels" in constructs(pattern):
            continue
        find = compiled(pattern, world.schema)
        for graph in graphs_for(rng, world, pattern, 2):
            labelled = copy(graph, extra_label="Unrelated")
            assert expected(labelled, pattern) == expected(graph, pattern), to_text(pattern)
            assert find(labelled) == find(graph), to_text(pattern)


@WORLDS
def test_the_order_of_paths_does_not_matter(world: World) -> None:
    rng = random.Random(13)
    for pattern in patterns(world, 13, 200):
        turned = Pattern(pattern.paths[::-1], pattern.where)
        find, find_turned = compiled(pattern, world.schema), compiled(turned, world.schema)
        for graph in graphs_for(rng, world, pattern, 2):
            assert expected(graph, turned) == expected(graph, pattern), to_text(pattern)
            assert find_turned(graph) == find(graph), to_text(pattern)
