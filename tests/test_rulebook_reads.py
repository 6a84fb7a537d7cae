"""Which findings a pattern reads: the edges from which strata are made."""

from __future__ import annotations

import pytest

from routing.pattern.parser import parse_pattern
from routing.rulebook.reads import ANY, reads
from routing.vocabulary import core

PLAIN = {
    "(p:Person)-[:HAS]->(n:Need)": "",
    "(p)-[:HAS]->(n)": "",
    "(p:Person)--(n:Need)": "",
    "(p)": ANY,
    "(p:Person)--()": ANY,
    "(p:Person)-[:IN]->()": "",
    "(p:Person)-->()": "",
    "(p:Person)<-[:ABOUT]-()": ANY,
    "(f:Finding {kind: 'x'})-[:ABOUT]->(p)": "x",
    "(:Finding {kind: 'x'})-[:ABOUT]->(p)": "x",
    "(f:Finding)-[:ABOUT]->(p)": ANY,
    "(f)-[:ABOUT]->(p), (f:Finding {kind: 'x'})": "x",
    "(p:Person)-[*1..2]-(q:Person)": ANY,
    "(p:Person)-[:ABOUT*1..2]-(q:Person)": ANY,
    "(p:Person)-[:PARENT_OF*1..2]->(q:Person)": "",
}
CONDITIONS = {
    "f.kind = 'x'": "x",
    "'x' = f.kind": "x",
    "f.kind IN ['x', 'y']": "x y",
    "p.age > 3 AND (f.kind = 'x' AND p.age < 9)": "x",
    "f.kind = 'x' OR p.age > 3": ANY,
    "NOT f.kind = 'x'": ANY,
    "f.kind <> 'x'": ANY,
    "f.kind IN ['x', toString(p.age)]": ANY,
    "f.kind STARTS WITH 'x'": ANY,
}
CLOSED = {
    "NOT EXISTS { (f:Finding {kind: 'x'})-[:ABOUT]->(p) }": "x",
    "EXISTS { (f:Finding)-[:ABOUT]->(p) WHERE f.kind = 'x' }": "x",
    "COUNT { (f:Finding)-[:ABOUT]->(p) } > 1": ANY,
    "COUNT { (p)--() } > 1": ANY,
    "VALUE { (p)-[:LIVES_WITH]-(q) RETURN max(q.age) } > 1": "",
    "EXISTS { (p)-[:LIVES_WITH]-(q) WHERE EXISTS { (f:Finding {kind: 'x'})-[:ABOUT]->(q) } }": "x",
    "p.age > 3 OR size([COUNT { (:Finding {kind: 'x'})-[:ABOUT]->(p) }]) = 1": "x",
}


def kinds(text: str) -> set[str]:
    return set(text.split())


@pytest.mark.parametrize("match", PLAIN)
def test_paths_read_the_kinds_they_can_match(match: str) -> None:
    found = reads(parse_pattern(match), core().schema)
    assert (found.plain, found.closed) == (kinds(PLAIN[match]), set())


@pytest.mark.parametrize("where", CONDITIONS)
def test_only_a_condition_that_must_be_true_narrows_the_kinds(where: str) -> None:
    found = reads(parse_pattern("(f:Finding)-[:ABOUT]->(p:Person)", where), core().schema)
    assert found.plain == kinds(CONDITIONS[where])


@pytest.mark.parametrize("where", CLOSED)
def test_subqueries_read_what_must_be_complete(where: str) -> None:
    found = reads(parse_pattern("(p:Person)", where), core().schema)
    assert (found.plain, found.closed) == (set(), kinds(CLOSED[where]))


def test_a_finding_bound_outside_is_not_read_again_inside() -> None:
    where = "f.kind = 'x' AND EXISTS { (f)-[:ABOUT]->(q:Person) WHERE q.age > 3 }"
    found = reads(parse_pattern("(f:Finding)-[:ABOUT]->(p:Person)", where), core().schema)
    assert (found.plain, found.closed) == ({"x"}, set())
