"""What settlement needs to know of a case, whichever order its facts were written in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.case import Case, Involvement, Need
    from routing.rulebook import Rulebook

Persons = frozenset[str]
NOBODY: Persons = frozenset()

RESIDENTS = frozenset({"self", "family", "resident", None})
"""Who reports as a resident; everybody else is a professional. Not said: a resident."""


@dataclass(slots=True, eq=False)
class Active:
    """An agency that is actively involved with a person; `office` None where the case names only the kind."""

    person: str
    kind: str
    office: str | None
    leads: bool


@dataclass(slots=True, eq=False)
class Decline:
    """An agency refused: this need (None: any) of this person (None: anybody)."""

    kind: str
    office: str | None
    need: str | None
    person: str | None


@dataclass(slots=True, eq=False)
class Facts:
    """A case as settlement reads it. `ages` holds None where an age is unknown; `active` is by agency kind.

    `alone` has every person as a set of one. `open_needs` are there or suspected; `need_persons` says whose each is.
    Like all that is made many times for a case it is not frozen: that would cost three times as much to make.
    """

    case: Case
    as_of: dt.date
    persons: frozenset[str]
    ages: dict[str, int | None]
    alone: dict[str, Persons]
    need_persons: dict[str, Persons]
    open_needs: dict[str, Need]
    active: dict[str, list[Active]]
    declines: list[Decline]
    district: str | None
    reported_by_resident: bool

    def open_needs_of(self, persons: frozenset[str]) -> list[str]:
        """The ids of the open needs of one of these persons."""
        return [need for need in self.open_needs if not self.need_persons[need].isdisjoint(persons)]

    def urgency(self, need: str) -> tuple[bool, int]:
        """Sorts open needs: urgent ones first, then by severity (unknown: 0)."""
        given = self.open_needs[need]
        return given.urgent, given.severity or 0

    def involved(self, kind: str, agency: str | None, persons: Collection[str]) -> bool:
        """Whether an agency is actively involved with one of these persons."""
        for active in self.active.get(kind, ()):
            if active.person in persons and same_office(active.office, agency):
                return True
        return False

    def offices_involved(self, kind: str, persons: frozenset[str]) -> frozenset[str]:
        """The offices of a kind that the case names as actively involved with one of these persons."""
        if kind not in self.active:
            return NOBODY
        offices = [active.office for active in self.active[kind] if active.person in persons]
        return frozenset([office for office in offices if office is not None])

    def responsible_for(self, person: str, parents: bool) -> frozenset[str]:
        """The guardians of a person that the case knows of, and the parents where they count as such."""
        types = ("GUARDIAN_OF", "PARENT_OF") if parents else ("GUARDIAN_OF",)
        return frozenset(r.start for r in self.case.relations if r.end == person and r.type in types)


def same_office(named: str | None, agency: str | None) -> bool:
    """Whether an office named in a case is the agency at hand; where one side names only the kind, it may be."""
    return named is None or agency is None or named == agency


def read_facts(case: Case, rulebook: Rulebook) -> Facts:
    """The facts of a case; where it names no district, the rulebook's directory may know it."""
    ages: dict[str, int | None] = {}
    alone: dict[str, Persons] = {}
    for person in case.persons:
        id = person.id
        ages[id] = case.age_of(person)
        alone[id] = frozenset((id,))
    need_persons: dict[str, Persons] = {}
    open_needs: dict[str, Need] = {}
    for need in case.needs:
        id, one = need.id, need.person
        need_persons[id] = frozenset(need.about) if one is None else alone[one]
        if need.open:
            open_needs[id] = need
    return Facts(
        case,
        case.as_of,
        frozenset(ages),
        ages,
        alone,
        need_persons,
        open_needs,
        _active(case.involvements) if case.involvements else {},
        _declines(case) if case.involvements or case.history else [],
        case.district or _district(case, rulebook),
        case.reported_by in RESIDENTS,
    )


def _active(involvements: Iterable[Involvement]) -> dict[str, list[Active]]:
    found: dict[str, list[Active]] = {}
    for i in involvements:
        if i.status == "active":
            found.setdefault(i.agency, []).append(Active(i.person, i.agency, i.office, i.role == "lead"))
    return found


def _declines(case: Case) -> list[Decline]:
    told = [
        Decline(h.by, h.office, h.need, h.person) for h in case.history if h.type == "declined" and h.by is not None
    ]
    told += [Decline(i.agency, i.office, None, i.person) for i in case.involvements if i.status == "declined"]
    return told


def _district(case: Case, rulebook: Rulebook) -> str | None:
    """The district of the case; without one, where it was received: the present location (生活保護法 第19条)."""
    if case.district is not None or rulebook.directory is None or case.received_at is None:
        return case.district
    office = rulebook.directory.get(case.received_at)
    return office.located_in if office else None
