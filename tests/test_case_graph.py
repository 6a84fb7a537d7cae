"""The case graph: what is recorded becomes nodes and relationships; what is not said stays absent."""

from typing import Any

import pytest

from routing.case import Case
from routing.errors import CaseError
from routing.pattern.graph import PropertyGraph
from routing.vocabulary import Vocabulary, core


def case(**fields: Any) -> Case:
    given = {
        "case": "K-1",
        "as_of": "2026-04-01",
        "municipality": "ube",
        "received_by": "npo",
        "persons": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    }
    return Case.from_dict({**given, **fields})


def graph(**fields: Any) -> PropertyGraph:
    return case(**fields).to_graph(core())


def related(built: PropertyGraph, type: str) -> list[tuple[str, str]]:
    return sorted((r.start.id, r.end.id) for r in built.of_type(type))


def test_a_graph_is_frozen_and_indexed_as_the_schema_says() -> None:
    built = graph(needs=[{"id": "n", "person": "a", "code": "care.needed"}])
    assert built.frozen
    assert [node.id for node in built.by_key["Need", "code"]["care.needed"]] == ["need/n"]


def test_the_case_is_a_node_that_persons_and_events_are_in() -> None:
    built = graph(district="tokiwa", reported_by="self", events=[{"id": "e", "person": "a", "type": "visit"}])
    assert built.nodes["case/K-1"].values == {
        "id": "K-1",
        "municipality": "ube",
        "district": "tokiwa",
        "received_by": "npo",
        "reported_by": "self",
    }
    assert [start for start, _ in related(built, "IN")] == ["event/e", "person/a", "person/b", "person/c"]


def test_a_person_has_what_was_said_and_no_more() -> None:
    built = graph(
        persons=[{"id": "a", "birth_date": "1944-05-01", "attributes": {"in_hospital": True, "housing": None}}]
    )
    assert built.nodes["person/a"].values == {"id": "a", "age": 81, "birth_date": "1944-05-01", "in_hospital": True}


def test_an_unknown_age_is_absent() -> None:
    assert "age" not in graph().nodes["person/a"].values


def test_a_need_has_its_domain_and_says_whether_it_is_urgent() -> None:
    built = graph(needs=[{"id": "n", "person": "a", "code": "care.dementia", "severity": 2, "due": "2026-05-01"}])
    assert built.nodes["need/n"].values == {
        "id": "n",
        "code": "care.dementia",
        "domain": "care",
        "status": "confirmed",
        "severity": 2,
        "urgent": False,
        "due": "2026-05-01",
    }


@pytest.mark.parametrize(
    ("status", "type"), [("confirmed", "HAS"), ("suspected", "HAS"), ("resolved", "HAD"), ("absent", "LACKS")]
)
def test_a_need_is_had_as_its_status_says(status: str, type: str) -> None:
    built = graph(needs=[{"id": "n", "person": "a", "code": "care.needed", "status": status}])
    assert {t for t in ("HAS", "HAD", "LACKS") if related(built, t)} == {type}


def test_a_need_of_several_persons_is_one_node() -> None:
    built = graph(needs=[{"id": "n", "persons": ["b", "a"], "code": "debt.arrears"}])
    assert related(built, "HAS") == [("person/a", "need/n"), ("person/b", "need/n")]


@pytest.mark.parametrize(
    ("status", "type"),
    [("active", "SERVED_BY"), ("ended", "WAS_SERVED_BY"), ("refused", "REFUSED"), ("declined", "DECLINED_BY")],
)
def test_an_involvement_is_a_relationship_as_its_status_says(status: str, type: str) -> None:
    given = {"person": "a", "agency": "care_service", "status": status, "role": "lead", "since": "2020-01-01"}
    (found,) = graph(involvements=[given]).of_type(type)
    assert (found.start.id, found.end.id) == ("person/a", "agency/care_service/")
    assert found.values == {"status": status, "role": "lead", "since": "2020-01-01"}


def test_an_agency_is_known_by_its_office_or_its_kind() -> None:
    given = [
        {"person": "a", "agency": "care_service", "office": "yoga-care"},
        {"person": "b", "agency": "care_service", "office": "yoga-care"},
        {"person": "c", "agency": "care_service"},
    ]
    agencies = {node.id: node.values for node in graph(involvements=given).by_label["Agency"]}
    assert agencies == {
        "agency/care_service/yoga-care": {"id": "yoga-care", "kind": "care_service"},
        "agency/care_service/": {"id": "care_service", "kind": "care_service"},
    }


def test_the_same_agency_may_be_involved_in_two_ways() -> None:
    given = [
        {"person": "a", "agency": "npo", "role": "lead"},
        {"person": "a", "agency": "npo", "since": "2020-01-01"},
    ]
    assert len(graph(involvements=given).of_type("SERVED_BY")) == 2


def test_an_event_belongs_to_the_persons_it_is_about() -> None:
    built = graph(
        events=[{"id": "e", "persons": ["a", "b"], "type": "eviction", "date": "2026-05-01"}, {"type": "visit"}]
    )
    assert built.nodes["event/e"].values == {"id": "e", "type": "eviction", "date": "2026-05-01"}
    assert related(built, "SUBJECT_OF") == [("person/a", "event/e"), ("person/b", "event/e")]


def test_a_symmetric_relation_is_stored_once_however_often_it_is_told() -> None:
    given = [{"from": "b", "type": "SPOUSE_OF", "to": "a"}, {"from": "a", "type": "SPOUSE_OF", "to": "b"}]
    assert related(graph(relations=given), "SPOUSE_OF") == [("person/a", "person/b")]


def test_a_directed_relation_may_hold_both_ways() -> None:
    given = [{"from": "b", "type": "HARMS", "to": "a"}, {"from": "a", "type": "HARMS", "to": "b"}]
    assert related(graph(relations=given), "HARMS") == [("person/a", "person/b"), ("person/b", "person/a")]


LIVING_TOGETHER = [{"from": "c", "type": "LIVES_WITH", "to": "b"}, {"from": "b", "type": "LIVES_WITH", "to": "a"}]


def test_who_lives_together_by_way_of_others_is_one_household() -> None:
    built = graph(relations=LIVING_TOGETHER, household_complete=True)
    assert [node.values for node in built.by_label["Household"]] == [{"id": "a+b+c", "size": 3, "alone": False}]
    assert [end for _, end in related(built, "MEMBER_OF")] == ["household/a+b+c"] * 3


def test_living_with_each_other_in_a_circle_is_one_household() -> None:
    circle = [*LIVING_TOGETHER, {"from": "a", "type": "LIVES_WITH", "to": "c"}]
    assert len(graph(relations=circle).by_label["Household"]) == 1


def test_who_comes_to_live_with_a_household_of_several_joins_it() -> None:
    pairs = [("a", "c"), ("a", "d"), ("b", "c")]
    built = graph(
        persons=[{"id": id} for id in "dcba"],
        relations=[{"from": one, "type": "LIVES_WITH", "to": other} for one, other in pairs],
    )
    assert [node.id for node in built.by_label["Household"]] == ["household/a+b+c+d"]


def test_a_household_says_who_is_alone_only_where_everybody_is_listed() -> None:
    complete = graph(persons=[{"id": "a"}], household_complete=True).nodes["household/a"].values
    listed = graph(persons=[{"id": "a"}]).nodes["household/a"].values
    assert (complete, listed) == ({"id": "a", "size": 1, "alone": True}, {"id": "a"})


def test_ids_that_look_like_other_ids_stay_apart() -> None:
    built = graph(
        persons=[{"id": "a"}, {"id": "b"}, {"id": "a+b"}, {"id": "a/need/n"}, {"id": "n"}],
        relations=[{"from": "a", "type": "LIVES_WITH", "to": "b"}],
        needs=[
            {"id": "n", "person": "a/need/n", "code": "care.needed"},
            {"id": "n/need/n", "person": "a", "code": "care.needed"},
        ],
    )
    assert len(built.by_label["Household"]) == 4
    assert len(built.by_label["Person"]) == 5


def test_facts_in_another_order_or_twice_give_the_same_graph() -> None:
    needs = [{"id": "n", "person": "a", "code": "care.needed"}, {"id": "m", "person": "b", "code": "debt.arrears"}]
    one = graph(needs=needs, relations=LIVING_TOGETHER)
    other = graph(
        persons=[{"id": "c"}, {"id": "b"}, {"id": "a"}],
        needs=[*reversed(needs), *needs],
        relations=[*reversed(LIVING_TOGETHER), LIVING_TOGETHER[0]],
    )
    assert list(one.nodes) == list(other.nodes)
    assert list(one.relationships) == list(other.relationships)


TOWN = Vocabulary.parse(
    """
vocabulary: town
properties:
  Person: {moved_in: date}
  Case: {heat_alert: boolean}
  Need: {reported_on: date}
  Event: {planned: boolean}
relationships: {FRIEND_OF: {from: Person, to: Person, symmetric: true}}
"""
)


def test_a_vocabulary_decides_what_a_case_may_say() -> None:
    told = case(
        attributes={"heat_alert": True},
        persons=[{"id": "a", "attributes": {"moved_in": "2020-01-01"}}, {"id": "b"}],
        needs=[{"id": "n", "person": "a", "code": "care.needed", "attributes": {"reported_on": "2020-01-01"}}],
        events=[{"id": "e", "person": "a", "type": "visit", "attributes": {"planned": False}}],
        relations=[{"from": "b", "type": "FRIEND_OF", "to": "a"}],
    )
    built = told.to_graph(TOWN)
    assert built.nodes["case/K-1"].values["heat_alert"] is True
    assert built.nodes["event/e"].values["planned"] is False
    assert related(built, "FRIEND_OF") == [("person/a", "person/b")]
    with pytest.raises(CaseError):
        told.to_graph(core())


def test_a_case_gives_the_same_graph_again() -> None:
    told = case(relations=LIVING_TOGETHER)
    assert list(told.to_graph(core()).relationships) == list(told.to_graph(core()).relationships)


@pytest.mark.parametrize("date", ["2020-02-30", "20200101", "yesterday"])
def test_a_date_among_attributes_is_a_date(date: str) -> None:
    with pytest.raises(CaseError, match=r"moved_in: must be a date such as 2026-04-01"):
        case(persons=[{"id": "a", "attributes": {"moved_in": date}}]).to_graph(TOWN)


def test_a_case_made_in_python_is_checked_as_well() -> None:
    made = case(needs=[{"id": "n", "person": "a", "code": "care.needid"}]).model_copy()
    with pytest.raises(CaseError, match=r"needs\[0\]\.code: is no known need code"):
        made.to_graph(core())


def test_a_changed_copy_that_names_a_person_it_lacks_gives_no_graph() -> None:
    needs = case(needs=[{"id": "n", "person": "c", "code": "care.needed"}]).needs
    changed = case(persons=[{"id": "a"}]).model_copy(update={"needs": needs})
    with pytest.raises(KeyError):
        changed.to_graph(core())


def test_a_case_that_travelled_is_checked_without_its_text() -> None:
    import pickle

    travelled = pickle.loads(pickle.dumps(case(attributes={"secretly": 1})))
    with pytest.raises(CaseError, match=r"^attributes: property is not declared"):
        travelled.to_graph(core())


PERSONS = [{"id": "a"}, {"id": "b"}]
UNDECLARED: list[dict[str, Any]] = [
    {"received_by": "secretly"},
    {"relations": [{"from": "a", "type": "SECRETLY", "to": "b"}]},
    {"needs": [{"id": "n", "person": "a", "code": "secretly"}]},
    {"involvements": [{"person": "a", "agency": "secretly"}]},
    {"events": [{"id": "e", "person": "a", "type": "secretly"}]},
    {"consents": [{"person": "a", "status": "given", "to": ["legal", "secretly"]}]},
    {"consents": [{"person": "a", "status": "given", "items": ["debt", "care.needed", "secretly"]}]},
    {"history": [{"type": "hop"}, {"type": "hop", "by": "secretly"}]},
    {"attributes": {"secretly": None}},
    {"persons": [*PERSONS, {"id": "c", "attributes": {"secretly": True}}]},
    {"persons": [*PERSONS, {"id": "c", "attributes": {"age": None}}]},
    {"persons": [*PERSONS, {"id": "c", "attributes": {"in_hospital": 1}}]},
    {"persons": [*PERSONS, {"id": "c", "attributes": {"housing": "secretly"}}]},
    {"needs": [{"id": "n", "person": "a", "code": "care.needed", "attributes": {"secretly": 1}}]},
    {"events": [{"id": "e", "person": "a", "type": "visit", "attributes": {"secretly": 1}}]},
]


@pytest.mark.parametrize("fields", UNDECLARED)
def test_no_trace_of_an_undeclared_word_is_left_in_its_error(fields: dict[str, Any]) -> None:
    with pytest.raises(CaseError) as caught:
        graph(**{"persons": PERSONS, **fields})
    assert caught.value.__context__ is None
    assert "secretly" not in f"{caught.value} {caught.value.help}".lower()
