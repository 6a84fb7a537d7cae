"""The properties of the nodes of a universe: which are always there, which may be absent, and what they can be.

As a case gives them: its model, the vocabulary, and what follows from other facts (the domain of a need from its code,
an age from a date of birth).
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from routing.case.parts import Need, Person
from routing.pattern.schema import PropertyType
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.comparing import equals
from routing.quality.solver.logic import every, implies, no, some
from routing.quality.solver.texts import Choice, Text
from routing.quality.solver.universe import Slot, Universe
from routing.quality.solver.values import NULL, Dated, Number, Value


def property_of(universe: Universe, slot: Slot, name: str) -> Value:
    """A property of a node; made when it is first asked for."""
    if name not in slot.values:
        slot.values[name] = _made(universe, slot, name)
    return slot.values[name]


def _made(universe: Universe, slot: Slot, name: str) -> Value:
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
        _ages(universe, born, property_of(universe, slot, "age"))
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
        (code,) = property_of(universe, slot, "code").choices
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
        return Text(False, (known, Choice(office.null, property_of(universe, slot, "kind").choices[0].base)))
    return NULL


def _office(universe: Universe, slot: Slot) -> Text:
    """The office of an agency. No two agencies have the same kind and the same office, or the same kind and none."""
    made = Text(universe.fresh(f"{slot.name} no office"), (Choice(True, universe.word(None, f"{slot.name} office")),))
    kind = property_of(universe, slot, "kind")
    for other in universe.nodes["Agency"]:
        if other is not slot and "office" in other.values:
            its = other.values["office"]
            alike_office = some((every((made.null, its.null)), equals(made, its).yes))
            universe.axioms.append(no(every((alike_office, equals(kind, property_of(universe, other, "kind")).yes))))
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


def never_negative(label: str, name: str) -> bool:
    """Whether the case format keeps a number from being negative."""
    model = {"Person": Person, "Need": Need}.get(label)
    bounds = bounds_of(model, name) if model is not None else None
    return bounds is not None and bounds[0] >= 0
