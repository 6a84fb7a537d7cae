"""The case graph: persons, households, needs, agencies and events as nodes, what is recorded as relationships.

Ids of nodes are namespaced (`person/a`, `need/n1`), so that a person and a need of the same id stay apart; the property
`id` holds the id as given. What a case does not say is absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.pattern.graph import PropertyGraph

if TYPE_CHECKING:
    from routing.case.case import Case
    from routing.case.parts import Involvement, Need, Person
    from routing.vocabulary import Vocabulary

_NEED = {"confirmed": "HAS", "suspected": "HAS", "resolved": "HAD", "absent": "LACKS"}
_INVOLVED = {"active": "SERVED_BY", "ended": "WAS_SERVED_BY", "refused": "REFUSED", "declined": "DECLINED_BY"}


def graph_of(case: Case, vocabulary: Vocabulary) -> PropertyGraph:
    """The frozen graph of a canonical case whose words the vocabulary declares."""
    graph = PropertyGraph(vocabulary.schema.keys)
    _add_case(graph, case)
    persons = {person.id: f"person/{person.id}" for person in case.persons}
    for person in case.persons:
        graph.add_node(persons[person.id], _PERSON, _person_values(case, person))
        _relate(graph, "IN", persons[person.id], f"case/{case.case}")
    _add_relations(graph, case, vocabulary)
    _add_households(graph, case)
    for need in case.needs:
        _add_need(graph, need, vocabulary)
    for involvement in case.involvements:
        _add_involvement(graph, involvement)
    for event in case.events:
        id = f"event/{event.id}"
        date = event.date.isoformat() if event.date else None
        graph.add_node(id, _EVENT, {"id": event.id, "type": event.type, "date": date, **event.attributes})
        _relate(graph, "IN", id, f"case/{case.case}")
        for person_id in event.about:
            _relate(graph, "SUBJECT_OF", persons[person_id], id)
    return graph.freeze()


_CASE, _PERSON, _NEED_LABEL, _EVENT = (frozenset({x}) for x in ("Case", "Person", "Need", "Event"))
_AGENCY, _HOUSEHOLD = frozenset({"Agency"}), frozenset({"Household"})


def _relate(graph: PropertyGraph, type: str, start: str, end: str) -> None:
    # ids hold no control characters, so that no two relationships can come to share an id
    graph.add_relationship(f"{type}\t{start}\t{end}", type, start, end)


def _add_case(graph: PropertyGraph, case: Case) -> None:
    given = {name: getattr(case, name) for name in ("municipality", "district", "received_by", "reported_by")}
    graph.add_node(f"case/{case.case}", _CASE, {"id": case.case, **given, **case.attributes})


def _person_values(case: Case, person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "age": case.age_of(person),
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "sex": person.sex,
        "care_level": person.care_level,
        "support_level": person.support_level,
        "on_assistance": person.on_assistance,
        "registered_address": person.registered_address,
        **person.attributes,
    }


def _add_relations(graph: PropertyGraph, case: Case, vocabulary: Vocabulary) -> None:
    """Each relation once; a symmetric one once whichever way round, or both, it is given."""
    stored: set[tuple[str, str, str]] = set()
    for relation in case.relations:
        start, end = relation.start, relation.end
        if vocabulary.relations[relation.type].symmetric and end < start:
            start, end = end, start
        if (relation.type, start, end) not in stored:
            stored.add((relation.type, start, end))
            _relate(graph, relation.type, f"person/{start}", f"person/{end}")


def _add_households(graph: PropertyGraph, case: Case) -> None:
    """One household per group of persons who live together, directly or by way of others.

    Its size is known only where the case says that everybody is listed: an unlisted carer is no proof of living alone.
    """
    for members in _living_together(case):
        name = "+".join(member.replace("%", "%25").replace("+", "%2B") for member in members)
        size = {"size": len(members), "alone": len(members) == 1} if case.household_complete else {}
        graph.add_node(f"household/{name}", _HOUSEHOLD, {"id": name, **size})
        for member in members:
            _relate(graph, "MEMBER_OF", f"person/{member}", f"household/{name}")


def _living_together(case: Case) -> Iterable[list[str]]:
    group: dict[str, list[str]] = {person.id: [person.id] for person in case.persons}
    for relation in case.relations:
        if relation.type == "LIVES_WITH":
            one, other = group[relation.start], group[relation.end]
            if one is not other:
                small, large = sorted((one, other), key=len)
                large += small
                for member in small:
                    group[member] = large
    once = {id(members): members for members in group.values()}
    return sorted(sorted(members) for members in once.values())


def _add_need(graph: PropertyGraph, need: Need, vocabulary: Vocabulary) -> None:
    id = f"need/{need.id}"
    values = {
        "id": need.id,
        "code": need.code,
        "domain": vocabulary.needs[need.code].domain,
        "status": need.status,
        "severity": need.severity,
        "urgent": need.urgent,
        "due": need.due.isoformat() if need.due else None,
        **need.attributes,
    }
    graph.add_node(id, _NEED_LABEL, values)
    for person_id in need.about:
        _relate(graph, _NEED[need.status], f"person/{person_id}", id)


def _add_involvement(graph: PropertyGraph, involvement: Involvement) -> None:
    """The agency, once per kind and office, and how the person stands to it."""
    agency = f"agency/{involvement.agency}/{involvement.office or ''}"
    if agency not in graph.nodes:
        raw_id = involvement.office or involvement.agency
        graph.add_node(agency, _AGENCY, {"id": raw_id, "kind": involvement.agency})
    values = {
        "status": involvement.status,
        "role": involvement.role,
        "since": involvement.since.isoformat() if involvement.since else None,
    }
    type = _INVOLVED[involvement.status]
    detail = f"{involvement.role or ''}/{values['since'] or ''}"
    start = f"person/{involvement.person}"
    graph.add_relationship(f"{type}\t{start}\t{agency}\t{detail}", type, start, agency, values)
