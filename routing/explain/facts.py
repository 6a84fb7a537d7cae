"""The facts of a case that a reason can rest on, each of which can be left out of the case to see what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from routing.pattern.graph import Node, PropertyGraph, Relationship

if TYPE_CHECKING:
    from routing.case import Case

_OF_NEED = frozenset({"id", "code", "domain", "status"})
_INVOLVED = {"SERVED_BY": "active", "WAS_SERVED_BY": "ended", "REFUSED": "refused", "DECLINED_BY": "declined"}
_NEEDS = frozenset({"HAS", "HAD", "LACKS"})
ALWAYS_GIVEN = frozenset({"received_by", "municipality"})
"""Facts of the whole case that no case is without."""


class Fact(NamedTuple):
    """One fact: the list of the case it stands in, and what names it there.

    `persons`: id, property. `needs` and `events`: id, or id and property. `relations`: from, type, to. `involvements`:
    person, status, kind, office (empty: none named). `consents`: person. `history`: type. `case`: field.
    """

    part: str
    key: tuple[str, ...]

    @property
    def path(self) -> str:
        """How it is written, such as `persons.a.age`."""
        return ".".join((self.part, *self.key))

    @property
    def removable(self) -> bool:
        """Whether a case can be without it."""
        return self.part != "case" or self.key[0] not in ALWAYS_GIVEN


def of_property(node: Node, name: str) -> Fact | None:
    """The fact that a property of a node is read from; None where the case does not state it as such."""
    id = str(node.values.get("id", ""))
    if "Person" in node.labels:
        return None if name == "id" else Fact("persons", (id, name))
    if "Need" in node.labels:
        plain = name in _OF_NEED or (name == "urgent" and not node.values.get("urgent"))
        return Fact("needs", (id,) if plain else (id, name))
    if "Event" in node.labels:
        return Fact("events", (id,) if name in ("id", "type") else (id, name))
    if "Case" in node.labels and name != "id":
        return Fact("case", (name,))
    return Fact("case", ("household_complete",)) if "Household" in node.labels and name != "id" else None


def of_relationship(one: Relationship, graph: PropertyGraph) -> tuple[Fact, ...]:
    """The facts behind a relationship of the case graph; none behind what merely says that somebody is in the case."""
    start, end, type = one.start.values.get("id", ""), one.end.values.get("id", ""), one.type
    if type in _NEEDS:
        return (Fact("needs", (end,)),)
    if type == "SUBJECT_OF":
        return (Fact("events", (end,)),)
    if type in _INVOLVED:
        kind, _, office = one.end.id.removeprefix("agency/").partition("/")
        return (Fact("involvements", (start, _INVOLVED[type], kind, office)),)
    if type == "MEMBER_OF":
        homes = (*graph.outgoing("LIVES_WITH", one.start.id), *graph.incoming("LIVES_WITH", one.start.id))
        return tuple(Fact("relations", (r.start.values["id"], r.type, r.end.values["id"])) for r in homes)
    if type in ("IN", "ABOUT"):
        return ()
    return (Fact("relations", (start, type, end)),)


def without(case: Case, fact: Fact) -> Case:
    """The case as if a fact had not been recorded. What only makes sense with it goes too: the history of a need."""
    part, key = fact
    if part == "case":
        return _without_field(case, key[0])
    if part in ("persons", "needs", "events") and len(key) == 2:
        known = getattr(case, part)
        return case.model_copy(update={part: tuple(_unknown(p, key[1]) if p.id == key[0] else p for p in known)})
    update: dict[str, Any] = {part: tuple(p for p in getattr(case, part) if not _is(p, part, key))}
    if part == "needs":
        update["history"] = tuple(entry for entry in case.history if entry.need != key[0])
    return case.model_copy(update=update)


def _without_field(case: Case, name: str) -> Case:
    if name == "household_complete":
        return case.model_copy(update={name: False})
    if name in type(case).model_fields:
        return case.model_copy(update={name: None})
    return case.model_copy(update={"attributes": {k: v for k, v in case.attributes.items() if k != name}})


def _unknown(part: Any, name: str) -> Any:
    """A person, need or event of which one property is not known."""
    if name in part.attributes:
        return part.model_copy(update={"attributes": {k: v for k, v in part.attributes.items() if k != name}})
    if name == "age":
        return part.model_copy(update={"age": None, "birth_date": None})
    return part.model_copy(update={name: False if name == "urgent" else None})


def _is(part: Any, list: str, key: tuple[str, ...]) -> bool:
    match list:
        case "relations":
            return part.type == key[1] and (part.start, part.end) in ((key[0], key[2]), (key[2], key[0]))
        case "involvements":
            return (part.person, part.status, part.agency, part.office or "") == key
        case "consents":
            return bool(part.person == key[0])
        case "history":
            return bool(part.type == key[0])
    return bool(part.id == key[0])
