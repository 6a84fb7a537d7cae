"""`routing.audit.same_facts`: a form of a case in which ids and order do not count, and every fact does."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from routing import Rulebook
from routing.audit.outcomes import AS_GIVEN, outcome
from routing.audit.same_facts import Facts, facts_of
from routing.audit.variations import ALWAYS, variations
from routing.case import Case
from routing.quality.generated import generated
from routing.vocabulary import core
from tests.desk.desks import router, town_case
from tests.settling import DEBT, case


@cache
def generic() -> Rulebook:
    return Rulebook.load("generic")


def facts(given: Case, *, day: bool = True) -> str:
    return facts_of(given, core(), day=day).text


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(40))
def test_a_case_told_otherwise_has_the_same_facts(seed: int) -> None:
    given = Case.from_dict(generated(seed, generic()))
    told = {facts_of(each.case, generic().vocabulary, day=True).text for each in variations(given, ALWAYS, generic())}
    assert told == {facts_of(given, generic().vocabulary, day=True).text}


def test_people_who_cannot_be_told_apart_are_put_in_one_order() -> None:
    persons = [{"id": id, "age": 40} for id in "abcd"]
    ring = [{"from": one, "type": "PARENT_OF", "to": other} for one, other in ("ab", "cd")]
    other = [{"from": one, "type": "PARENT_OF", "to": other} for one, other in ("ca", "bd")]
    assert facts(case(persons=persons, relations=ring)) == facts(case(persons=persons, relations=other))
    line = [{"from": one, "type": "PARENT_OF", "to": other} for one, other in ("ab", "bd")]
    assert facts(case(persons=persons, relations=ring)) != facts(case(persons=persons, relations=line))


def test_a_crowd_of_whom_nothing_is_said_is_one_crowd() -> None:
    crowds = [case(persons=[{"id": f"{name}{number}"} for number in range(200)]) for name in "ab"]
    assert facts(crowds[0]) == facts(crowds[1])


def test_a_symmetric_relation_is_the_same_both_ways_and_another_is_not() -> None:
    def related(one: str, type: str, other: str) -> str:
        return facts(case(relations=[{"from": one, "type": type, "to": other}]))

    assert related("a", "LIVES_WITH", "b") == related("b", "LIVES_WITH", "a")
    assert related("a", "PARENT_OF", "b") != related("b", "PARENT_OF", "a")


CHANGES: list[dict[str, Any]] = [
    {"district": "kinuta"},
    {"needs": {"n1": ("b", DEBT)}},
    {"history": [{"type": "declined", "need": "n1"}]},
    {"persons": [{"id": "a", "age": 82, "sex": "F"}, {"id": "b", "age": 52}]},
    {"consents": [{"person": "b", "status": "given", "by": "a"}]},
    {"household_complete": True},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_every_fact_counts(change: dict[str, Any]) -> None:
    needs = {"n1": ("a", DEBT)}
    assert facts(case(**{"needs": needs, **change})) != facts(case(needs=needs))


def test_a_guardian_is_a_person_under_any_id_and_who_reported_is_an_agency() -> None:
    def consent(by: str, *ids: str) -> str:
        persons = [{"id": ids[0], "age": 82}, {"id": ids[1], "age": 52}]
        return facts(case(persons=persons, consents=[{"person": ids[1], "status": "given", "by": by}]))

    assert consent("a", "a", "b") == consent("x", "x", "b") != consent("b", "a", "b")


def test_a_person_whose_id_is_that_of_an_agency_kind_is_no_agency() -> None:
    def declined(id: str) -> Case:
        persons = [{"id": id, "age": 82}, {"id": "b", "age": 52}]
        return case(persons=persons, history=[{"type": "no_agreement", "by": "support_center"}])

    assert facts(declined("support_center")) == facts(declined("a"))
    (told, _) = [each.case for each in variations(declined("support_center"), ("names",), generic())]
    assert [entry.by for entry in told.history] == ["support_center"]


def test_the_own_id_and_the_day_count_only_where_they_are_asked_for() -> None:
    later = case(as_of="2026-05-01")
    assert facts(case(case="other")) == facts(case())
    assert facts(later, day=True) != facts(case(), day=True)
    assert facts(later, day=False) == facts(case(), day=False)


def test_needs_of_one_content_are_told_apart_by_what_was_found_about_them() -> None:
    def found(need: str) -> Facts:
        given = case(needs={"n1": ("a", DEBT), "n2": ("a", DEBT)}, history=[{"type": "declined", "need": need}])
        return facts_of(given, core(), day=True)

    assert found("n1").text == found("n2").text
    assert found("n1").names.needs["n1"] == found("n2").names.needs["n2"]


def test_an_outcome_is_the_same_for_the_same_facts_under_other_ids() -> None:
    def told(one: str, other: str) -> dict[str, Any]:
        persons = [{"id": one, "age": 82}, {"id": other, "age": 52}]
        given = town_case(persons=persons, needs={"n1": (other, DEBT)})
        return outcome(router().route(given), facts_of(given, core(), day=True).names)

    assert told("a", "b") == told("z", "n1")


def test_an_outcome_without_offices_and_days_keeps_the_kinds() -> None:
    decision = router().route(town_case())
    told = outcome(decision, AS_GIVEN, without=frozenset({"agency", "due"}))
    assert {"need": "n2", "code": DEBT, "to": "self_reliance", "tier": "specialist"} in told["owners"]
    assert "rules" not in str(told)
