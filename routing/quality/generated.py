"""Valid cases by the thousand: seeded, wide rather than likely."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from routing.rulebook import Rulebook
from routing.vocabulary import Vocabulary

Data = dict[str, Any]

_REPORTERS = ("self", "family", "resident", "minsei", "hospital", "school", "police", "care_manager", "agency")
_HISTORY = ("cannot_solve", "no_agreement", "declined", "refused", "hop", "overdue")
_DOORS = ("support_center", "social_council", "town_center", "health_center", "welfare_office")


def generated(seed: int, rulebook: Rulebook, codes: Sequence[str] = ()) -> Data:
    """A valid case for a rulebook, as plain data; the same for the same seed. With `codes`, its needs have those."""
    return _Author(random.Random(seed), rulebook, codes).case(seed)


class _Author:
    def __init__(self, chance: random.Random, rulebook: Rulebook, codes: Sequence[str] = ()) -> None:
        self.chance = chance
        self.rulebook = rulebook
        self.vocabulary: Vocabulary = rulebook.vocabulary
        self.kinds = sorted(self.vocabulary.agency_kinds)
        self.codes = sorted(codes or self.vocabulary.needs)
        self.persons = [f"p{n}" for n in range(chance.choice([1, 1, 2, 2, 3, 4, 5, 6]))]
        self.needs = [f"n{n}" for n in range(chance.choice([0, 1, 1, 2, 3, 4, 6, 8]))]

    def case(self, seed: int) -> Data:
        serves = sorted(self.rulebook.serves or ("somewhere",))
        return {
            "case": f"case-{seed}",
            "as_of": self.day(2026),
            "municipality": self.chance.choice(serves),
            **self.maybe("district", lambda: self.chance.choice(self.districts()), 0.8),
            **self.reception(),
            **self.maybe("reported_by", lambda: self.chance.choice(_REPORTERS), 0.8),
            "household_complete": self.chance.random() < 0.4,
            "persons": [self.person(id) for id in self.persons],
            "relations": self.some(self.relation, 5) if len(self.persons) > 1 else [],
            "needs": [self.need(id) for id in self.needs],
            "involvements": self.some(self.involvement, 3),
            "events": self.some(self.event, 2),
            "consents": self.some(self.consent, 3),
            "history": self.some(self.history, 3),
        }

    def districts(self) -> list[str]:
        directory = self.rulebook.directory
        known = {office.located_in for office in directory.offices if office.located_in} if directory else set()
        return [*sorted(known), "elsewhere"]

    def reception(self) -> Data:
        kind = self.chance.choice(_DOORS if self.chance.random() < 0.6 else self.kinds)
        directory = self.rulebook.directory
        offices = [office.id for office in directory.by_kind.get(kind, ())] if directory else ["an-office"]
        at = self.maybe("received_at", lambda: self.chance.choice(offices), 0.5) if offices else {}
        return {"received_by": kind, **at}

    def person(self, id: str) -> Data:
        names = sorted(self.vocabulary.person_properties)
        attributes = {
            name: self.value(name)
            for name in self.chance.sample(names, 3)
            if name not in ("age", "birth_date", "sex", "care_level", "support_level")
            and name not in ("on_assistance", "registered_address")
        }
        ages = (0, 3, 15, 17, 18, 39, 40, 52, 64, 65, 75, 82, 101)
        return {
            "id": id,
            **self.maybe("age", lambda: self.chance.choice(ages), 0.7),
            **self.maybe("sex", lambda: self.chance.choice("FMX"), 0.7),
            **self.maybe("care_level", lambda: self.chance.randint(1, 5), 0.2),
            **self.maybe("on_assistance", lambda: self.chance.random() < 0.5, 0.2),
            **self.maybe("registered_address", lambda: self.chance.random() < 0.5, 0.2),
            **({"attributes": attributes} if attributes else {}),
        }

    def value(self, name: str) -> Any:
        term = self.vocabulary.person_properties[name]
        if term.values:
            return self.chance.choice(term.values)
        values = {"boolean": True, "integer": self.chance.randint(0, 9), "float": 1.5, "string": "x"}
        return values.get(term.kind, "2020-01-01")

    def relation(self) -> Data:
        one, other = self.chance.sample(self.persons, 2)
        kinds = [*sorted(self.vocabulary.relations), "LIVES_WITH", "LIVES_WITH", "HARMS"]
        return {"from": one, "type": self.chance.choice(kinds), "to": other}

    def need(self, id: str) -> Data:
        several = len(self.persons) > 1 and self.chance.random() < 0.2
        return {
            "id": id,
            **({"persons": self.chance.sample(self.persons, 2)} if several else {"person": self.anyone()}),
            "code": self.chance.choice(self.codes),
            "status": self.chance.choice(["confirmed", "confirmed", "suspected", "resolved", "absent"]),
            **self.maybe("severity", lambda: self.chance.randint(1, 3), 0.5),
            **self.maybe("urgent", lambda: True, 0.2),
            **self.maybe("due", lambda: self.day(2026), 0.1),
        }

    def involvement(self) -> Data:
        return {
            "person": self.anyone(),
            **self.agency("agency"),
            "status": self.chance.choice(["active", "active", "ended", "refused", "declined"]),
            **self.maybe("role", lambda: self.chance.choice(["lead", "support"]), 0.7),
        }

    def event(self) -> Data:
        return {
            "id": f"e{self.chance.randint(0, 10**9)}",
            "person": self.anyone(),
            "type": self.chance.choice(sorted(self.vocabulary.event_types)),
            **self.maybe("date", lambda: self.day(2026), 0.8),
        }

    def consent(self) -> Data:
        items = [*sorted(self.vocabulary.domains), *self.codes]
        return {
            "person": self.anyone(),
            "status": self.chance.choice(["given", "given", "refused", "not_asked", "cannot_ask"]),
            **self.maybe("to", lambda: self.chance.sample(self.kinds, 2), 0.4),
            **self.maybe("items", lambda: self.chance.sample(items, 3), 0.3),
            **self.maybe("until", lambda: self.day(2026), 0.3),
            **self.maybe("by", self.anyone, 0.2),
        }

    def history(self) -> Data:
        return {
            "type": self.chance.choice(_HISTORY),
            **self.agency("by"),
            **(self.maybe("need", lambda: self.chance.choice(self.needs), 0.4) if self.needs else {}),
            **self.maybe("person", self.anyone, 0.2),
            **self.maybe("date", lambda: self.day(2026), 0.5),
        }

    def agency(self, field: str) -> Data:
        kind = self.chance.choice(_DOORS if self.chance.random() < 0.5 else self.kinds)
        directory = self.rulebook.directory
        offices = [office.id for office in directory.by_kind.get(kind, ())] if directory else []
        return {field: kind, **self.maybe("office", lambda: self.chance.choice([*offices, "unlisted"]), 0.4)}

    def anyone(self) -> str:
        return self.chance.choice(self.persons)

    def day(self, year: int) -> str:
        return f"{year}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"

    def maybe(self, field: str, value: Callable[[], Any], share: float) -> Data:
        return {field: value()} if self.chance.random() < share else {}

    def some(self, make: Callable[[], Data], most: int) -> list[Data]:
        return [make() for _ in range(self.chance.randint(0, most))]
