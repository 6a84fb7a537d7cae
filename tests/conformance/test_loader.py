"""The TCK loader itself: what it reads from feature files, set-up texts and tables."""

from __future__ import annotations

import pytest

from .create import created
from .gherkin import Example, read_all, read_feature
from .literals import comparable, read_value
from .outcome import in_subset, right

OUTLINE = """
Feature: Sums1 - Sums

  Scenario Outline: [1] Adding
    Given an empty graph
    And parameters are:
      | x | <x> |
    When executing query:
      \"\"\"
      RETURN $x + 1 AS y
      \"\"\"
    Then the result should be, in any order:
      | y   |
      | <y> |
    And no side effects

    Examples:
      | x | y |
      | 1 | 2 |
      | 2 | 3 |
"""


def test_an_outline_gives_one_example_a_row() -> None:
    first, second = read_feature(OUTLINE)
    assert (first.parameters, first.table) == ((("x", "1"),), (("y",), ("2",)))
    assert second.name == "Sums1 [1] Adding (2 | 3)"


def test_an_unknown_step_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown step 'a miracle'"):
        read_feature(OUTLINE.replace("no side effects", "a miracle"))


def test_every_example_has_a_query_and_an_expectation() -> None:
    assert all(example.query and example.expected != "nothing" for example in read_all())


def test_names_tell_examples_apart() -> None:
    names = [example.name for example in read_all()]
    assert len(names) == len(set(names))


def test_variables_hold_across_create_clauses() -> None:
    graph = created(("CREATE (a:A), (b:B {x: [1, 2.0]})\nCREATE (a)<-[:T {y: 'z'}]-(b)",))
    (relationship,) = graph.relationships.values()
    assert (relationship.start.labels, relationship.end.labels) == ({"B"}, {"A"})
    assert relationship.start.properties == {"x": [1, 2.0]}


def test_a_path_may_turn_round() -> None:
    graph = created(("CREATE (:A)<-[:X]-()-[:X]->(:B)",))
    assert len(graph.nodes) == 3
    assert {r.start.id for r in graph.relationships.values()} == {"n1"}


def test_integers_and_floats_are_told_apart() -> None:
    assert comparable(read_value("1")) != comparable(read_value("1.0"))


def test_truth_values_and_integers_are_told_apart() -> None:
    assert comparable(read_value("[true]")) != comparable(read_value("[1]"))


def test_rows_are_compared_as_a_multiset() -> None:
    example = Example("F", "s", expected="rows", table=(("a",), ("1",), ("1",), ("2",)))
    assert right(example, [{"a": 1}, {"a": 2}, {"a": 1}])
    assert not right(example, [{"a": 1}, {"a": 2}, {"a": 2}])


def test_columns_are_compared_in_order() -> None:
    example = Example("F", "s", expected="rows", table=(("a", "b"), ("1", "1")))
    assert not right(example, [{"b": 1, "a": 1}])


def test_rows_where_an_error_is_expected_are_wrong() -> None:
    assert not right(Example("F", "s", expected="error", error="SyntaxError: X"), [])


def test_starts_with_is_no_clause() -> None:
    assert in_subset(Example("F", "s", query="MATCH (a) WHERE a.x STARTS WITH 'WITH' RETURN a"))
    assert not in_subset(Example("F", "s", query="WITH 1 AS a RETURN a"))
