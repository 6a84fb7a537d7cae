"""Cases that are equal but for their ids are decided once, and each as if it had been decided alone."""

from __future__ import annotations

import itertools
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.batch.deciding import Decided, Desk, Text
from routing.batch.equal_cases import Kept, case_key, reads_ids
from routing.batch.template import Template
from routing.case import Case
from routing.quality.generated import generated
from routing.router import BUDGET, Router
from routing.rulebook import Rulebook
from tests.batch.cases import case, own

IDS = ("K-1", "a", "p0", "lead", 'quo"te', "back\\slash", "世帯", "x" * 200, "case", "{id}", "support_center")
ON_CASE = """\
rules:
  - id: where
    title: {ja: 地区, en: District}
    match: "(p:Person)-[:IN]->(c:Case)"
    where: c.district = 'kinuta' AND p.care_level > 1
    then: [{refer: {to: social_council, role: lead, tier: first, about: p}}]
"""
ON_ID = """\
rules:
  - id: by-id
    title: {ja: 番号, en: Number}
    match: "(p:Person)-[:IN]->(c:Case)"
    where: "WHERE"
    then: [{refer: {to: social_council, role: lead, tier: first, about: p}}]
"""


def alone(rulebook: Rulebook, data: dict[str, Any]) -> str:
    return Router(rulebook).route(Case.from_dict(data)).to_json()


def decided(desk: Desk, data: dict[str, Any]) -> str:
    ((result,),) = desk.decide([Text(json.dumps(data).encode(), "cases.jsonl", 1, "json")])
    assert isinstance(result, Decided)
    return result.json


@cache
def bundled(name: str) -> tuple[Rulebook, Router]:
    rulebook = Rulebook.load(name)
    return rulebook, Router(rulebook)


def same_as_alone(name: str, seeds: range) -> None:
    rulebook, router = bundled(name)
    desk = Desk(rulebook, BUDGET)
    shared = 0
    for seed, ids in zip(seeds, itertools.cycle(itertools.permutations(IDS, 3)), strict=False):
        data = generated(seed, rulebook)
        before = len(desk._kept)
        for id in ids:
            data["case"] = id
            assert decided(desk, data) == router.route(Case.from_dict(data)).to_json(), (seed, id)
        shared += len(desk._kept) - before
    assert shared > 0.8 * len(seeds)  # nearly all cases do share


@pytest.mark.unmeasured
def test_equal_cases_get_the_decision_of_each_alone_to_the_byte() -> None:
    same_as_alone("generic", range(30))


@pytest.mark.soak
@pytest.mark.parametrize("name", ["generic", "setagaya", "okayama", "ube", "city_001", "shiki"])
def test_equal_cases_get_the_decision_of_each_alone_under_every_rulebook(name: str) -> None:
    same_as_alone(name, range(1000, 1300))


_ids = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(first=_ids, second=_ids, person=_ids)
def test_any_two_ids_give_what_each_gives_alone(first: str, second: str, person: str) -> None:
    desk = Desk(own(), BUDGET)
    for id in (first, second):
        data = case(id, persons=[{"id": person, "age": 90}])
        assert decided(desk, data) == alone(own(), data)
    assert len(desk._kept) <= 2  # one for each way of reading: at a glance, and with care


def test_a_hundred_equal_cases_are_one_to_decide() -> None:
    desk = Desk(own(), BUDGET)
    assert len({decided(desk, case(f"K-{n}")) for n in range(100)}) == 100
    assert len(desk._kept) == 1


def test_what_a_case_supersedes_does_not_make_it_another() -> None:
    desk = Desk(own(), BUDGET)
    for id, revised in (("K-1", None), ("K-2", "K-1/1"), ("K-3", "K-2/1")):
        data = case(id, supersedes=revised)
        assert decided(desk, data) == alone(own(), data)
    assert len(desk._kept) <= 2  # one for each way of reading: at a glance, and with care


def test_other_facts_make_another_case() -> None:
    assert case_key(case("K-1")) == case_key(case("K-2"))
    for other in (case("K-1", persons=[{"id": "a", "age": True}]), case("K-1", district=None), case("K-1", needs=[])):
        assert case_key(other) != case_key(case("K-1"))


def test_a_case_about_which_a_question_is_asked_is_decided_alone_each_time() -> None:
    book, desk = own(ON_CASE), Desk(own(ON_CASE), BUDGET)
    for id in ("K-1", "a", "zz"):
        text = decided(desk, case(id))
        assert text == alone(book, case(id))
        assert id in {question["about"] for question in json.loads(text)["questions"]}
    assert len(desk._kept) == 0


@pytest.mark.parametrize("where", ["c.id STARTS WITH 'K'", "id(c) = 'case/K-1'", "EXISTS { (x:Case {id: 'K-1'}) }"])
def test_no_decision_is_shared_where_a_rule_reads_an_id(where: str) -> None:
    book = own(ON_ID.replace("WHERE", where))
    assert reads_ids(book)
    desk = Desk(book, BUDGET)
    found = [decided(desk, case(id)) for id in ("K-1", "x-1")]
    assert found == [alone(book, case("K-1")), alone(book, case("x-1"))]
    assert [bool(json.loads(text)["trace"]) for text in found] == [True, False]


def test_no_bundled_rule_reads_an_id() -> None:
    assert not any(reads_ids(bundled(name)[0]) for name in ("generic", "setagaya"))


def test_a_bad_id_is_found_though_the_facts_are_known() -> None:
    desk = Desk(own(), BUDGET)
    decided(desk, case("K-1"))
    for data in (case(""), case("two\nlines"), case("K-1", supersedes=7)):
        ((result,),) = desk.decide([Text(json.dumps(data).encode(), "cases.jsonl", 9, "json")])
        assert not isinstance(result, Decided)
        assert result.error.line == 9


def test_a_process_keeps_no_more_decisions_than_it_should() -> None:
    kept = Kept(most=2)
    template = Template((), "x", "native", (), False)
    for key in (b"1", b"2", b"1", b"3"):
        if kept.get(key) is None:
            kept.put(key, template)
    assert [kept.get(key) is not None for key in (b"1", b"2", b"3")] == [True, False, True]
    assert len(kept) == 2
