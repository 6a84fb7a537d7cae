"""`query`: what a person who wants the matcher alone would try first, on both evaluators."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from routing.errors import RoutingError
from routing.pattern import (
    Node,
    PropertyGraph,
    PropertyType,
    Relationship,
    RelationshipType,
    Schema,
    compile_pattern,
    parse_pattern,
    query,
)
from routing.pattern.reference import match
from routing.pattern.syntax import Constant, Property, Variable

ENGINES = pytest.mark.parametrize("engine", ["compiled", "reference"])


@pytest.fixture
def graph() -> PropertyGraph:
    g = PropertyGraph()
    g.add_node("p", {"Person"}, {"name": "Hana", "age": 82})
    g.add_node("q", {"Person", "Carer"}, {"name": "Jun", "age": 52})
    g.add_node("r", {"Person"}, {"name": "Mei"})
    g.add_node("c", {"Cat"}, {"age": 3})
    g.add_relationship("pq", "PARENT_OF", "p", "q", {"since": 1974})
    g.add_relationship("qr", "PARENT_OF", "q", "r")
    g.add_relationship("qp", "CARES_FOR", "q", "p")
    g.add_relationship("rc", "OWNS", "r", "c")
    return g


VALUES: dict[str, Any] = {
    "1 + 2 * 3 - 4": 3,
    "7 / 2": 3,
    "-7 / 2": -3,
    "7 / -2": -3,
    "-7 % 3": -1,
    "7.0 / 2": 3.5,
    "7 / 0": None,
    "7 % 0": None,
    "1.0 / 0": math.inf,
    "-1.0 / 0": -math.inf,
    "5.5 % 2": 1.5,
    "9223372036854775807 + 1": None,
    "9223372036854775807 * 2": None,
    "- 5": -5,
    "+5": 5,
    "0x1F + 0o17": 46,
    ".5 + 1e1": 10.5,
    "'a' + 'b'": "ab",
    "'a' + 1": "a1",
    "1.5 + 'a'": "1.5a",
    "toString(1.0 / 0.0)": "Infinity",
    "toString(-1.0 / 0.0)": "-Infinity",
    "toString(0.0 / 0.0)": "NaN",
    "toString(true)": "true",
    "toString(null)": None,
    "[1] + [2, 3]": [1, 2, 3],
    "[1] + 2": [1, 2],
    "1 + [2]": [1, 2],
    r"'it\'s \u3042 \n'": "it's あ \n",
    '"double"': "double",
    "1 < 2 < 3": True,
    "1 < 3 < 2": False,
    "1 < null < 0": None,
    "3 > 2 >= 2": True,
    "'a' < 'b'": True,
    "1 < 'a'": None,
    "[1, 2] < [1, 3]": True,
    "[1] < [1, 2]": True,
    "[null] < [1]": None,
    "false < true": True,
    "1 = 1.0": True,
    "1 = '1'": False,
    "1 <> '1'": True,
    "null IN []": False,
    "1 IN [null]": None,
    "1 IN [null, 1]": True,
    "'Hana' STARTS WITH 'Ha'": True,
    "'Hana' ENDS WITH 'na'": True,
    "'Hana' CONTAINS 'an'": True,
    "'Hana' CONTAINS null": None,
    "size('ab')": 2,
    "size([1, 2, 3])": 3,
    "abs(-3)": 3,
    "coalesce(null, 4)": 4,
    "coalesce(null)": None,
    "toInteger('12')": 12,
    "toInteger('12.9')": 12,
    "toInteger('x')": None,
    "toInteger(2.7)": 2,
    "toInteger(1.0 / 0.0)": None,
    "days_until('2026-04-11')": 10,
    "days_until('2026-03-31')": -1,
    "days_until('2026-02' + '-30')": None,
    "days_until('so' + 'on')": None,
    "days_until('2026-W14' + '-3')": None,
    "1 IS NULL": False,
    "null IS NULL": True,
    "null IS NOT NULL": False,
    "true XOR true XOR true": True,
    "NOT NOT true": True,
    "true OR null": True,
    "false AND null": False,
    "COUNT { (n) } + 0": 4,
    "EXISTS { (:Cat) }": True,
    "VALUE { (n:Person) RETURN sum(n.age) }": 134,
    "VALUE { (n:Dog) RETURN sum(n.age) }": 0,
    "VALUE { (n:Person) RETURN sum(n.name) }": None,
    "VALUE { (n:Person) RETURN sum(n.age * 2e306) }": math.inf,
    "VALUE { (n:Dog) RETURN max(n.age) }": None,
    "VALUE { (n:Person) RETURN min(n.name) }": "Hana",
    "COUNT { MATCH (n)-->(m) WHERE n.age > 1 RETURN DISTINCT n }": 2,
    "COUNT { (n:Person) WHERE EXISTS { (n)-->(m) WHERE m.age > n.age } }": 1,
    "$given + 1": 42,
    "EXISTS { (n) WHERE n.age = $given + 11 AND EXISTS { (n)-->() WHERE $given = 41 } }": True,
}


@ENGINES
@pytest.mark.parametrize("text", VALUES, ids=str)
def test_an_expression_has_its_value(graph: PropertyGraph, engine: Any, text: str) -> None:
    day = dt.date(2026, 4, 1)
    found = query(graph, f"RETURN {text} AS value", engine=engine, as_of=day, parameters={"given": 41})
    value = found[0]["value"]
    assert value == VALUES[text]
    assert type(value) is type(VALUES[text])


@pytest.mark.parametrize("text", [text for text in VALUES if "$" not in text], ids=str)
def test_an_expression_has_the_same_value_where_it_is_compiled(graph: PropertyGraph, text: str) -> None:
    day = dt.date(2026, 4, 1)
    where = f"(({text}) IS NULL AND $is_null) OR ({text}) = $value"
    found = query(
        graph,
        f"MATCH (cat:Cat) WHERE {where} RETURN cat.age",
        as_of=day,
        parameters={"value": VALUES[text], "is_null": VALUES[text] is None},
    )
    assert found == [{"cat.age": 3}]


@ENGINES
def test_columns_are_named_by_their_text_or_alias(graph: PropertyGraph, engine: Any) -> None:
    found = query(graph, "MATCH (a:Cat) RETURN a.age + 1 AS next, a . age, count(*)", engine=engine)
    assert found == [{"next": 4, "a . age": 3, "count(*)": 1}]


@ENGINES
def test_nodes_and_relationships_come_back_as_they_are(graph: PropertyGraph, engine: Any) -> None:
    (row,) = query(graph, "MATCH (a)-[r:OWNS]->(b) RETURN a, r, b, [a, r] AS both", engine=engine)
    assert isinstance(row["a"], Node)
    assert row["a"].properties["name"] == "Mei"
    assert isinstance(row["r"], Relationship)
    assert (row["r"].type, row["r"].end) == ("OWNS", row["b"])
    assert row["both"] == [row["a"], row["r"]]


@ENGINES
def test_functions_of_nodes_and_relationships(graph: PropertyGraph, engine: Any) -> None:
    (row,) = query(
        graph, "MATCH (a:Carer)-[r:CARES_FOR]->() RETURN labels(a) AS l, type(r) AS t, id(r) AS i", engine=engine
    )
    assert row == {"l": ["Carer", "Person"], "t": "CARES_FOR", "i": "qp"}


@ENGINES
def test_grouping_takes_null_as_one_group(graph: PropertyGraph, engine: Any) -> None:
    text = "MATCH (a:Person) RETURN a.age > 60 AS old, count(*) AS n, collect(a.name) AS names, avg(a.age) AS mean"
    found = {row["old"]: (row["n"], row["names"], row["mean"]) for row in query(graph, text, engine=engine)}
    assert found == {True: (1, ["Hana"], 82), False: (1, ["Jun"], 52), None: (1, ["Mei"], None)}


@ENGINES
def test_aggregates_leave_nulls_out_and_know_distinct(graph: PropertyGraph, engine: Any) -> None:
    text = "MATCH (a)-->(b) RETURN count(a.age) AS known, count(DISTINCT a) AS starts, max(b.age) - min(b.age) AS span"
    assert query(graph, text, engine=engine) == [{"known": 3, "starts": 3, "span": 79}]


@ENGINES
def test_an_aggregate_may_stand_inside_an_expression(graph: PropertyGraph, engine: Any) -> None:
    assert query(graph, "MATCH (a:Dog) RETURN count(a) > 0 AS some, [count(*)] AS n", engine=engine) == [
        {"some": False, "n": [0]}
    ]


@ENGINES
def test_distinct_rows_are_given_once(graph: PropertyGraph, engine: Any) -> None:
    assert query(
        graph,
        "MATCH (a:Person)--(b:Person) RETURN DISTINCT 1 AS one, [a.age, b.age] IS NULL AS x",
        engine=engine,
    ) == [{"one": 1, "x": False}]


@ENGINES
def test_a_mixed_minimum_puts_lists_before_strings_before_numbers(graph: PropertyGraph, engine: Any) -> None:
    g = PropertyGraph()
    for number, value in enumerate((1, "a", [1], True, 0.5)):
        g.add_node(str(number), (), {"v": value})
    assert query(g, "MATCH (n) RETURN min(n.v) AS low, max(n.v) AS high", engine=engine) == [{"low": [1], "high": 1}]


@ENGINES
def test_a_later_match_keeps_what_an_earlier_one_bound(graph: PropertyGraph, engine: Any) -> None:
    text = "MATCH (a)-[r:PARENT_OF]->(b) MATCH (b)-[r2]->(c), (a)-[r]->(b) RETURN a.name, r2"
    assert len(query(graph, text, engine=engine)) == 3


@ENGINES
def test_a_quoted_name_may_be_any_text(graph: PropertyGraph, engine: Any) -> None:
    assert query(graph, "MATCH (`the cat`:Cat) RETURN `the cat`.age AS `how old`", engine=engine) == [{"how old": 3}]


@ENGINES
def test_comments_are_skipped(graph: PropertyGraph, engine: Any) -> None:
    assert query(graph, "MATCH (a:Cat) // the cat\nRETURN /* its age */ a.age", engine=engine) == [{"a.age": 3}]


@ENGINES
def test_a_property_of_something_that_has_none_is_null(graph: PropertyGraph, engine: Any) -> None:
    assert query(
        graph, "MATCH (a:Cat) RETURN coalesce(a.age, a).x AS x, coalesce(null, a):Cat AS y", engine=engine
    ) == [{"x": None, "y": True}]


@ENGINES
def test_an_inline_map_on_a_path_holds_for_each_of_its_relationships(graph: PropertyGraph, engine: Any) -> None:
    text = "MATCH (a)-[:PARENT_OF*1..2 {since: 1970 + 4}]->(b) RETURN a.name, b.name"
    assert query(graph, text, engine=engine) == [{"a.name": "Hana", "b.name": "Jun"}]


def test_a_compiled_pattern_gives_its_matches_by_name(graph: PropertyGraph) -> None:
    pattern = parse_pattern("(a:Carer)-[r:CARES_FOR]->(b)")
    assert compile_pattern(pattern).matches(graph) == match(graph, pattern)


def test_a_graph_without_the_keys_of_the_schema_is_searched_by_label() -> None:
    text = PropertyType("string")
    schema = Schema(
        {"Need": {"code": text}},
        {"NEXT": RelationshipType(frozenset({"Need"}), frozenset({"Need"}))},
        {"Need": ("code",)},
    )
    pattern = compile_pattern(parse_pattern("(n:Need {code: 'x'})"), schema)
    for keys in ({}, schema.keys):
        g = PropertyGraph(keys)
        g.add_node("1", {"Need"}, {"code": "x"})
        g.add_node("2", {"Need"}, {"code": "y"})
        assert [row[0].id for row in pattern.rows(g)] == ["1"]


def test_a_match_ends_when_its_budget_is_used_up(graph: PropertyGraph) -> None:
    pattern = compile_pattern(parse_pattern("(a), (b), (c)"))
    with pytest.raises(RoutingError, match="budget"):
        pattern.rows(graph, budget=[20])
    left = [1000]
    assert len(pattern.rows(graph, budget=left)) == 64
    assert left == [1000 - 4 - 16 - 64]


def test_positions_do_not_count_when_syntax_is_compared() -> None:
    assert parse_pattern("(a)", "a.x =  1") == parse_pattern("(a)", "a.x=1")
    assert Property(Variable("a"), "x") != Constant("a.x")


@ENGINES
def test_subqueries_stand_inside_subqueries(graph: PropertyGraph, engine: Any) -> None:
    children_of = "COUNT { (b)-[:PARENT_OF]->(c) WHERE EXISTS { (c) WHERE $any } }"
    text = f"MATCH (a:Person) WHERE VALUE {{ (a)-[:PARENT_OF]->(b) RETURN max({children_of}) }} >= $least RETURN a.name"
    assert query(graph, text, engine=engine, parameters={"any": True, "least": 1}) == [{"a.name": "Hana"}]


@ENGINES
def test_what_has_no_order_still_has_a_minimum(graph: PropertyGraph, engine: Any) -> None:
    (row,) = query(graph, "MATCH (a:Cat) RETURN min(coalesce(a.name, a)) AS least", engine=engine)
    assert row["least"].id == "c"


@ENGINES
def test_what_a_path_of_variable_length_took_is_a_list(graph: PropertyGraph, engine: Any) -> None:
    text = "MATCH (a {name: 'Hana'})-[way:PARENT_OF*2..2]->(b) RETURN way, collect(way) AS ways"
    (row,) = query(graph, text, engine=engine)
    assert [r.id for r in row["way"]] == ["pq", "qr"]
    assert row["ways"] == [row["way"]]
