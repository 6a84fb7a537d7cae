"""A case from a model of z3: what the variables say, and nothing that nobody asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import z3

from routing.case import Case
from routing.case.parts import Event, Need, Person
from routing.quality.solver.edges import INVOLVED, Edges
from routing.quality.solver.logic import Amount, Formula
from routing.quality.solver.texts import Text
from routing.quality.solver.universe import Slot, Universe
from routing.quality.solver.values import Day, Number, Truth, Value

Data = dict[str, Any]

_NOT_SAID = ("id", "domain", "office", "kind", "type", "code", "status", "urgent")
"""Properties that do not stand among those which may be absent."""


def case_of(universe: Universe, edges: Edges, model: Any) -> Case:
    """The case. Raises `CaseError` where it is none, which would be a fault of the axioms."""
    return Case.from_dict(_Decoder(universe, edges, model).case())


class _Decoder:
    def __init__(self, universe: Universe, edges: Edges, model: Any) -> None:
        self.universe = universe
        self.edges = edges
        self.model = model
        self.vocabulary = universe.world.vocabulary
        self.there = [slot for label in universe.nodes for slot in universe.nodes[label] if self.holds(slot.present)]
        self.ids = self._ids()

    def case(self) -> Data:
        case = self.universe.case
        serves = sorted(self.universe.world.serves or ())
        kinds = sorted(self.vocabulary.agency_kinds)
        usual = "support_center" if "support_center" in kinds else kinds[0]
        return {
            "case": self.text_of(case, "id") or "witness",
            "as_of": self.universe.world.day.isoformat(),
            "municipality": self.text_of(case, "municipality") or (serves[0] if serves else "somewhere"),
            "received_by": self.text_of(case, "received_by") or usual,
            **self.said(case, frozenset(Case.model_fields), ("municipality", "received_by")),
            **({"household_complete": True} if self.holds(self.edges.complete) else {}),
            "persons": [self.person(slot) for slot in self.of("Person")],
            "relations": self.relations(),
            "needs": [self.need(slot) for slot in self.of("Need")],
            "involvements": self.involvements(),
            "events": [self.event(slot) for slot in self.of("Event")],
        }

    def of(self, label: str) -> list[Slot]:
        return [slot for slot in self.there if slot.label == label]

    def _ids(self) -> dict[Slot, str]:
        """The id of each node: what the model says, or a short one that nothing of its label has."""
        said = {slot: id for slot in self.there if (id := self.text_of(slot, "id")) is not None}
        taken = {(slot.label, id) for slot, id in said.items()}
        for slot in self.there:
            if slot not in said:
                short = _usual_id(slot)
                while (slot.label, short) in taken:
                    short += "'"
                said[slot] = short
        return said

    # what the model says

    def holds(self, formula: Formula | None) -> bool:
        if formula is None or isinstance(formula, bool):
            return bool(formula)
        return bool(z3.is_true(self.model.eval(formula, model_completion=True)))

    def number(self, amount: Amount) -> int | float:
        if isinstance(amount, (int, float)):
            return amount
        found = self.model.eval(amount, model_completion=True)
        if z3.is_int_value(found):
            return int(found.as_long())
        return float(found.as_fraction()) if z3.is_rational_value(found) else float(found.approx(20).as_fraction())

    def plain(self, value: Value) -> Any:
        """A value as a case file gives it; None where it is absent."""
        match value:
            case Truth():
                return True if self.holds(value.yes) else False if self.holds(value.no) else None
            case Number():
                return None if self.holds(value.null) else self.number(value.amount)
            case Day():
                day = self.universe.world.day + dt.timedelta(days=int(self.number(value.amount)))
                return None if self.holds(value.null) else day.isoformat()
            case Text():
                return None if self.holds(value.null) else self.string(value)
        return None

    def string(self, text: Text) -> str | None:
        for choice in text.choices:
            if self.holds(choice.when):
                if isinstance(choice.base, str):
                    return choice.base
                number = self.number(choice.base.number)
                return next((word for word, known in choice.base.numbers.items() if known == number), None)
        return None

    def text_of(self, slot: Slot, name: str) -> str | None:
        return self.plain(slot.values[name]) if name in slot.values else None

    # parts of the case

    def said(self, slot: Slot, fields: frozenset[str], without: tuple[str, ...] = ()) -> Data:
        """The properties of a node: fields of the format, and the rest as attributes."""
        known = {name: self.plain(value) for name, value in slot.values.items() if name not in (*_NOT_SAID, *without)}
        given = {name: value for name, value in known.items() if value is not None}
        attributes = {name: value for name, value in given.items() if name not in fields}
        plain: Data = {name: value for name, value in given.items() if name in fields}
        return {**plain, "attributes": attributes} if attributes else plain

    def person(self, slot: Slot) -> Data:
        return {"id": self.ids[slot], **self.said(slot, frozenset(Person.model_fields))}

    def need(self, slot: Slot) -> Data:
        fixed: Data = {"code": self.text_of(slot, "code") or min(self.vocabulary.needs)}
        if (status := self.text_of(slot, "status")) is not None:
            fixed["status"] = status
        if "urgent" in slot.values:
            fixed["urgent"] = self.plain(slot.values["urgent"])
        about = {"persons": self.about(slot)}
        return {"id": self.ids[slot], **about, **fixed, **self.said(slot, frozenset(Need.model_fields))}

    def event(self, slot: Slot) -> Data:
        type = self.text_of(slot, "type") or min(self.vocabulary.event_types)
        about = self.about(slot)
        fixed = {"id": self.ids[slot], "type": type, **({"persons": about} if about else {})}
        return {**fixed, **self.said(slot, frozenset(Event.model_fields))}

    def about(self, slot: Slot) -> list[str]:
        concerned = [
            self.ids[person] for (what, person), held in self.edges.about.items() if what is slot and self.holds(held)
        ]
        return concerned

    def relations(self) -> list[Data]:
        return [
            {"from": self.ids[edge.start], "type": type, "to": self.ids[edge.end]}
            for type in self.vocabulary.relations
            for edge in self.edges.made.get(type, ())
            if self.holds(edge.present)
        ]

    def involvements(self) -> list[Data]:
        agencies = self._agencies()
        found: list[Data] = []
        for type, status in INVOLVED.items():
            for edge in self.edges.made.get(type, ()):
                if self.holds(edge.present):
                    details = {name: self.plain(edge.values[name]) for name in ("role", "since")}
                    known = {name: value for name, value in details.items() if value is not None}
                    found.append({"person": self.ids[edge.start], **agencies[edge.end], "status": status, **known})
        first = self.ids[self.universe.nodes["Person"][0]]
        for agency, type in self.edges.spare.items():
            told = agencies.get(agency)
            if told is not None and not any(told.items() <= part.items() for part in found):
                found.append({"person": first, **told, "status": INVOLVED[type]})
        return found

    def _agencies(self) -> Mapping[Slot, Data]:
        """Each agency by its kind, and an office where another of the kind is told of already."""
        found: dict[Slot, Data] = {}
        kinds = sorted(self.vocabulary.agency_kinds)
        for slot in self.of("Agency"):
            told: Data = {"agency": self.text_of(slot, "kind") or kinds[slot.index % len(kinds)]}
            if "office" in slot.values:
                office = self.text_of(slot, "office")
                told |= {"office": office} if office is not None else {}
            elif told in found.values():
                told["office"] = f"office-{slot.index + 1}"
            found[slot] = told
        return found


def _usual_id(slot: Slot) -> str:
    if slot.label == "Person":
        return chr(ord("a") + slot.index)
    return f"{slot.label[0].lower()}{slot.index + 1}"
