"""A pattern that could not mean what its author meant is refused, with its place and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import PatternError, UnsupportedFeature
from routing.pattern import PropertyType, Schema, check_pattern, parse_pattern, query
from routing.pattern.graph import PropertyGraph
from routing.pattern.parser import MAX_TEXT
from routing.vocabulary import core

DATA = Path(__file__).parent.parent / "data" / "patterns"
ERRORS = yaml.safe_load((DATA / "errors.yaml").read_text(encoding="utf-8"))
QUERIES = yaml.safe_load((DATA / "query_errors.yaml").read_text(encoding="utf-8"))


def name(entry: dict[str, Any]) -> str:
    return f"{entry['match'][:60]} | {(entry.get('where') or '')[:60]}"


@pytest.mark.parametrize("entry", ERRORS, ids=name)
def test_a_wrong_pattern_says_where_and_what(entry: dict[str, Any]) -> None:
    with pytest.raises(PatternError) as caught:
        check_pattern(parse_pattern(entry["match"], entry.get("where")), core().schema)
    found = caught.value
    assert f"{found.part}:{found.line}:{found.column}" == entry["at"]
    assert found.message == entry["error"]
    assert found.help == entry.get("help")
    assert isinstance(found, UnsupportedFeature) is entry.get("refused", False)


@pytest.mark.parametrize("entry", QUERIES, ids=lambda entry: entry["query"])
def test_a_wrong_query_says_where_and_what(entry: dict[str, Any]) -> None:
    with pytest.raises(PatternError) as caught:
        query(PropertyGraph(), entry["query"])
    found = caught.value
    assert f"{found.line}:{found.column}: {found.message}" == entry["error"]
    assert isinstance(found, UnsupportedFeature) is entry.get("refused", False)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(PatternError, match="longer than 8192"):
        parse_pattern("(p)" + " " * MAX_TEXT)


def test_the_offset_points_into_the_part_that_is_wrong() -> None:
    where = "p.age > 1 AND\n  p.agee < 3"
    with pytest.raises(PatternError) as caught:
        check_pattern(parse_pattern("(p:Person)", where), core().schema)
    assert where[caught.value.offset :].startswith("p.agee")
    assert (caught.value.line, caught.value.column) == (2, 3)


DEEP = {
    "brackets": "(" * 41 + "true" + ")" * 41,
    "conditions in brackets": "(NOT " * 39 + "true" + ")" * 39,
    "sums in brackets": "(1 + " * 39 + "1" + ")" * 39 + " = 1",
    "a long sum": " + ".join(["1"] * 70) + " = 1",
    "signs": "-" * 70 + "1 = 1",
    "negations": "NOT " * 70 + "true",
}


@pytest.mark.parametrize("where", DEEP.values(), ids=DEEP.keys())
def test_what_is_nested_too_deeply_is_refused(where: str) -> None:
    with pytest.raises(PatternError, match=r"nested more than 64 levels|more than 40 brackets"):
        parse_pattern("(p:Person)", where)


@pytest.mark.parametrize("number", ["9223372036854775808", "1" * 50, "0xFFFFFFFFFFFFFFFFF"])
def test_a_number_beyond_64_bits_is_refused(number: str) -> None:
    with pytest.raises(PatternError, match="64 bits"):
        parse_pattern("(p:Person)", f"p.age < {number}")


NUMBERS = Schema(
    {
        "A": {"x": PropertyType("integer"), "y": PropertyType("integer")},
        "B": {"x": PropertyType("float"), "y": PropertyType("string")},
    },
    {},
)


def test_a_property_that_two_labels_type_differently_is_taken_as_what_both_are() -> None:
    assert check_pattern(parse_pattern("(n)", "n.x > 1 AND n.y = 'a' AND n.y > 1"), NUMBERS)["n"].labels == {"A", "B"}
    with pytest.raises(PatternError, match="needs strings"):
        check_pattern(parse_pattern("(n)", "n.x STARTS WITH 'a'"), NUMBERS)


@pytest.mark.parametrize(
    "fragment", ["STARTS WITH 'housing.'", "ENDS WITH '.eviction'", "CONTAINS 'carer'", "CONTAINS null"]
)
def test_a_part_that_some_code_has_is_accepted(fragment: str) -> None:
    assert "n" in check_pattern(parse_pattern("(n:Need)", f"n.code {fragment}"), core().schema)
