"""All cases up to a size at once: the nodes a case may have, and a variable for everything it may say.

A variable is made when it is first asked for; what no rule asks about is absent from the case. `axioms` hold what a
case always obeys: ranges of values, who may be related to whom, what a need or an agency needs to be there at all.

A universe is `whole` where it stands for the entire case. Where it is not, it is the part of a case of any size that
holds the witnesses asked for: then households and agencies may have members who are not in it.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from routing.case.parts import Need, Person
from routing.pattern.schema import PropertyType, Schema
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.logic import Formula, every, implies, no, some
from routing.quality.solver.texts import ALIKE, Alphabet, Choice, Text, Word
from routing.quality.solver.values import NULL, Dated, Number, Truth, Value, equals
from routing.vocabulary import Vocabulary

FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)
WIDEST = 10**18
"""The largest whole number a case can give."""

Sizes = Mapping[str, int]
"""How many nodes there may be, by label."""


@dataclass(eq=False)
class Slot:
    """A node that may be there. A finding has its `about`."""

    label: str
    index: int
    present: Formula
    values: dict[str, Value] = field(default_factory=dict)
    about: tuple[Slot, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.label}{self.index}"


@dataclass(eq=False)
class Edge:
    """A relationship that may be there."""

    type: str
    start: Slot
    end: Slot
    present: Formula
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """What all cases for a rulebook have in common."""

    vocabulary: Vocabulary
    schema: Schema
    serves: frozenset[str] | None
    day: dt.date


class Universe:
    """The variables of one question."""

    def __init__(self, world: World, sizes: Sizes, alphabet: Alphabet, *, whole: bool) -> None:
        self.world = world
        self.alphabet = alphabet
        self.whole = whole
        self.context = z3.Context()
        self.axioms: list[Formula] = []
        self.doubts: set[str] = set()
        """Why an answer `impossible` would not be proved."""
        self._open_words = 0
        self._made = itertools.count()
        self.case = Slot("Case", 0, True)
        self.nodes: dict[str, list[Slot]] = {"Case": [self.case]}
        for label in ("Person", "Need", "Agency", "Event"):
            self.nodes[label] = [
                # a case has at least one person: let the first be
                Slot(label, index, True if label == "Person" and index == 0 else self.fresh(f"{label}{index}"))
                for index in range(sizes.get(label, 0))
            ]

    # variables

    def fresh(self, name: str = "b") -> Any:
        """A new truth that may be either."""
        return z3.Bool(f"{name}_{next(self._made)}", self.context)

    def amount(self, low: int, high: int, name: str = "i") -> Any:
        """A new whole number in a range."""
        made = z3.Int(f"{name}_{next(self._made)}", self.context)
        self.axioms += [made >= low, made <= high]
        return made

    def real(self, name: str) -> Any:
        """A new number."""
        return z3.Real(f"{name}_{next(self._made)}", self.context)

    def word(self, allowed: tuple[str, ...] | frozenset[str] | None, name: str) -> Word:
        """A new text: one of those allowed, or any (None)."""
        if allowed is None:
            self._open_words += 1
            if self._open_words > ALIKE or self.alphabet.partial:
                self.doubts.add("more texts than the solver can keep apart")
        numbers = self.alphabet.numbers
        domain = self.alphabet.open_words if allowed is None else allowed
        known = dict(sorted(((word, numbers[word]) for word in domain), key=lambda item: item[1]))
        made = Word(z3.Int(f"{name}_{next(self._made)}", self.context), known, allowed is None)
        self.axioms.append(made.anything())
        return made

    # properties

    def property(self, slot: Slot, name: str) -> Value:
        """A property of a node."""
        if name not in slot.values:
            slot.values[name] = properties(self, slot, name)
        return slot.values[name]

    def detail(self, edge: Edge, name: str) -> Value:
        """A property of a relationship. Those of involvements are made with them."""
        return edge.values.get(name, NULL)

    def declared(self, kind: PropertyType, name: str, bounds: tuple[int, int] | None = None) -> Value:
        """The value of a declared property, that may be absent."""
        return self.given(self.fresh(f"no {name}"), kind, name, bounds)

    def given(self, null: Formula, kind: PropertyType, name: str, bounds: tuple[int, int] | None = None) -> Value:
        """A value of a kind under a condition for its absence."""
        match kind.kind:
            case "boolean":
                value = self.fresh(name)
                return Truth(every((no(null), value)), every((no(null), no(value))))
            case "integer":
                return Number(null, self.amount(*(bounds or (-WIDEST, WIDEST)), name))
            case "float":
                return Number(null, self.real(name))
            case "date":
                day = self.world.day
                return Dated(null, self.amount((FIRST_DAY - day).days, (LAST_DAY - day).days, name), day)
        return Text(null, (Choice(True, self.word(kind.values, name)),))


def properties(universe: Universe, slot: Slot, name: str) -> Value:
    """A property of a node, made anew."""
    kind = universe.world.schema.labels[slot.label].get(name)
    if kind is None:
        return NULL
    if slot.label in ("Household", "Finding"):
        raise NotModelled(f"the {name} of a {slot.label.lower()}")
    fixed = {"Case": _of_case, "Person": _of_person, "Need": _of_need, "Agency": _of_agency, "Event": _of_event}
    return fixed[slot.label](universe, slot, name, kind)


def _of_case(universe: Universe, slot: Slot, name: str, kind: PropertyType) -> Value:
    if name == "municipality":
        return universe.given(False, PropertyType("string", universe.world.serves), name)
    return universe.given(False, kind, name) if name in ("id", "received_by") else universe.declared(kind, name)


def _of_person(universe: Universe, slot: Slot, name: str, kind: PropertyType) -> Value:
    if name == "id":
        return _identity(universe, slot)
    if name == "birth_date":
        born = universe.declared(kind, name, None)
        _ages(universe, born, universe.property(slot, "age"))
        return born
    return universe.declared(kind, name, bounds_of(Person, name))


def _ages(universe: Universe, born: Dated, age: Number) -> None:
    """A person of whom the date of birth is known is as old as it says."""
    day = universe.world.day
    known = no(born.null)
    universe.axioms.append(implies(known, every((no(age.null), born.amount <= 0, age.amount <= 130))))
    for years in range(1, 131):
        if day.year - years < 1:
            universe.axioms.append(implies(known, age.amount < years))
            break
        try:
            last = day.replace(year=day.year - years)
        except ValueError:  # 29 February
            last = dt.date(day.year - years, 2, 28)
        universe.axioms.append(implies(known, (age.amount >= years) == (born.amount <= (last - day).days)))


def _of_need(universe: Universe, slot: Slot, name: str, kind: PropertyType) -> Value:
    if name == "id":
        return _identity(universe, slot)
    if name == "domain":
        needs = universe.world.vocabulary.needs
        (code,) = universe.property(slot, "code").choices
        return Text(False, (Choice(True, code.base, lambda word: needs[word].domain),))
    if name in ("code", "status", "urgent"):
        return universe.given(False, kind, name)
    return universe.declared(kind, name, bounds_of(Need, name))


def _of_agency(universe: Universe, slot: Slot, name: str, kind: PropertyType) -> Value:
    if name == "kind":
        return universe.given(False, kind, name)
    if name == "id":  # its office, or where that is not known its kind
        office = _office(universe, slot)
        known = Choice(no(office.null), office.choices[0].base)
        return Text(False, (known, Choice(office.null, universe.property(slot, "kind").choices[0].base)))
    return NULL


def _office(universe: Universe, slot: Slot) -> Text:
    """The office of an agency. No two agencies have the same kind and the same office, or the same kind and none."""
    made = Text(universe.fresh(f"{slot.name} no office"), (Choice(True, universe.word(None, f"{slot.name} office")),))
    kind = universe.property(slot, "kind")
    for other in universe.nodes["Agency"]:
        if other is not slot and "office" in other.values:
            its = other.values["office"]
            alike_office = some((every((made.null, its.null)), equals(made, its).yes))
            universe.axioms.append(no(every((alike_office, equals(kind, universe.property(other, "kind")).yes))))
    slot.values["office"] = made
    return made


def _of_event(universe: Universe, slot: Slot, name: str, kind: PropertyType) -> Value:
    if name == "id":
        return _identity(universe, slot)
    return universe.given(False, kind, name) if name == "type" else universe.declared(kind, name)


def _identity(universe: Universe, slot: Slot) -> Value:
    """The id of a node: no two of a label have the same."""
    word = universe.word(None, f"{slot.name} id")
    for other in universe.nodes[slot.label]:
        if other is not slot and "id" in other.values:
            universe.axioms.append(word.number != other.values["id"].choices[0].base.number)
    return Text(False, (Choice(True, word),))


@functools.cache
def bounds_of(model: type[Any], name: str) -> tuple[int, int] | None:
    """The range that the case format allows a number."""
    if name not in model.model_fields:
        return None
    limits = model.model_fields[name].metadata
    given = {kind: getattr(limit, kind) for limit in limits for kind in ("ge", "le") if hasattr(limit, kind)}
    return (given["ge"], given["le"]) if len(given) == 2 else None
