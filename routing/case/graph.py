"""The case graph: persons, households, needs, agencies and events as nodes, what is recorded as relationships.

Ids of nodes are namespaced (`person/a`, `need/n1`), so that a person and a need of the same id stay apart; the property
`id` holds the id as given. What a case does not say is absent.

Parts are read through their `__dict__`: a field that is asked of the model itself costs three times as much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from routing.case.parts import age_at
from routing.case.words import known_attributes, names_declared
from routing.pattern.graph import Node, PropertyGraph

if TYPE_CHECKING:
    from routing.case.case import Case
    from routing.vocabulary import Vocabulary

_NEED = {"confirmed": "HAS", "suspected": "HAS", "resolved": "HAD", "absent": "LACKS"}
_INVOLVED = {"active": "SERVED_BY", "ended": "WAS_SERVED_BY", "refused": "REFUSED", "declined": "DECLINED_BY"}
_OF_CASE = ("municipality", "district", "received_by", "reported_by")
_OF_PERSON = ("sex", "care_level", "support_level", "on_assistance", "registered_address")

_AGENCY = frozenset({"Agency"})

Values = dict[str, Any]
Ends = dict[str, list[tuple[Node, Node]]]
"""By relationship type, the nodes where one starts and ends."""


def graph_of(case: Case, vocabulary: Vocabulary) -> PropertyGraph:
    """The frozen graph of a canonical case. Raises KeyError where the vocabulary does not declare a word."""
    given = case.__dict__
    if not names_declared(given, vocabulary):
        raise KeyError(given["case"])
    graph = PropertyGraph(vocabulary.schema.keys)
    (whole,) = graph.add_nodes("Case", "case/", [_case_values(given, vocabulary)])
    as_of = given["as_of"]
    values = [_person_values(person.__dict__, as_of, vocabulary) for person in given["persons"]]
    persons = {node.values["id"]: node for node in graph.add_nodes("Person", "person/", values)}
    ends: Ends = {"IN": [(person, whole) for person in persons.values()]}
    if given["needs"]:
        _add_needs(graph, ends, [need.__dict__ for need in given["needs"]], persons, vocabulary)
    if given["events"]:
        _add_events(graph, ends, [event.__dict__ for event in given["events"]], persons, whole, vocabulary)
    _add_relations(ends, [relation.__dict__ for relation in given["relations"]], persons, vocabulary)
    _add_households(graph, ends, persons, given["household_complete"])
    for type, found in ends.items():
        if found:
            graph.relate(type, found)
    for involvement in given["involvements"]:
        _add_involvement(graph, involvement.__dict__, persons)
    return graph.freeze()


def _case_values(given: Values, vocabulary: Vocabulary) -> Values:
    values = {"id": given["case"]}
    for name in _OF_CASE:
        if (value := given[name]) is not None:
            values[name] = value
    if given["attributes"]:
        values.update(known_attributes(given["attributes"], "Case", vocabulary))
    return values


def _person_values(given: Values, as_of: dt.date, vocabulary: Vocabulary) -> Values:
    values = {"id": given["id"]}
    birth_date: dt.date | None = given["birth_date"]
    if birth_date is not None:
        values["age"] = age_at(birth_date, as_of)
        values["birth_date"] = birth_date.isoformat()
    elif given["age"] is not None:
        values["age"] = given["age"]
    for name in _OF_PERSON:
        if (value := given[name]) is not None:
            values[name] = value
    if given["attributes"]:
        values.update(known_attributes(given["attributes"], "Person", vocabulary))
    return values


def _add_needs(
    graph: PropertyGraph, ends: Ends, given: list[Values], persons: Mapping[str, Node], vocabulary: Vocabulary
) -> None:
    listed = []
    for need in given:
        code = need["code"]
        values = {"id": need["id"], "code": code, "domain": vocabulary.needs[code].domain, "status": need["status"]}
        if need["severity"] is not None:
            values["severity"] = need["severity"]
        values["urgent"] = need["urgent"]
        if need["due"] is not None:
            values["due"] = need["due"].isoformat()
        if need["attributes"]:
            values.update(known_attributes(need["attributes"], "Need", vocabulary))
        listed.append(values)
    for need, node in zip(given, graph.add_nodes("Need", "need/", listed), strict=True):
        type = _NEED[need["status"]]
        found = ends[type] if type in ends else ends.setdefault(type, [])
        if need["person"] is not None:
            found.append((persons[need["person"]], node))
        else:
            found += [(persons[about], node) for about in need["persons"]]


def _add_events(
    graph: PropertyGraph, ends: Ends, given: list[Values], persons: Mapping[str, Node], whole: Node, vocabulary: Vocabulary
) -> None:
    listed = []
    for event in given:
        values = {"id": event["id"], "type": vocabulary.event_types[event["type"]].type}
        if event["date"] is not None:
            values["date"] = event["date"].isoformat()
        if event["attributes"]:
            values.update(known_attributes(event["attributes"], "Event", vocabulary))
        listed.append(values)
    subject_of = ends["SUBJECT_OF"] = []
    for event, node in zip(given, graph.add_nodes("Event", "event/", listed), strict=True):
        ends["IN"].append((node, whole))
        if event["person"] is not None:
            subject_of.append((persons[event["person"]], node))
        elif event["persons"] is not None:
            subject_of += [(persons[about], node) for about in event["persons"]]


def _add_relations(ends: Ends, given: list[Values], persons: Mapping[str, Node], vocabulary: Vocabulary) -> None:
    """Each relation once; a symmetric one once whichever way round, or both, it is given. They come sorted by type."""
    type = None
    for relation in given:
        if relation["type"] != type:
            type = relation["type"]
            symmetric = vocabulary.relations[type].symmetric
            found = ends.setdefault(type, [])
            once: set[tuple[str, str]] = set()
        start, end = relation["start"], relation["end"]
        if symmetric:
            pair = (start, end) if start < end else (end, start)
            if pair in once:
                continue
            once.add(pair)
            start, end = pair
        found.append((persons[start], persons[end]))


def _add_households(graph: PropertyGraph, ends: Ends, persons: Mapping[str, Node], complete: bool) -> None:
    """One household per group of persons who live together, directly or by way of others.

    Its size is known only where the case says that everybody is listed: an unlisted carer is no proof of living alone.
    """
    homes = _living_together(persons, ends.get("LIVES_WITH", ()))
    households = []
    for members in homes:
        name = "+".join([member.values["id"].replace("%", "%25").replace("+", "%2B") for member in members])
        size: Values = {"size": len(members), "alone": len(members) == 1} if complete else {}
        households.append({"id": name, **size})
    ends["MEMBER_OF"] = [
        (member, home)
        for members, home in zip(homes, graph.add_nodes("Household", "household/", households), strict=True)
        for member in members
    ]


def _living_together(persons: Mapping[str, Node], pairs: Iterable[tuple[Node, Node]]) -> Iterable[list[Node]]:
    """The groups, and the persons in each, in the order of the persons."""
    group = {person.id: [person] for person in persons.values()}
    for one, other in pairs:
        large, small = group[one.id], group[other.id]
        if large is not small:
            if len(large) < len(small):
                large, small = small, large
            large += small
            for person in small:
                group[person.id] = large
    homes: dict[int, list[Node]] = {}
    for person in persons.values():
        homes.setdefault(id(group[person.id]), []).append(person)
    return homes.values()


def _add_involvement(graph: PropertyGraph, given: Values, persons: Mapping[str, Node]) -> None:
    """The agency, once per kind and office, and how the person stands to it."""
    kind, office, status = given["agency"], given["office"], given["status"]
    role, since = given["role"], given["since"]
    agency = f"agency/{kind}/{office or ''}"
    if agency not in graph.nodes:
        graph.add_node(agency, _AGENCY, {"id": office or kind, "kind": kind})
    values = {"status": status}
    if role is not None:
        values["role"] = role
    if since is not None:
        values["since"] = since.isoformat()
    type, person = _INVOLVED[status], persons[given["person"]]
    id = f"{type}\t{person.id}\t{agency}\t{role or ''}/{values.get('since', '')}"
    graph.relate(type, [(person, graph.nodes[agency])], values, id)
