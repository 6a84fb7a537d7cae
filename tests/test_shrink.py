"""The smallest case for which something still holds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.case import Case
from routing.quality.shrink import smaller
from tests.generate_cases import generated, told_otherwise
from tests.packs import bundled_rulebook

FAMILY: dict[str, Any] = {
    "case": "t",
    "as_of": "2026-04-01",
    "municipality": "ube",
    "received_by": "npo",
    "district": "north",
    "household_complete": True,
    "persons": [
        {"id": "a", "age": 82, "sex": "F", "attributes": {"elderly": True, "bedridden": True}},
        {"id": "b", "age": 52},
        {"id": "c"},
    ],
    "relations": [{"from": "a", "type": "LIVES_WITH", "to": "b"}, {"from": "b", "type": "CARES_FOR", "to": "a"}],
    "needs": [
        {"id": "n1", "persons": ["a", "b"], "code": "debt.arrears", "severity": 2},
        {"id": "n2", "person": "c", "code": "care.dementia", "status": "suspected"},
    ],
    "involvements": [{"person": "a", "agency": "care_service", "role": "lead"}],
    "events": [{"id": "e1", "person": "b", "type": "eviction", "date": "2026-04-10"}],
    "consents": [{"person": "b", "status": "given", "by": "a"}],
    "history": [{"type": "cannot_solve", "need": "n1"}],
}


def family() -> Case:
    return Case.from_dict(FAMILY)


def test_a_case_of_which_nothing_is_asked_becomes_one_person_of_whom_nothing_is_known() -> None:
    plain = {name: FAMILY[name] for name in ("case", "as_of", "municipality", "received_by")}
    assert smaller(family(), lambda case: True) == Case.from_dict({**plain, "persons": [{"id": "c"}]})


def test_a_relation_keeps_both_of_its_persons_and_nobody_else() -> None:
    found = smaller(family(), lambda case: any(relation.type == "CARES_FOR" for relation in case.relations))
    assert [person.id for person in found.persons] == ["a", "b"]
    assert [(relation.start, relation.type, relation.end) for relation in found.relations] == [("b", "CARES_FOR", "a")]
    assert (found.needs, found.events, found.involvements, found.consents, found.history) == ((), (), (), (), ())


def test_a_need_of_two_persons_becomes_a_need_of_one() -> None:
    found = smaller(family(), lambda case: any(need.code == "debt.arrears" for need in case.needs))
    assert [(need.id, need.about, need.severity) for need in found.needs] == [("n1", ("b",), None)]


def test_a_status_that_does_not_matter_is_the_usual_one() -> None:
    found = smaller(family(), lambda case: any(need.code == "care.dementia" for need in case.needs))
    assert [need.status for need in found.needs] == ["confirmed"]


def test_a_property_that_matters_stays_and_those_beside_it_go() -> None:
    found = smaller(family(), lambda case: any(person.attributes.get("bedridden") for person in case.persons))
    assert [person.model_dump(exclude_defaults=True) for person in found.persons] == [
        {"id": "a", "attributes": {"bedridden": True}}
    ]


def test_what_a_case_says_of_itself_goes_where_it_does_not_matter() -> None:
    found = smaller(family(), lambda case: case.household_complete)
    assert (found.household_complete, found.district) == (True, None)


def test_an_entry_of_the_history_keeps_the_need_it_names() -> None:
    found = smaller(family(), lambda case: any(entry.need for entry in case.history))
    assert [need.id for need in found.needs] == ["n1"]


def test_a_crowd_is_halved_not_asked_about_one_by_one() -> None:
    asked = []
    crowd = Case.from_dict({**FAMILY, "persons": [*FAMILY["persons"], *({"id": f"p{n}"} for n in range(150))]})

    def still(case: Case) -> bool:
        asked.append(case)
        return any(person.id == "p77" for person in case.persons)

    assert [person.id for person in smaller(crowd, still).persons] == ["p77"]
    assert len(asked) < 60


BOOK = bundled_rulebook("generic")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_the_smaller_case_still_does_and_does_not_depend_on_how_the_case_was_told(seed: int) -> None:
    data = generated(seed, BOOK)
    codes = sorted({need["code"] for need in data["needs"]})[:2]

    def still(case: Case) -> bool:
        return set(codes) <= {need.code for need in case.needs}

    found = smaller(Case.from_dict(data), still)
    assert still(found)
    assert sorted(need.code for need in found.needs) == codes
    assert {person.id for person in found.persons} == {id for need in found.needs for id in need.about} or not codes
    assert smaller(Case.from_dict(told_otherwise(data, seed)), still) == found
