"""Facts that are learnt after a case was opened: parts of a case that join it, or replace those of the same id."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from routing.case import Case
from routing.case.parts import Consent, Event, History, Involvement, Need, Person, Relation
from routing.desk.referral import Record

_BY_ID = ("persons", "needs", "events")
_ADDED = ("relations", "history")


def _parts() -> Any:
    return Field(default=(), max_length=2000)


class Facts(Record):
    """What is new about a case. Persons, needs and events replace those of the same id; a consent or a refusal what the
    same person (or guardian) said before to the same (`to`, `items`); an involvement that of the same agency with the
    same person. The rest is added.

    >>> Facts().empty
    True
    """

    persons: tuple[Person, ...] = _parts()
    needs: tuple[Need, ...] = _parts()
    events: tuple[Event, ...] = _parts()
    relations: tuple[Relation, ...] = _parts()
    involvements: tuple[Involvement, ...] = _parts()
    consents: tuple[Consent, ...] = _parts()
    history: tuple[History, ...] = _parts()

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not any(getattr(self, name) for name in (*_BY_ID, *_ADDED, "consents", "involvements"))

    def joined_to(self, case: Case) -> Case:
        """The case with these facts. Raises a `ValidationError` where they do not fit it."""
        changed: dict[str, Any] = {}
        for name in _BY_ID:
            if new := getattr(self, name):
                replaced = {part.id for part in new}
                changed[name] = (*(part for part in getattr(case, name) if part.id not in replaced), *new)
        for name in _ADDED:
            if new := getattr(self, name):
                known = getattr(case, name)
                changed[name] = (*known, *(part for part in new if part not in known))
        if self.consents:
            said = {_scope(consent) for consent in self.consents}
            before = (consent for consent in case.consents if _scope(consent) not in said)
            changed["consents"] = (*before, *dict.fromkeys(self.consents))
        if self.involvements:
            involved = {(part.person, part.agency, part.office) for part in self.involvements}
            others = (p for p in case.involvements if (p.person, p.agency, p.office) not in involved)
            changed["involvements"] = (*others, *dict.fromkeys(self.involvements))
        copied = case.model_copy(update=changed)
        return (
            Case.model_validate(copied.model_dump(mode="json", by_alias=True, exclude_none=True)) if changed else case
        )


def _scope(consent: Consent) -> tuple[object, ...]:
    """Who said something, and to what: whoever says something else to the same has changed their mind."""
    to = None if consent.to is None else frozenset(consent.to)
    items = None if consent.items is None else frozenset(consent.items)
    return consent.person, consent.by, to, items


def standing_on(case: Case, day: dt.date) -> Case:
    """The case as it stands on a later day: what is decided again is decided by the rules in force then.

    Where a birth date is known it alone says the age from now on; an age given without one stays as it was told.
    """
    if case.as_of == day:
        return case
    persons = tuple(p.model_copy(update={"age": None}) if p.birth_date is not None else p for p in case.persons)
    return case.model_copy(update={"as_of": day, "persons": persons})
