"""The case graph: persons, households, needs, agencies and events as nodes, what is recorded as relationships.

Ids of nodes are namespaced (`person/a`, `need/n1`), so that a person and a need of the same id stay apart; the property
`id` holds the id as given. What a case does not say is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from routing.pattern.graph import PropertyGraph

if TYPE_CHECKING:
    from routing.case.case import Case
    from routing.case.parts import Event, Involvement, Need, Person
    from routing.vocabulary import Vocabulary

_NEED = {"confirmed": "HAS", "suspected": "HAS", "resolved": "HAD", "absent": "LACKS"}
_INVOLVED = {"active": "SERVED_BY", "ended": "WAS_SERVED_BY", "refused": "REFUSED", "declined": "DECLINED_BY"}


def graph_of(case: Case, vocabulary: Vocabulary) -> PropertyGraph:
    """The frozen graph of a canonical case whose words the vocabulary declares."""
    graph = PropertyGraph(vocabulary.schema.keys)
    case_id = f"case/{case.case}"
    persons = {person.id: f"person/{person.id}" for person in case.persons}
    ends: Ends = {"IN": [(id, case_id) for id in persons.values()]}
    graph.add_nodes("Case", [(case_id, _case_values(case))])
    graph.add_nodes("Person", [(persons[person.id], _person_values(case, person)) for person in case.persons])
    if case.needs:
        graph.add_nodes("Need", [(f"need/{need.id}", _need_values(need, vocabulary)) for need in case.needs])
    if case.events:
        graph.add_nodes("Event", [(f"event/{event.id}", _event_values(event)) for event in case.events])
    for need in case.needs:
        found = ends.setdefault(_NEED[need.status], [])
        found += [(persons[about], f"need/{need.id}") for about in need.about]
    for event in case.events:
        ends["IN"].append((f"event/{event.id}", case_id))
        found = ends.setdefault("SUBJECT_OF", [])
        found += [(persons[about], f"event/{event.id}") for about in event.about]
    _add_relations(ends, case, persons, vocabulary)
    _add_households(graph, ends, case, persons)
    for type, found in ends.items():
        if found:
            graph.relate(type, found)
    for involvement in case.involvements:
        _add_involvement(graph, involvement)
    return graph.freeze()


Ends = dict[str, list[tuple[str, str]]]
"""By relationship type, the ids of the nodes where one starts and ends."""

Values = dict[str, Any]

_AGENCY = frozenset({"Agency"})


def _known(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _case_values(case: Case) -> Values:
    given = {name: getattr(case, name) for name in ("municipality", "district", "received_by", "reported_by")}
    return _known({"id": case.case, **given, **case.attributes})


def _person_values(case: Case, person: Person) -> Values:
    return _known(
        {
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
    )


def _need_values(need: Need, vocabulary: Vocabulary) -> Values:
    return _known(
        {
            "id": need.id,
            "code": need.code,
            "domain": vocabulary.needs[need.code].domain,
            "status": need.status,
            "severity": need.severity,
            "urgent": need.urgent,
            "due": need.due.isoformat() if need.due else None,
            **need.attributes,
        }
    )


def _event_values(event: Event) -> Values:
    date = event.date.isoformat() if event.date else None
    return _known({"id": event.id, "type": event.type, "date": date, **event.attributes})


def _add_relations(ends: Ends, case: Case, persons: Mapping[str, str], vocabulary: Vocabulary) -> None:
    """Each relation once; a symmetric one once whichever way round, or both, it is given."""
    once: dict[str, dict[tuple[str, str], None]] = {}
    for relation in case.relations:
        start, end = relation.start, relation.end
        if vocabulary.relations[relation.type].symmetric and end < start:
            start, end = end, start
        once.setdefault(relation.type, {})[persons[start], persons[end]] = None
    for type, found in once.items():
        ends[type] = list(found)


def _add_households(graph: PropertyGraph, ends: Ends, case: Case, persons: Mapping[str, str]) -> None:
    """One household per group of persons who live together, directly or by way of others.

    Its size is known only where the case says that everybody is listed: an unlisted carer is no proof of living alone.
    """
    households = []
    members_of = ends["MEMBER_OF"] = []
    for members in _living_together(case):
        name = "+".join([member.replace("%", "%25").replace("+", "%2B") for member in members])
        id = f"household/{name}"
        size: Values = {"size": len(members), "alone": len(members) == 1} if case.household_complete else {}
        households.append((id, {"id": name, **size}))
        members_of += [(persons[member], id) for member in members]
    graph.add_nodes("Household", households)


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
