"""Patterns that share a start match together what each matches alone."""

from __future__ import annotations

import random

import pytest

from routing.engines.entry import Entry, way_in
from routing.pattern import PropertyGraph, parse_pattern
from routing.pattern.budget import UNBOUNDED, BudgetExceeded
from routing.pattern.syntax import Pattern
from routing.pattern.together import Part, Start, compile_together, has_walk

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
