"""A case on a line of JSON is read in one go where that is sure to say the same as reading it with care."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.workload.cases import cases
from benchmarks.workload.counter import counter_cases
from routing.case import Case
from routing.case.line import MOST_CHARACTERS, case_of_line
from routing.case.reading import case_of_data
from routing.errors import CaseError
from routing.source import load_json
from routing.vocabulary import core
from tests.damage import damaged

GIVEN = [*cases(31, 40), *counter_cases(31, 80)]
SMALL: dict[str, Any] = {
    "case": "K-1",
    "as_of": "2026-04-01",
    "municipality": "ube",
    "received_by": "npo",
    "persons": [{"id": "a", "age": 82, "attributes": {"employment": "none"}}],
}


def written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def with_care(text: str) -> Case:
    """The case of a text, read first and checked then."""
    return case_of_data(load_json(text, error=CaseError).data)


def told(case: Case) -> tuple[str, list[frozenset[str]]]:
    """All that a case says, with which of its fields were given."""
    given = case.__dict__
    parts = [part for name in given for part in (given[name] if isinstance(given[name], tuple) else ())]
    return case.to_json(), [frozenset(one.__pydantic_fields_set__) for one in (case, *parts)]


def test_a_line_read_in_one_go_is_the_same_case() -> None:
    read = [(case_of_line(written(data), "x.jsonl"), with_care(written(data))) for data in GIVEN]
    assert [told(quick) if quick else None for quick, _ in read] == [told(careful) for _, careful in read]


@pytest.mark.unmeasured
def test_a_damaged_line_is_the_same_case_or_is_read_with_care() -> None:
    same = 0
    for seed in range(1500):
        text = damaged(written(GIVEN[seed % len(GIVEN)]), seed)
        quick = case_of_line(text, "x.jsonl")
        if quick is not None:
            same += 1
            assert told(quick) == told(with_care(text if isinstance(text, str) else text.decode()))
    assert same > 20


DOUBTFUL: dict[str, Callable[[str], str]] = {
    "a key twice": lambda text: text.replace('"case":', '"case": "K-2", "case":'),
    "a key twice, with a blank before its colon": lambda text: text.replace('"case":', '"case" : "K-2", "case":'),
    "an attribute twice": lambda text: text.replace('"employment":', '"employment": "x", "employment":'),
    "a number of nineteen digits": lambda text: text.replace('"none"', "1" + "0" * 18),
    "a decimal number": lambda text: text.replace('"none"', "1.5"),
    "an infinite number": lambda text: text.replace('"none"', "1e999"),
    "an escape": lambda text: text.replace("K-1", "K\\u0001"),
    "a control character": lambda text: text.replace("K-1", "K\x07"),
    "half of a character": lambda text: text.replace("K-1", "K\ud800"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "a colon in a text": lambda text: text.replace("K-1", "K:1"),
    "a long line": lambda text: " " * MOST_CHARACTERS + text,
    "no JSON": lambda text: text[:-1],
    "an unknown field": lambda text: text.replace('"age"', '"aeg"'),
    "no map": lambda text: f"[{text}]",
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_line_is_left_to_be_read_with_care_for(name: str) -> None:
    text = DOUBTFUL[name](written(SMALL))
    assert text != written(SMALL)
    assert case_of_line(text, "x.jsonl") is None


def test_a_line_that_is_no_utf_8_is_left_to_be_read_with_care() -> None:
    assert case_of_line(b'{"case": "\xff"}', "x.jsonl") is None


def test_a_word_that_is_not_declared_is_told_at_its_place_in_the_line() -> None:
    line = written({**SMALL, "needs": [{"id": "n1", "person": "a", "code": "no.such"}]})
    case = case_of_line(line.encode(), "x.jsonl", 7)
    assert case is not None
    with pytest.raises(CaseError) as caught:
        case.to_graph(core())
    assert (caught.value.file, caught.value.line, caught.value.column) == ("x.jsonl", 7, line.index('"no.such"') + 1)
