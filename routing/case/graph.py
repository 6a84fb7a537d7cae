"""The case graph: persons, households, needs, agencies and events as nodes, what is recorded as relationships.

Ids of nodes are namespaced (`person/a`, `need/n1`), so that a person and a need of the same id stay apart; the property
`id` holds the id as given. What a case does not say is absent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from routing.case.canonical import plain
from routing.case.parts import age_at
from routing.case.words import add_attributes, check_words, names_declared
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
    """The frozen graph of a case. Raises KeyError where the vocabulary does not declare a word."""
    given = plain(case)
    if not names_declared(given, vocabulary):
        raise KeyError(given["case"])
    graph = PropertyGraph(vocabulary.schema.keys)
    (whole,) = graph.add_nodes("Case", "case/", [_case_values(given, vocabulary)])
    as_of = given["as_of"]
    listed = given["persons"]
    values = [_person_values(person, as_of) for person in listed]
    add_attributes(values, listed, "Person", vocabulary)
    persons = {node.values["id"]: node for node in graph.add_nodes("Person", "person/", values)}
    ends: Ends = {"IN": [(person, whole) for person in persons.values()]}
    if given["needs"]:
        _add_needs(graph, ends, given["needs"], persons, vocabulary)
    if given["events"]:
        _add_events(graph, ends, given["events"], persons, whole, vocabulary)
    _add_relations(ends, given["relations"], persons, vocabulary)
    _add_households(graph, ends, persons, given["household_complete"])
    for type, found in ends.items():
        if found:
            graph.relate(type, found)
    for involvement in given["involvements"]:
        _add_involvement(graph, involvement, persons)
    graph.declared = vocabulary.schema.relationships
    return graph.freeze()


def checked_graph(case: Case, vocabulary: Vocabulary) -> PropertyGraph:
    """The frozen graph of a case. Raises `CaseError` for a word that the vocabulary does not declare, at its place."""
    try:
        return graph_of(case, vocabulary)
    except KeyError as error:
        undeclared = error
    # says which word it was, and where; not while that error is handled, whose text may be a value of the case
    check_words(case, vocabulary, case.origin)
    raise undeclared


def _case_values(given: Values, vocabulary: Vocabulary) -> Values:
    values = {"id": given["case"]}
    for name in _OF_CASE:
        if (value := given[name]) is not None:
            values[name] = value
    if given["attributes"]:
        add_attributes([values], [given], "Case", vocabulary)
    return values


def _person_values(given: Values, as_of: dt.date) -> Values:
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
    return values


def _add_needs(
    graph: PropertyGraph, ends: Ends, given: list[Values], persons: Mapping[str, Node], vocabulary: Vocabulary
) -> None:
    listed = []
    for need in given:
        values = need.copy()  # nearly all of its fields are known
        del values["person"], values["persons"], values["attributes"]
        values["domain"] = vocabulary.needs[values["code"]].domain
        if values["severity"] is None:
            del values["severity"]
        if values["due"] is None:
            del values["due"]
        else:
            values["due"] = values["due"].isoformat()
        if need["attributes"]:
            add_attributes([values], [need], "Need", vocabulary)
        listed.append(values)
    for need, node in zip(given, graph.add_nodes("Need", "need/", listed), strict=True):
        type = _NEED[need["status"]]
        found = ends[type] if type in ends else ends.setdefault(type, [])
        if need["person"] is not None:
            found.append((persons[need["person"]], node))
        else:
            found += [(persons[about], node) for about in need["persons"]]


def _add_events(
    graph: PropertyGraph,
    ends: Ends,
    given: list[Values],
    persons: Mapping[str, Node],
    whole: Node,
    vocabulary: Vocabulary,
) -> None:
    listed = []
    for event in given:
        values = {"id": event["id"], "type": vocabulary.event_types[event["type"]].type}
        if event["date"] is not None:
            values["date"] = event["date"].isoformat()
        if event["attributes"]:
            add_attributes([values], [event], "Event", vocabulary)
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
    type, turned = "", set()
    for relation in given:
        start, end = relation["start"], relation["end"]
        if relation["type"] != type:
            type = relation["type"]
            symmetric = vocabulary.relations[type].symmetric
            found = ends.setdefault(type, [])
        if symmetric and end < start:
            start, end = end, start
            turned.add(type)
        found.append((persons[start], persons[end]))
    for type in turned:  # only there may one be listed already
        ends[type] = list(dict.fromkeys(ends[type]))


def _add_households(graph: PropertyGraph, ends: Ends, persons: Mapping[str, Node], complete: bool) -> None:
    """One household per group of persons who live together, directly or by way of others.

    Its size is known only where the case says that everybody is listed: an unlisted carer is no proof of living alone.
    """
    homes = _living_together(persons, ends.get("LIVES_WITH", ()))
    households = []
    for members in homes:
        ids = [member.values["id"] for member in members]
        name = "+".join(ids)
        if "%" in name or name.count("+") >= len(ids):
            name = "+".join([id.replace("%", "%25").replace("+", "%2B") for id in ids])
        households.append({"id": name, "size": len(ids), "alone": len(ids) == 1} if complete else {"id": name})
    member_of = ends["MEMBER_OF"] = []
    for members, home in zip(homes, graph.add_nodes("Household", "household/", households), strict=True):
        for member in members:
            member_of.append((member, home))


def _living_together(persons: Mapping[str, Node], pairs: Iterable[tuple[Node, Node]]) -> Iterable[list[Node]]:
    """The groups, and the persons in each, in the order of the persons."""
    group = {person: [person] for person in persons.values()}
    for one, other in pairs:
        large, small = group[one], group[other]
        if large is not small:
            if len(large) < len(small):
                large, small = small, large
            large += small
            for person in small:
                group[person] = large
    homes: dict[int, list[Node]] = {}
    for person, members in group.items():
        homes.setdefault(id(members), []).append(person)
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
