"""ladybug, an embedded graph database that nobody here wrote, finds what a pattern means here: a third opinion."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from routing.pattern import PropertyGraph
from routing.pattern.parser import parse_pattern
from routing.pattern.syntax import Pattern

from .agreement import Rows, by_id, expected
from .ladybug_agreement import Comparison
from .ladybug_child import Ladybug
from .ladybug_kinds import NotShared
from .ladybug_tables import Tables
from .worlds import LOOSE, TYPED, World

pytestmark = pytest.mark.skipif(find_spec("ladybug") is None, reason="ladybug, the third opinion, is not installed")

WORLDS = pytest.mark.parametrize("world", [LOOSE, TYPED], ids=["without a schema", "with a schema"])
SYNTAX = {"AND", "OR", "XOR", "NOT", "IS NULL", "IS NOT NULL", "unary -", "label test", "chain", "null", "true"}
OPERATORS = {"=", "<>", "<", "<=", ">", ">=", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS", *"+-*/%"}
FUNCTIONS = {"size", "coalesce", "abs", "labels", "type", "id", "toInteger", "toString", "days_until"}
SUBQUERIES = {"EXISTS", "COUNT", "COUNT DISTINCT", "VALUE sum", "VALUE min", "VALUE max", "subquery in a subquery"}
PATHS = {"->", "<-", "--", "alternative types", "repeated node", "inline map"}
LEAST_PAIRS = 10
"""How many pairs must use each construct."""

EXAMPLES = [
    ("(a:A)-[r:R]->(b)", None),
    ("(a)-[r]-(b)-[s]-(c)", None),
    ("(a)-[r:R|S]->(a)", None),
    ("(a:A:B), (b:C)", "a.x < b.x"),
    ("(a)-[r {x: 1}]->(b {x: a.x})", None),
    ("(a)", "NOT a.b OR a.x IN [1, null, 40]"),
    ("(a)", "1 <= a.x < 40 XOR a.s CONTAINS ''"),
    ("(a), (b)", "a <> b AND a.s + 'b' = b.s"),
    ("(a)", "a.x / 2 = 0 AND a.x % 2 <> 0 OR a.y / 0 > 1"),
    ("(a)", "EXISTS { (a)-[:R]->(b) WHERE b.x > a.x }"),
    ("(a)", "COUNT { (a)--(b) } = 2"),
    ("(a)-[r]->(b)", "EXISTS { (c)-[r]->(d) WHERE d:A AND EXISTS { (d)-->(e) WHERE e.x = a.x } }"),
    ("(a)", "COUNT { (a)--(b) RETURN DISTINCT b.x } > 1"),
    ("(a)", "VALUE { (a)--(b) WHERE b.x > a.x RETURN sum(b.x) } < VALUE { (b:B) RETURN max(b.x) }"),
    ("(a)", "days_until(a.d) < 15 AND id(a) <> toString(a.x) OR size(labels(a)) = 3"),
]


@pytest.fixture(scope="module")
def ladybug() -> Iterator[Ladybug]:
    with Ladybug() as child:
        yield child


def example_graph() -> PropertyGraph:
    """Parallel relationships, a self-loop, and properties that are absent here and there."""
    graph = PropertyGraph()
    graph.add_node("n0", {"A"}, {"x": 1, "y": 1.0, "s": "a", "b": True, "d": "2026-04-15"})
    graph.add_node("n1", {"A", "B"}, {"x": 40, "y": 0.0, "s": "ab", "b": False})
    graph.add_node("n2", {"A", "B", "C"}, {"x": -7, "d": "2026-03-31"})
    graph.add_node("n3", set(), {"s": "it's \\", "b": True})
    graph.add_node("n4", {"C"}, {"x": 1, "y": -3.0})
    ends = ["01", "01", "10", "11", "12", "20", "34", "44", "24", "31"]
    for number, (start, end) in enumerate(ends):
        details = {"x": number % 3} if number % 4 else {}
        graph.add_relationship(f"r{number}", "RST"[number % 3], f"n{start}", f"n{end}", details)
    return graph.freeze()


@pytest.mark.parametrize(("paths", "where"), EXAMPLES)
def test_ladybug_finds_the_rows_of_an_example_in_each_way_of_asking(
    ladybug: Ladybug, paths: str, where: str | None
) -> None:
    pattern, graph = parse_pattern(paths, where), example_graph()
    answers = dict(Comparison(LOOSE, ladybug).each_way(graph, pattern))
    rows = expected(graph, pattern)
    assert rows
    assert answers["column"] == rows
    assert rows in [answer for way, answer in answers.items() if way != "column"]


@WORLDS
def test_ladybug_finds_the_rows_of_drawn_patterns(ladybug: Ladybug, world: World) -> None:
    tally = Comparison(world, ladybug).run(random.Random(3), rounds=1, count=30)
    assert not tally.disagreements, tally.disagreements[0]
    assert tally.pairs >= 30
    assert tally.with_rows >= tally.pairs / 5


@WORLDS
@pytest.mark.soak
def test_ladybug_finds_the_rows_of_many_drawn_patterns(ladybug: Ladybug, world: World) -> None:
    start = time.perf_counter()
    tally = Comparison(world, ladybug).run(random.Random(20260401), rounds=75)
    print(f"{tally.summary()}, {time.perf_counter() - start:.0f} s")
    print(*tally.set_aside, sep="\n")
    assert not tally.disagreements, "\n\n".join(tally.disagreements)
    assert tally.pairs >= 10_000
    assert tally.with_rows >= tally.pairs / 5, "too few pairs have rows for the comparison to mean much"
    assert len(tally.set_aside) <= tally.pairs / 500, "ladybug is left out too often"
    rare = {name: tally.used[name] for name in covered(world) if tally.used[name] < LEAST_PAIRS}
    assert not rare, "too few pairs use these constructs"


def covered(world: World) -> set[str]:
    every = SYNTAX | OPERATORS | FUNCTIONS | SUBQUERIES | PATHS
    return every if world.schema else every | {"two labels"}


# Where ladybug and openCypher differ, as docs/decisions/third-opinion.md has it: what the harness must write otherwise.


@pytest.mark.soak
@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("RETURN null IN []", [[None]]),
        ("RETURN 1 IN [2, null]", [[False]]),
        ("RETURN 'a' CONTAINS ''", [[False]]),
        ("MATCH (a {key: 'n3'}) RETURN a.t + 'x'", [["x"]]),
        ("RETURN [1, null] = [1, null]", [[True]]),
        ("RETURN CAST(2.7 AS INT64)", [[3]]),
        ("RETURN CAST(2.5 AS STRING)", [["2.500000"]]),
        ("MATCH (a {key: 'n1'}) RETURN 1.0 < a.y / a.y", [[True]]),
        ("RETURN 9007199254740993 = 9007199254740992.0", [[True]]),
        ("MATCH (a {key: 'n4'})-[r]-(a) RETURN count(*)", [[2]]),
        ("MATCH ({key: 'n0'})-[r]->()<-[s]-() WHERE r = s RETURN count(*) > 0", [[True]]),
        ("MATCH (a {key: 'n0'}) RETURN EXISTS { MATCH (b) WHERE b.x = 40 OR a.t = a.t }", [[False]]),
        ("MATCH (a {key: 'n0'}) RETURN COUNT { MATCH (a:C) }", []),
    ],
)
def test_ladybug_differs_from_opencypher_as_documented(ladybug: Ladybug, query: str, answer: Any) -> None:
    (found,) = ladybug.answers(list(Tables(LOOSE).statements(example_graph())), [query])
    assert found == answer


@pytest.mark.parametrize(
    "query",
    [
        "RETURN 1 / 0",
        "MATCH (a) WHERE a.x = 'a' RETURN a.key",
        "MATCH (a) WHERE 1 < a.x < 3 RETURN a.key",
        "MATCH (a) WHERE a:A RETURN a.key",
        "MATCH (a) RETURN EXISTS { (a)-->() }",
        "MATCH (a) RETURN COUNT { MATCH (a)--(b) RETURN DISTINCT b }",
        "MATCH (a)-[r]->(b) RETURN EXISTS { MATCH (c)-[r]->(d) }",
        "RETURN 9223372036854775807 + 1",
    ],
)
@pytest.mark.soak
def test_ladybug_refuses_what_opencypher_has(ladybug: Ladybug, query: str) -> None:
    (found,) = ladybug.answers(list(Tables(LOOSE).statements(example_graph())), [query])
    assert isinstance(found, str)
    assert found != "it crashed"


@pytest.mark.parametrize(
    "where",
    ["a.x = 'one'", "a.x + a.s = 'a1'", "toString(a.y) = '1.0'", "[1, a.x] = [1, 1]", "EXISTS { (a)-[:R*1..2]->() }"],
)
def test_what_means_something_else_there_is_not_compared(ladybug: Ladybug, where: str) -> None:
    with pytest.raises(NotShared):
        Comparison(LOOSE, ladybug).query(parse_pattern("(a)", where), "column")


# That the harness can find an error.


def one_row_less(graph: PropertyGraph, pattern: Pattern) -> Rows:
    rows = expected(graph, pattern)
    return rows - Counter(list(rows)[:1])


def less_or_equal(graph: PropertyGraph, pattern: Pattern) -> Rows:
    return expected(graph, parse_pattern("(a)", "a.x <= 40"))


def null_is_false(graph: PropertyGraph, pattern: Pattern) -> Rows:
    return expected(graph, parse_pattern("(a)", "NOT coalesce(a.b, false)"))


def used_twice(graph: PropertyGraph, pattern: Pattern) -> Rows:
    """As if a relationship could be used twice."""
    nodes = graph.nodes.values()
    pairs = [(r.start, r.end) for r in graph.relationships.values() if r.type == "R"]
    return by_id([{"a": a, "c": c} for a in nodes for s, b in pairs if s is a for c, t in pairs if t is b])


@pytest.mark.parametrize(
    ("paths", "where", "mistaken"),
    [
        ("(a:A)-[:R]->(b)", None, one_row_less),
        ("(a)", "a.x < 40", less_or_equal),
        ("(a)", "NOT a.b", null_is_false),
        ("(a)-[:R]->()<-[:R]-(c)", None, used_twice),
    ],
)
def test_a_mistaken_meaning_is_reported_with_a_small_example(
    ladybug: Ladybug, paths: str, where: str | None, mistaken: Any
) -> None:
    comparison = Comparison(LOOSE, ladybug, mistaken)
    comparison.compare(example_graph(), [parse_pattern(paths, where)])
    assert comparison.tally.outcomes == {"different": 1}
    (report,) = comparison.tally.disagreements
    assert report.startswith("MATCH (")
    assert "expected:" in report
    assert len(report.splitlines()) < 25


def test_a_crash_costs_one_answer(ladybug: Ladybug) -> None:
    statements = list(Tables(LOOSE).statements(example_graph()))
    slow = "MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i) WHERE a.x + i.x > 0 RETURN count(b.x + h.x)"
    answers = ladybug.answers(statements, ["RETURN 1", slow, "RETURN 3"])
    assert next(answers) == [[1]]
    assert ladybug.process
    ladybug.process.kill()
    assert list(answers) == ["it crashed", [[3]]]
