"""The relationships of a universe, by type and end: as `routing.case.graph` makes them of what a case says."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations

from routing.pattern.schema import PropertyType
from routing.quality.solver.comparing import equals
from routing.quality.solver.logic import Formula, every, how_many, implies, no, some
from routing.quality.solver.properties import property_of
from routing.quality.solver.texts import Text
from routing.quality.solver.universe import Edge, Slot, Universe
from routing.quality.solver.values import Number, Truth, constant, is_null

NEEDS = {"HAS": ("confirmed", "suspected"), "HAD": ("resolved",), "LACKS": ("absent",)}
INVOLVED = {"SERVED_BY": "active", "WAS_SERVED_BY": "ended", "REFUSED": "refused", "DECLINED_BY": "declined"}


class Edges:
    """Relationships, made by type when first asked for. `copies` is how often one agency may be involved with one
    person in one way, in different roles or at different times."""

    def __init__(self, universe: Universe, copies: int) -> None:
        self.universe = universe
        self.copies = copies
        self.made: dict[str, list[Edge]] = {}
        self.about: dict[tuple[Slot, Slot], Formula] = {}
        """By need or event, then person: whether the one is about the other."""
        self._starting: dict[tuple[str, Slot], list[Edge]] = {}
        self._ending: dict[tuple[str, Slot], list[Edge]] = {}
        self.spare: dict[Slot, str] = {}
        """By agency, a way to be involved that no rule asks about: there if nothing else says why the agency is."""
        self.complete: Formula = None
        """Whether everybody in the household is listed; None where nobody asked."""
        self._together: dict[tuple[Slot, Slot], Formula] | None = None

    def at(self, type: str, slot: Slot, direction: str) -> Iterable[tuple[Edge, Slot]]:
        """The relationships of a type that lead on from a node, and where to."""
        self.of_type(type)
        if direction in (">", "-"):
            for edge in self._starting.get((type, slot), ()):
                yield edge, edge.end
        if direction in ("<", "-"):
            for edge in self._ending.get((type, slot), ()):
                yield edge, edge.start

    def of_type(self, type: str) -> list[Edge]:
        """All relationships of a type but `ABOUT`, which comes with findings."""
        if type not in self.made:
            self.made[type] = []
            self.made[type] = made = list(self._make(type))
            for edge in made:
                self._starting.setdefault((type, edge.start), []).append(edge)
                self._ending.setdefault((type, edge.end), []).append(edge)
        return self.made[type]

    def _make(self, type: str) -> Iterable[Edge]:
        persons, nodes = self.universe.nodes["Person"], self.universe.nodes
        if type in NEEDS:
            return [
                Edge(type, person, need, every((self._concerns(need, person), self._stands(need, type))))
                for need in nodes["Need"]
                for person in persons
            ]
        if type == "SUBJECT_OF":
            return [Edge(type, p, event, self._concerns(event, p)) for event in nodes["Event"] for p in persons]
        if type == "IN":
            return [Edge(type, it, self.universe.case, it.present) for it in (*persons, *nodes["Event"])]
        if type == "MEMBER_OF":
            return self._memberships()
        if type in INVOLVED:
            return [
                edge
                for agency in nodes["Agency"]
                for person in persons
                for edge in self._involved(type, person, agency)
            ]
        if type in self.universe.world.vocabulary.relations:
            symmetric = self.universe.world.vocabulary.relations[type].symmetric
            pairs = combinations(persons, 2) if symmetric else permutations(persons, 2)
            return [Edge(type, one, other, self._between(type, one, other)) for one, other in pairs]
        return []

    def _between(self, type: str, one: Slot, other: Slot) -> Formula:
        """A new truth: whether two nodes that are there are related."""
        related = self.universe.fresh(f"{type} {one.name} {other.name}")
        self.universe.axioms.append(implies(related, every((one.present, other.present))))
        return related

    def _concerns(self, what: Slot, person: Slot) -> Formula:
        if (what, person) not in self.about:
            self.about[what, person] = self._between("about", what, person)
        return self.about[what, person]

    def _stands(self, need: Slot, type: str) -> Formula:
        status: Text = property_of(self.universe, need, "status")
        return status.among(lambda word: word in NEEDS[type])

    def _involved(self, type: str, person: Slot, agency: Slot) -> Iterable[Edge]:
        """Any two involvements of one kind differ in the role or in the day since when."""
        kinds = self.universe.world.schema.relationships[type].properties
        made: list[Edge] = []
        for _ in range(self.copies):
            edge = Edge(type, person, agency, self._between(type, person, agency), {"status": constant(INVOLVED[type])})
            for name in ("role", "since"):
                edge.values[name] = self.universe.declared(kinds.get(name, PropertyType("string")), f"{type} {name}")
            for other in made:
                self.universe.axioms.append(no(every((edge.present, other.present, _same_details(edge, other)))))
            made.append(edge)
        return made

    # households

    def _memberships(self) -> Iterable[Edge]:
        """One household for each group of persons who live together, at the place of the first of them."""
        persons = self.universe.nodes["Person"]
        together = self._living_together()
        homes = []
        for index, first in enumerate(persons):
            led = every((first.present, *(no(together[before, first]) for before in persons[:index])))
            homes.append(Slot("Household", index, led))
        self.universe.nodes["Household"] = homes
        edges = []
        for home in homes:
            first = persons[home.index]
            members = [(first, home.present)]
            members += [(p, every((home.present, together[first, p]))) for p in persons[home.index + 1 :]]
            edges += [Edge("MEMBER_OF", person, home, present) for person, present in members]
            self._count(home, [present for _, present in members])
        return edges

    def _count(self, home: Slot, members: list[Formula]) -> None:
        universe = self.universe
        if self.complete is None:
            self.complete = universe.fresh("household complete")
        size = how_many(members)
        if not universe.whole:
            listed = universe.amount(1, 200, "size")
            universe.axioms.append(implies(home.present, listed >= size))
            size = listed
        alone = size == 1
        home.values["size"] = Number(no(self.complete), size)
        home.values["alone"] = Truth(every((self.complete, alone)), every((self.complete, no(alone))))

    def _living_together(self) -> dict[tuple[Slot, Slot], Formula]:
        """Whether two persons, the earlier first, live together, directly or by way of others."""
        universe, persons = self.universe, self.universe.nodes["Person"]
        direct = {(edge.start, edge.end): edge.present for edge in self.of_type("LIVES_WITH")}
        if universe.whole:
            for via in persons:
                direct = {
                    (one, other): some((known, every((_of(direct, one, via), _of(direct, via, other)))))
                    for (one, other), known in direct.items()
                }
            return direct
        joined = {pair: self._between("together", *pair) for pair in direct}  # also by way of persons not in sight
        universe.axioms += [implies(known, joined[pair]) for pair, known in direct.items()]
        for one, other, third in permutations(persons, 3):
            way = every((_of(joined, one, other), _of(joined, other, third)))
            universe.axioms.append(implies(way, _of(joined, one, third)))
        return joined

    def close(self) -> None:
        """Add that whatever is there has a reason to be: needs concern somebody, agencies are involved with somebody,
        if need be in a way that no rule asks about."""
        persons = self.universe.nodes["Person"]
        for need in self.universe.nodes["Need"]:
            somebody = some(self._concerns(need, person) for person in persons)
            self.universe.axioms.append(implies(need.present, somebody))
        unasked = next((type for type in INVOLVED if type not in self.made), None)
        for agency in self.universe.nodes["Agency"]:
            if unasked is not None:
                self.spare[agency] = unasked
                continue
            involved = [edge.present for type in INVOLVED for edge in self.made.get(type, ()) if edge.end is agency]
            self.universe.axioms.append(implies(agency.present, some(involved)))


def _of(pairs: dict[tuple[Slot, Slot], Formula], one: Slot, other: Slot) -> Formula:
    return one is other or pairs[(one, other) if (one, other) in pairs else (other, one)]


def _same_details(one: Edge, other: Edge) -> Formula:
    same = []
    for name in ("role", "since"):
        a, b = one.values[name], other.values[name]
        same.append(some((every((is_null(a), is_null(b))), equals(a, b).yes)))
    return every(same)
