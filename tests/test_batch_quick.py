"""Texts that a batch decides without reading them with care: the decisions and errors of one case at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.workload.counter import counter_cases
from benchmarks.workload.rulebook import rulebook
from routing import Case, Router
from routing.batch.deciding import Decided, Desk, Text
from routing.case.line import apart
from routing.errors import CaseError
from routing.router import BUDGET
from tests.damage import damaged

BOOK = rulebook()
ROUTER = Router(BOOK)
GIVEN = list(counter_cases(41, 120))


def written(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def alone(text: bytes) -> str:
    """The decision about a text, or its error, as it is for one case."""
    try:
        return ROUTER.route(Case.parse(text, "x.json")).to_json()
    except CaseError as error:
        return f"{error.message} {error.help} {error.line} {error.column}"


def in_batch(desk: Desk, text: bytes) -> str:
    ((result,),) = desk.decide([Text(text, "x.json", 1, "json")])
    if isinstance(result, Decided):
        return result.json
    error = result.error
    return f"{error.message} {error.help} {error.line} {error.column}"


def test_a_batch_decides_each_case_as_it_is_decided_alone() -> None:
    texts = [written(data) for data in GIVEN]
    desk = Desk(BOOK, BUDGET)
    assert [in_batch(desk, text) for text in texts] == [alone(text) for text in texts]


@pytest.mark.parametrize(
    "id", ["n1", "p1", "support_center", "a:b", "ケース　1", "x" * 200, "x" * 201, "", 'a"b', "a\nb"]
)
def test_a_case_may_have_any_id(id: str) -> None:
    desk = Desk(BOOK, BUDGET)
    for data in GIVEN[:20]:
        assert in_batch(desk, written(data)) == alone(written(data))  # the same but for its id is known then
        assert in_batch(desk, written({**data, "case": id})) == alone(written({**data, "case": id}))


@pytest.mark.unmeasured
def test_a_damaged_case_has_the_error_that_it_has_alone() -> None:
    desk = Desk(BOOK, BUDGET)
    for seed in range(600):
        text = damaged(written(GIVEN[seed % len(GIVEN)]).decode(), seed)
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        assert in_batch(desk, raw) == alone(raw), seed


def test_the_text_around_an_id_says_the_same_case_under_another() -> None:
    text = written(GIVEN[0])
    found = apart(text)
    assert found is not None
    assert found.called(found.id) == text.decode().replace('"case": ', '"case":')
    assert Case.parse(found.called("other")) == Case.parse(written({**GIVEN[0], "case": "other"}))


@pytest.mark.parametrize(
    "text", ["", "{}", '{"case":', '{"case":1}', '{"case":"a', '{"case":"a\\u0062"}', '{"case":""}']
)
def test_a_text_without_a_plain_id_is_not_taken_apart(text: str) -> None:
    assert apart(text.encode()) is None


def test_a_text_with_two_keys_that_could_be_the_id_is_not_taken_apart() -> None:
    assert apart(b'{"attributes":{"case":"a"},"case":"a"}') is None


def test_a_text_that_is_no_utf_8_is_not_taken_apart() -> None:
    assert apart(b'{"case":"\xff"}') is None
