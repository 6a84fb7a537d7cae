"""A pattern that could not mean what its author meant is refused, with its place and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import PatternError, UnsupportedFeature
from routing.pattern import check_pattern, parse_pattern, query
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
