"""What one case is to whom by a decision, and what of it another decision changes.

Cases are told by their ids; what else is here are kinds, offices and codes, never a value of a case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol, get_args

from routing.decision import Decision
from routing.decision.shifts import shifts

Role = Literal["holder", "lead", "owners", "supports", "duties"]
ROLES: tuple[Role, ...] = get_args(Role)
OTHERS = " about others"
"""Ends the new side of a shift where the same is said of other persons."""
UNRESOLVED, BACKUP = "unresolved", "backup"
_TOLD_HERE = {*ROLES, "gaps", "blocked", BACKUP}


class Held(NamedTuple):
    """A role that somebody has in a case: the agency kind and, where one is named, its office."""

    role: Role
    kind: str
    office: str | None


class Change(NamedTuple):
    """One thing that another decision says otherwise about a case.

    In a role (`part`) `old` and `new` are agency kinds, with their offices, None for nobody; `owners` and `unresolved`
    have the code of the need. `unresolved` goes between None, `gap` and `blocked`; `backup` between None, `advice` and
    `conference`. Any other `part` is that of a `Shift`, in its words.
    """

    part: str
    code: str | None
    old: str | None
    new: str | None
    old_office: str | None = None
    new_office: str | None = None

    @property
    def in_role(self) -> bool:
        """Whether it is about who does something."""
        return self.part in ROLES

    @property
    def moves(self) -> bool:
        """Whether a role goes from one kind to another, or from or to nobody."""
        return self.in_role and self.old != self.new

    @property
    def key(self) -> tuple[str, ...]:
        """By which changes are put in order."""
        at = ROLES.index(self.part) if self.part in ROLES else len(ROLES)
        return f"{at}", *("" if part is None else part for part in self)


def held(decision: Decision) -> list[Held]:
    """Who has which role by a decision. An agency that supports, or owns, two needs has that role twice."""
    found = [Held("holder", decision.holder.to, decision.holder.agency)]
    if decision.lead is not None:
        found.append(Held("lead", decision.lead.to, decision.lead.agency))
    found += [Held("owners", owner.to, owner.agency) for owner in decision.owners]
    found += [Held("supports", one.to, one.agency) for one in decision.supports]
    found += [Held("duties", one.to, one.agency) for one in decision.duties]
    return found


def changes(old: Decision, new: Decision) -> Counter[Change]:
    """What a new decision about a case says otherwise than an old one. Empty where it says the same."""
    found: list[Change] = []
    found += (_moved(role, None, getattr(old, role), getattr(new, role)) for role in ("holder", "lead"))
    found += _owners(old, new)
    for role in ("supports", "duties"):
        found += _listed(role, old, new)
    found += _unresolved(old, new)
    levels = [decision.backup.level if decision.backup else None for decision in (old, new)]
    found.append(Change(BACKUP, None, *levels))
    counted = Counter(change for change in found if (change.old, change.old_office) != (change.new, change.new_office))
    for part, was, now in shifts(old, new):
        if part == "excluded":
            was, now = (_barred(text, old, new) for text in (was, now))
        if part not in _TOLD_HERE:
            counted[Change(part, None, was, now)] += 1
    return counted


def _barred(text: str | None, *decisions: Decision) -> str | None:
    """Who must not be reached, without the office or district, which a rule may have read from the case."""
    if text is None:
        return None
    name = text.removesuffix(OTHERS)
    for entry in (entry for decision in decisions for entry in decision.excluded):
        for sort in ("office", "located_in"):
            if name == getattr(entry, sort):
                return sort + text.removeprefix(name)
    return text


class Entry(Protocol):
    """An entry of a decision: an agency kind, and its office."""

    @property
    def to(self) -> str: ...
    @property
    def agency(self) -> str | None: ...


class Place(NamedTuple):
    """An agency kind, and its office."""

    to: str
    agency: str | None


def _moved(role: str, code: str | None, old: Entry | None, new: Entry | None) -> Change:
    was, at = (old.to, old.agency) if old is not None else (None, None)
    now, there = (new.to, new.agency) if new is not None else (None, None)
    return Change(role, code, was, now, at, there)


def _owners(old: Decision, new: Decision) -> Iterator[Change]:
    before, after = ({owner.need: owner for owner in decision.owners} for decision in (old, new))
    for need in sorted({*before, *after}):
        was, now = before.get(need), after.get(need)
        code = (was or now).code  # type: ignore[union-attr]
        yield _moved("owners", code, was, now)


def _listed(role: str, old: Decision, new: Decision) -> Iterator[Change]:
    """Agencies that are asked beside each other: those of one kind are paired, whatever their offices; others come and
    go, since nobody can say who came in whose place."""
    before, after = (Counter(Place(one.to, one.agency) for one in getattr(decision, role)) for decision in (old, new))
    lost, won = (sorted(rest.elements(), key=str) for rest in (before - after, after - before))
    for place in lost:
        other = next((one for one in won if one.to == place.to), None)
        if other is not None:
            won.remove(other)
        yield _moved(role, None, place, other)
    yield from (_moved(role, None, None, place) for place in won)


def _unresolved(old: Decision, new: Decision) -> Iterator[Change]:
    before, after = (
        {
            one.need: (one.code, state)
            for state, part in (("gap", one_of.gaps), ("blocked", one_of.blocked))
            for one in part
        }
        for one_of in (old, new)
    )
    for need in sorted({*before, *after}):
        code, was = before.get(need, (None, None))
        other, now = after.get(need, (None, None))
        yield Change(UNRESOLVED, code or other, was, now)
