"""The office that usually answers: where nobody is involved yet and every place is as the directory lists it.

That hangs on the directory and on a few facts of a case, which many cases share, so it is remembered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from typing import Literal, NamedTuple

from routing.directory import Directory, Office, Request
from routing.settlement.facts import Facts, Persons
from routing.settlement.slot import Slot

Asker = Literal["resident", "professional"]
Answer = tuple[Slot, bool]
"""The office, and whether an unknown age stood in the way of one."""

ANSWERS_KEPT = 4096
DISTRICTS_KEPT = 256


class _Heeded(NamedTuple):
    """What the choice among the offices of a kind hangs on, besides the district and the asker."""

    day: bool
    ages: bool
    need: bool


class Usual:
    """The usual offices of a directory; without one every kind answers, by no office in particular."""

    def __init__(self, directory: Directory | None) -> None:
        by_kind = directory.by_kind if directory is not None else {}
        heeded = {kind: _heeded(offices) for kind, offices in by_kind.items()}

        @lru_cache(ANSWERS_KEPT)
        def answer(
            kind: str,
            as_of: dt.date,
            district: str | None,
            ages: frozenset[int | None],
            needs: tuple[str, ...],
            asker: Asker,
        ) -> Answer:
            if directory is None:
                return Slot(kind), False
            office, _, age_unknown = directory.lookup(Request(kind, as_of, district, ages, needs, asker))
            return Slot(kind, office.id) if office is not None else Slot(kind, None, "empty_slot"), age_unknown

        self._heeded = heeded
        self._answer = answer
        self.offices = lru_cache(DISTRICTS_KEPT)(self._offices)

    def _offices(self, district: str | None, asker: Asker) -> dict[str, Slot | None]:
        """The offices that answer in a district, by kind; None where that hangs on more than the kind, or none does."""
        return _Offices(self, district, asker)

    def unheeding(self, kind: str, district: str | None, asker: Asker) -> Slot | None:
        """Who answers whatever the day, the ages and the need; None where one of these is heeded, or nobody does."""
        if any(self._heeded.get(kind, _NOTHING)):
            return None
        slot, _ = self._answer(kind, _ANY_DAY, district, _NO_AGES, (), asker)
        return slot if slot.lost is None else None

    def answer(self, kind: str, facts: Facts, about: Persons, need: str | None, asker: Asker) -> Answer:
        """Who answers, before anybody is struck."""
        day, ages, needs = self._heeded.get(kind, _NOTHING)
        return self._answer(
            kind,
            facts.as_of if day else _ANY_DAY,
            facts.district,
            frozenset([facts.ages[person] for person in about]) if ages else _NO_AGES,
            (facts.open_needs[need]["code"],) if needs and need is not None else (),
            asker,
        )


class _Offices(dict[str, Slot | None]):
    """The offices of one district, each looked up when it is first asked for."""

    def __init__(self, usual: Usual, district: str | None, asker: Asker) -> None:
        self.usual = usual
        self.district = district
        self.asker = asker

    def __missing__(self, kind: str) -> Slot | None:
        self[kind] = slot = self.usual.unheeding(kind, self.district, self.asker)
        return slot


_NOTHING = _Heeded(day=False, ages=False, need=False)
_ANY_DAY = dt.date.min
_NO_AGES: frozenset[int | None] = frozenset()


def _heeded(offices: Collection[Office]) -> _Heeded:
    # where there is one office alone, it answers whomever it prefers to serve, unless it serves nobody else
    choosing = [office.serves for office in offices if len(offices) > 1 or office.serves.only]
    return _Heeded(
        day=any(office.start is not None or office.until is not None for office in offices),
        ages=any(serves.age is not None for serves in choosing),
        need=any(serves.needs for serves in choosing),
    )
