"""Patterns that share a start match together what each matches alone."""

from __future__ import annotations

import random

import pytest

from routing.engines.entry import Entry, way_in
from routing.pattern import PropertyGraph, parse_pattern
from routing.pattern.budget import UNBOUNDED, BudgetExceeded
from routing.pattern.compiler import CompiledPattern
from routing.pattern.syntax import Pattern
from routing.pattern.together import Part, Start, compile_alone, compile_together, has_walk

from .agreement import AS_OF, by_id, expected
from .generate import Patterns, graphs_for
from .text import to_text
from .worlds import TYPED

assert TYPED.schema is not None
SCHEMA = TYPED.schema
AT_ONCE = 5
GRAPHS = 3


def shared(rng: random.Random, count: int) -> list[Pattern]:
    """Patterns in which a node must have a value to start from."""
    drawn = Patterns(rng, TYPED)
    found: list[Pattern] = []
    while len(found) < count:
        pattern = drawn.pattern()
        if way_in(pattern, SCHEMA).node is not None and not has_walk(pattern):
            found.append(pattern)
    return found


def filed(patterns: list[Pattern]) -> dict[Entry, list[Part]]:
    parts: dict[Entry, list[Part]] = {}
    for number, pattern in enumerate(patterns):
        way = way_in(pattern, SCHEMA)
        assert way.node is not None
        for entry in way.entries:
            parts.setdefault(entry, []).append(Part(number, way.pattern, way.node))
    return parts


def compare(rng: random.Random, batches: int) -> tuple[int, int]:
    """Compare that many batches of patterns; the number of pairs, and of those where a row was found."""
    pairs = found = 0
    for _ in range(batches):
        patterns = shared(rng, AT_ONCE)
        matches = [compile_together(parts, Start(*entry[1:]), SCHEMA) for entry, parts in filed(patterns).items()]
        for graph in graphs_for(rng, TYPED, rng.choice(patterns), GRAPHS):
            if graph.keys != SCHEMA.keys:
                continue
            rows: list[tuple[int, dict[str, object]]] = []
            for match in matches:
                match(graph, AS_OF, [UNBOUNDED], rows)
            for number, pattern in enumerate(patterns):
                alone = set(expected(graph, pattern))
                assert set(by_id([row for place, row in rows if place == number])) == alone, to_text(pattern)
                pairs += 1
                found += bool(alone)
    return pairs, found


@pytest.mark.unmeasured
def test_what_patterns_match_together_is_what_each_matches_alone() -> None:
    pairs, found = compare(random.Random(7), 40)
    assert pairs >= 300
    assert found >= pairs / 10, "too few pairs have rows for the comparison to mean much"


@pytest.mark.soak
def test_what_many_patterns_match_together_is_what_each_matches_alone() -> None:
    pairs, found = compare(random.Random(20261122), 2_000)
    print(f"{pairs} pairs of graph and pattern, {found} with rows, 0 disagreements")
    assert pairs >= 20_000


def compare_alone(rng: random.Random, patterns: int) -> tuple[int, int]:
    """Compare that many patterns; the number of pairs, and of those where a row was found."""
    drawn = Patterns(rng, TYPED)
    pairs = found = 0
    for _ in range(patterns):
        pattern = drawn.pattern()
        match, compiled = compile_alone(pattern, 3, SCHEMA), CompiledPattern(pattern, SCHEMA)
        for graph in graphs_for(rng, TYPED, pattern, GRAPHS):
            if graph.keys != SCHEMA.keys:
                continue
            rows: list[tuple[int, dict[str, object]]] = []
            left, budget = [UNBOUNDED], [UNBOUNDED]
            match(graph, AS_OF, left, rows)
            known = [(3, compiled.bindings(row)) for row in compiled.rows(graph, as_of=AS_OF, budget=budget)]
            assert rows == known, to_text(pattern)
            assert left == budget, to_text(pattern)
            pairs += 1
            found += bool(rows)
    return pairs, found


@pytest.mark.unmeasured
def test_a_pattern_by_itself_finds_the_same_rows_in_the_same_steps() -> None:
    pairs, found = compare_alone(random.Random(9), 150)
    assert pairs >= 200
    assert found >= pairs / 10, "too few pairs have rows for the comparison to mean much"


@pytest.mark.soak
def test_many_patterns_by_themselves_find_the_same_rows_in_the_same_steps() -> None:
    pairs, found = compare_alone(random.Random(20261123), 8_000)
    print(f"{pairs} pairs of graph and pattern, {found} with rows, 0 disagreements")
    assert pairs >= 10_000


@pytest.mark.parametrize(
    "where",
    [
        "EXISTS { (p)-[:HAS]->() }",
        "NOT EXISTS { (p)-[:KNOWS]-() }",
        "COUNT { (p)-[:HAS]->() } > 1",
        "COUNT { (p)-[:HAS]->(:Need {severity: 3}) } = 0 AND NOT EXISTS { (p)-[:HAS]->(:Need)<-[:HAS]-(p) }",
        "COUNT { (p)-[:KNOWS]-() } = 0 AND NOT EXISTS { (p)-[:HAS|CARES_FOR]->() }",
        "EXISTS { (p)-[:HAS]->(n) WHERE COUNT { (n)<-[:HAS]-() } = 1 }",
        "VALUE { (p)-[:HAS]->(n) RETURN max(COUNT { (n)<-[:HAS]-() }) } = 1",
        "coalesce(p.age, 3) < 2",
        "coalesce(p.age, p.age, 0) >= 29 OR coalesce(null, p.name) IN ['F']",
        "coalesce(p.name, 'X') = 'X' AND NOT coalesce(p.age, COUNT { (p)-[:HAS]->() }) = 0",
    ],
)
def test_what_is_asked_most_is_worked_out_without_a_function_and_counted_as_ever(where: str) -> None:
    pattern = parse_pattern("(p:Person)", where)
    compiled, left, budget = CompiledPattern(pattern, SCHEMA), [1_000], [1_000]
    rows: list[tuple[int, dict[str, object]]] = []
    compile_alone(pattern, 1, SCHEMA)(PERSONS, AS_OF, left, rows)
    assert by_id([row for _, row in rows]) == expected(PERSONS, pattern)
    assert [(1, compiled.bindings(row)) for row in compiled.rows(PERSONS, as_of=AS_OF, budget=budget)] == rows
    assert left == budget


def test_the_budget_bounds_what_is_counted_without_a_function() -> None:
    match = compile_alone(parse_pattern("(p:Person)", "EXISTS { (p)-[:HAS]->() }"), 1, SCHEMA)
    with pytest.raises(BudgetExceeded):
        match(PERSONS, AS_OF, [60], [])
    enough = [61]
    match(PERSONS, AS_OF, enough, [])
    assert enough == [0]


PERSONS = PropertyGraph(SCHEMA.keys)
for number in range(30):
    PERSONS.add_node(f"p{number}", {"Person"}, {"age": number})
PERSONS.add_node("n", {"Need"}, {"status": "confirmed"})
PERSONS.add_relationship("r", "HAS", "p1", "n")

CROSSED = "(n:Need {status: 'confirmed'}), (a:Person), (b:Person)"
ASKED = (
    "(p:Person)-[:HAS]->(n:Need {status: 'confirmed'})",
    "COUNT { (a:Person) WHERE EXISTS { (b:Person) WHERE b.age > a.age } AND a.age > p.age } > 1",
)


@pytest.mark.parametrize("pattern", [parse_pattern(CROSSED), parse_pattern(*ASKED)], ids=["joins", "subqueries"])
def test_the_budget_bounds_them_all(pattern: Pattern) -> None:
    ((entry, parts),) = filed([pattern]).items()
    match = compile_together(parts, Start(*entry[1:]), SCHEMA)
    budget = [60]
    with pytest.raises(BudgetExceeded):
        match(PERSONS, AS_OF, budget, [])
    assert budget[0] < 0, "whoever counts on finds that nothing is left"
    enough = [100_000]
    rows: list[tuple[int, dict[str, object]]] = []
    match(PERSONS, AS_OF, enough, rows)
    assert rows
    assert 0 < enough[0] < 100_000 - 100


def test_the_longest_pattern_there_may_be_is_matched() -> None:
    longest = "(n:Need {status: 'confirmed'})<-[:HAS]-(p0:Person)" + "".join(
        f"-[:KNOWS]-(p{number}:Person)" for number in range(1, 15)
    )
    graph = PropertyGraph(SCHEMA.keys)
    graph.add_node("n", {"Need"}, {"status": "confirmed"})
    for number in range(15):
        graph.add_node(f"p{number}", {"Person"})
    graph.add_relationship("r", "HAS", "p0", "n")
    for number in range(14):
        graph.add_relationship(f"k{number}", "KNOWS", f"p{number}", f"p{number + 1}")
    ((entry, parts),) = filed([parse_pattern(longest), parse_pattern(longest.replace("n:", "other:"))]).items()
    rows: list[tuple[int, dict[str, object]]] = []
    compile_together(parts, Start(*entry[1:]), SCHEMA)(graph, AS_OF, [UNBOUNDED], rows)
    assert [(place, len(row)) for place, row in rows] == [(0, 16), (1, 16)]


@pytest.mark.parametrize(
    ("match", "where", "walks"),
    [
        ("(a:Person)-[:KNOWS]-(b:Person)", None, False),
        ("(a:Person)-[:KNOWS*1..2]-(b:Person)", None, True),
        ("(a:Person)", "NOT EXISTS { (a)-[:KNOWS*1..2]-(:Person {age: 3}) }", True),
        ("(a:Person)", "EXISTS { (a)-[:KNOWS]-(b:Person) WHERE EXISTS { (b)-[:KNOWS*2..2]-(a) } }", True),
        ("(a:Person)", "VALUE { (a)-[:KNOWS]-(b) RETURN max(COUNT { (b)-[:KNOWS*1..2]-(:Person) }) } > 2", True),
        ("(a:Person)", "VALUE { (a)-[:KNOWS]-(b:Person) RETURN max(b.age) } > 2", False),
    ],
)
def test_a_path_of_variable_length_is_found_wherever_it_stands(match: str, where: str | None, walks: bool) -> None:
    assert has_walk(parse_pattern(match, where)) is walks
