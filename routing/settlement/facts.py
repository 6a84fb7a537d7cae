"""What settlement needs to know of a case, whichever order its facts were written in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.case.canonical import Fields, plain
from routing.case.parts import age_at

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook

Persons = frozenset[str]
NOBODY: Persons = frozenset()

OPEN = frozenset({"confirmed", "suspected"})
"""The status of needs that want an owner, as `Need.open` has it."""

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

    `open_needs` are those of the `needs` that are there or suspected. `turned_down` has the kinds of the involvements
    that were `declined` or `refused`, by which it was.
    Like all that is made many times for a case it is not frozen: that would cost three times as much to make.
    """

    case: Fields
    as_of: dt.date
    persons: frozenset[str]
    ages: dict[str, int | None]
    needs: dict[str, Fields]
    open_needs: dict[str, Fields]
    active: dict[str, list[Active]]
    declines: list[Decline]
    turned_down: dict[str, list[str]]
    district: str | None
    reported_by_resident: bool

    def persons_of(self, need: str) -> Persons:
        """The persons who have a need."""
        fields = self.needs[need]
        person = fields["person"]
        return frozenset((person,) if person is not None else fields["persons"])

    def open_needs_of(self, persons: frozenset[str]) -> list[str]:
        """The ids of the open needs of one of these persons."""
        return [need for need in self.open_needs if not persons.isdisjoint(self.persons_of(need))]

    def urgency(self, need: str) -> tuple[bool, int]:
        """Sorts open needs: urgent ones first, then by severity (unknown: 0)."""
        given = self.open_needs[need]
        return given["urgent"], given["severity"] or 0

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
        return frozenset(r["start"] for r in self.case["relations"] if r["end"] == person and r["type"] in types)


def same_office(named: str | None, agency: str | None) -> bool:
    """Whether an office named in a case is the agency at hand; where one side names only the kind, it may be."""
    return named is None or agency is None or named == agency


def read_facts(case: Case, rulebook: Rulebook) -> Facts:
    """The facts of a case; where it names no district, the rulebook's directory may know it."""
    given = plain(case)
    ages: dict[str, int | None] = {}
    for fields in given["persons"]:
        birth_date = fields["birth_date"]
        ages[fields["id"]] = fields["age"] if birth_date is None else age_at(birth_date, given["as_of"])
    needs: dict[str, Fields] = {}
    open_needs: dict[str, Fields] = {}
    for fields in given["needs"]:
        id = fields["id"]
        needs[id] = fields
        if fields["status"] in OPEN:
            open_needs[id] = fields
    district = given["district"] or _district(given["received_at"], rulebook)
    facts = Facts(
        given,
        given["as_of"],
        frozenset(ages),
        ages,
        needs,
        open_needs,
        {},
        [],
        {},
        district,
        given["reported_by"] in RESIDENTS,
    )
    if given["involvements"]:
        _involve(facts)
    for entry in given["history"]:
        if entry["type"] == "declined" and entry["by"] is not None:
            facts.declines.append(Decline(entry["by"], entry["office"], entry["need"], entry["person"]))
    return facts


def _involve(facts: Facts) -> None:
    """Note who is involved, and who declined to be."""
    for fields in facts.case["involvements"]:
        agency, office, person, status = fields["agency"], fields["office"], fields["person"], fields["status"]
        if status == "active":
            facts.active.setdefault(agency, []).append(Active(person, agency, office, fields["role"] == "lead"))
        elif status != "ended":
            facts.turned_down.setdefault(status, []).append(agency)
            if status == "declined":
                facts.declines.append(Decline(agency, office, None, person))


def _district(received_at: str | None, rulebook: Rulebook) -> str | None:
    """The district where a case was received: the present location (生活保護法 第19条)."""
    if received_at is None or rulebook.directory is None:
        return None
    office = rulebook.directory.get(received_at)
    return office.located_in if office else None
