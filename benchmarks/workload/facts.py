"""The neutral fact form: what every engine is given of a case, as plain data that is also valid JSON.

Made from the case graph, so that all start from the same parsed case: ids are those of the graph (`person/p1`,
`need/n1`), an absent property is an absent key, a symmetric relation stands once, households are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, cast

if TYPE_CHECKING:  # a peer that reads facts does not load this project
    from routing import Case
    from routing.pattern.graph import PropertyGraph
    from routing.vocabulary import Vocabulary

Entity = dict[str, Any]
"""A node: `id` as in the graph, and its known properties as bool, int or str."""

Link = tuple[str, str, str]
"""A relationship: its type, and the ids it runs from and to."""

SYMMETRIC = frozenset({"LIVES_WITH", "SPOUSE_OF", "SIBLING_OF"})
"""Relations that hold both ways and are given once."""


class Facts(TypedDict):
    """A case as lists of facts."""

    persons: list[Entity]
    households: list[Entity]
    needs: list[Entity]
    """`code`, `domain`, `status`, `severity`, `urgent`, `due`."""
    agencies: list[Entity]
    """`kind`"""
    events: list[Entity]
    """`type`, `date`"""
    relations: list[Link]
    """Between persons: LIVES_WITH, SPOUSE_OF, SIBLING_OF (see SYMMETRIC), PARENT_OF, CARES_FOR, GUARDIAN_OF, HARMS."""
    members: list[Link]
    """MEMBER_OF, from a person to a household; every person has one."""
    has: list[Link]
    """From a person to a need: HAS (confirmed or suspected), HAD (resolved), LACKS (asked about and absent)."""
    involvements: list[Link]
    """From a person to an agency: SERVED_BY, WAS_SERVED_BY, REFUSED, DECLINED_BY."""
    subjects: list[Link]
    """SUBJECT_OF, from a person to an event."""


_ENTITIES = {"Person": "persons", "Household": "households", "Need": "needs", "Agency": "agencies", "Event": "events"}
_LINKS = {
    **dict.fromkeys((*SYMMETRIC, "PARENT_OF", "CARES_FOR", "GUARDIAN_OF", "HARMS"), "relations"),
    "MEMBER_OF": "members",
    **dict.fromkeys(("HAS", "HAD", "LACKS"), "has"),
    **dict.fromkeys(("SERVED_BY", "WAS_SERVED_BY", "REFUSED", "DECLINED_BY"), "involvements"),
    "SUBJECT_OF": "subjects",
}


def facts(case: Case, vocabulary: Vocabulary) -> Facts:
    """The facts of a case, in the order of its canonical form. Not part of what is timed.

    Left out are the `Case` node, who is `IN` it, and the properties of involvements: no rule of the workload reads
    them.
    """
    return facts_of(case.to_graph(vocabulary))


def facts_of(graph: PropertyGraph) -> Facts:
    """The facts of a case graph."""
    entities: dict[str, list[Entity]] = {name: [] for name in _ENTITIES.values()}
    links: dict[str, list[Link]] = {name: [] for name in _LINKS.values()}
    for node in graph.nodes.values():
        (label,) = node.labels
        if label in _ENTITIES:
            entities[_ENTITIES[label]].append({**node.values, "id": node.id})
    for relationship in graph.relationships.values():
        if relationship.type in _LINKS:
            link = (relationship.type, relationship.start.id, relationship.end.id)
            links[_LINKS[relationship.type]].append(link)
    return cast(Facts, {**entities, **links})


def finding_id(kind: str, *about: str) -> str:
    """The id of a derived finding: its kind and whom it is about, in the order of their ids.

    >>> finding_id("household-8050", "person/p2", "person/p1")
    'finding/household-8050\\tperson/p1\\tperson/p2'
    """
    return "\t".join((f"finding/{kind}", *sorted(set(about))))
