"""Households of one to six persons: who lives together, how they are related, who cares for whom. Seeded.

Only `Random.random` is drawn from: its sequence is promised to stay the same, that of `choice` or `sample` is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, TypeVar

Data = dict[str, Any]
T = TypeVar("T")


class Chance:
    """Seeded choices that come out alike on every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def one(self, items: Sequence[T]) -> T:
        """One of the items, each as likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of the keys, each as likely as its weight."""
        left = self._random() * sum(weights.values())
        for item, weight in weights.items():
            left -= weight
            if left < 0:
                return item
        return item

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def happens(self, share: float) -> bool:
        """True in this share of all times."""
        return self._random() < share


# A member: O of the old generation, W an adult child of theirs who withdrew or is disabled, P a parent, C a child.
SHAPES: Mapping[int, Mapping[str, int]] = {
    1: {"O": 4, "W": 1, "P": 1},
    2: {"OO": 3, "OW": 6, "PC": 2, "PP": 1},
    3: {"OOW": 6, "OPC": 2, "PPC": 2, "PCC": 2, "OWW": 2},
    4: {"OOWW": 3, "OPPC": 2, "OPCC": 2, "PPCC": 2, "OOPC": 1, "OWPC": 2},
    5: {"OPPCC": 3, "OOPPC": 2, "PPCCC": 2, "OWPCC": 2, "OOWPC": 2},
    6: {"OOPPCC": 3, "OPPCCC": 2, "OWPPCC": 2, "OOWPCC": 2},
}
AGES = {"O": (72, 94), "W": (38, 60), "P": (27, 58), "C": (4, 17)}


class Household:
    """Persons who live together: `members` are pairs of role and id, `relations` those between them."""

    def __init__(self, chance: Chance, shape: str, first: int) -> None:
        self.chance = chance
        self.members = [(role, f"p{first + n}") for n, role in enumerate(shape)]
        self.relations: list[Data] = []
        self._kin()
        self._care()
        self._harm()

    def of(self, *roles: str) -> list[str]:
        """The ids of the members in one of these roles."""
        return [id for role, id in self.members if role in roles]

    def relate(self, start: str, type: str, end: str) -> None:
        """Add a relation."""
        self.relations.append({"from": start, "type": type, "to": end})

    def _kin(self) -> None:
        for n, (_, one) in enumerate(self.members):
            for _, other in self.members[n + 1 :]:
                self.relate(one, "LIVES_WITH", other)
        old, adult, parents, children = self.of("O"), self.of("W"), self.of("P"), self.of("C")
        for couple in (old, parents):
            if len(couple) == 2:
                self.relate(couple[0], "SPOUSE_OF", couple[1])
        for elder in old:
            for child in adult + parents[:1]:
                self.relate(elder, "PARENT_OF", child)
        for parent in parents:
            for child in children:
                self.relate(parent, "PARENT_OF", child)
        for siblings in (adult + parents[:1], children):
            for n, one in enumerate(siblings):
                for other in siblings[n + 1 :]:
                    self.relate(one, "SIBLING_OF", other)

    def _care(self) -> None:
        old, adult, parents, children = self.of("O"), self.of("W"), self.of("P"), self.of("C")
        for carers, cared, share in (
            (parents, old, 0.6),
            (parents, adult, 0.65),
            (old, adult, 0.55),
            (children, old + parents, 0.16),
            (adult, old, 0.25),
        ):
            for one in carers:
                for other in cared:
                    if self.chance.happens(share):
                        self.relate(one, "CARES_FOR", other)
        if len(old) == 2 and self.chance.happens(0.6):
            self.relate(old[0], "CARES_FOR", old[1])

    def _harm(self) -> None:
        parents, adult, old = self.of("P"), self.of("W"), self.of("O")
        if len(parents) == 2 and self.chance.happens(0.4):
            self.relate(parents[1], "HARMS", parents[0])
        if adult and old and self.chance.happens(0.12):
            self.relate(adult[0], "HARMS", old[0])


def households(chance: Chance, persons: int) -> list[Household]:
    """Households of one to six, together of that many persons, the later ones each related to an earlier one."""
    made: list[Household] = []
    count = 0
    while count < persons:
        left = persons - count
        # up to six persons are mostly one household; beyond, a street or an extended family
        size = left if persons <= 6 and chance.happens(0.85) else min(left, chance.between(1, 6))
        household = Household(chance, chance.weighted(SHAPES[size]), count + 1)
        if made:
            type = chance.one(["SIBLING_OF", "SIBLING_OF", "CARES_FOR", "GUARDIAN_OF"])
            grown = household.of("O", "W", "P")
            household.relate(chance.one(grown), type, chance.one(chance.one(made).of("O", "W", "P")))
        made.append(household)
        count += size
    return made
