"""The families that come: each number gives one case, the same whatever else the scenario says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from routing.case import Case
from routing.conference.simulation.households import HouseholdKind, Trouble
from routing.conference.simulation.scenario import Scenario
from routing.conference.simulation.streams import Stream, uniform
from routing.directory import Directory
from routing.directory.office import parse_ages

Data = dict[str, Any]


class Generator:
    """Makes the cases of a scenario. `seed` is that of a replication."""

    def __init__(self, scenario: Scenario, directory: Directory, seed: int) -> None:
        self._scenario = scenario
        self._directory = directory
        self._seed = seed

    def kind(self, case: str) -> HouseholdKind:
        """The kind of household that a case is about."""
        kinds = self._scenario.households.kinds
        return self._stream(case, "household").one_of(kinds, [kind.share.value for kind in kinds])

    def case(self, id: str, district: str, day: dt.date) -> Case:
        """The case of this id, taken in on a day in a district. It is valid, and fits the rulebook of the scenario."""
        return Case.from_dict(self.data(id, district, day))

    def data(self, id: str, district: str, day: dt.date) -> Data:
        """The same as plain data."""
        kind, households = self.kind(id), self._scenario.households
        persons = self._persons(id, kind)
        there = {person["id"] for person in persons}
        doors = households.doors
        door = self._stream(id, "door").one_of(tuple(doors), [weight.value for weight in doors.values()])
        reporters = households.reporters
        weights = [weight.value for weight in reporters.values()]
        return {
            "case": id,
            "as_of": day.isoformat(),
            "municipality": self._scenario.municipality,
            "district": district,
            "received_by": door,
            **self._office(door, district, day),
            "reported_by": self._stream(id, "reporter").one_of(tuple(reporters), weights),
            "household_complete": True,
            "persons": persons,
            "relations": [
                {"from": relation.start, "type": relation.type, "to": relation.end}
                for relation in kind.relations
                if {relation.start, relation.end} <= there
            ],
            "needs": self._needs(id, kind, there, day),
            "consents": [{"person": person, "status": self._consent(id, person)} for person in sorted(there)],
        }

    def _persons(self, id: str, kind: HouseholdKind) -> list[Data]:
        found: list[Data] = []
        for member in kind.persons:
            stream = self._stream(id, "person", member.id)
            if not stream.chance(member.chance.value):
                continue
            sex = member.sex or stream.one_of(("F", "M"), (1, 1))
            age = stream.whole(*parse_ages(member.age))
            attributes = {"attributes": dict(member.attributes)} if member.attributes else {}
            level = {"care_level": stream.whole(*parse_ages(member.care_level))} if member.care_level else {}
            found.append({"id": member.id, "age": age, "sex": sex, **level, **attributes})
        return found

    def _needs(self, id: str, kind: HouseholdKind, there: set[str], day: dt.date) -> list[Data]:
        """The need that the household comes with, and as many besides as it has: each code of a person once."""
        weights = [weight.value for weight in self._scenario.households.needs]
        wanted = self._stream(id, "needs").one_of(range(1, len(weights) + 1), weights)
        main = self._stream(id, "main").one_of(kind.main, [trouble.weight.value for trouble in kind.main])
        chosen = [main]
        # each possible need has a number of its own: the list may grow without a change to the others' chances
        besides = [trouble for trouble in kind.besides if trouble.person in there and trouble.weight.value > 0]
        besides.sort(key=lambda trouble: self._turn(id, trouble))
        for trouble in besides:
            if len(chosen) < wanted and all((t.code, t.person) != (trouble.code, trouble.person) for t in chosen):
                chosen.append(trouble)
        return [self._need(id, number, trouble, day) for number, trouble in enumerate(chosen, start=1)]

    def _turn(self, id: str, trouble: Trouble) -> float:
        """When a need comes up: early with a great weight (the keys of Efraimidis and Spirakis 2006)."""
        drawn = uniform(self._seed, id, "besides", trouble.code, trouble.person)
        return -float(max(drawn, 1e-300) ** (1 / trouble.weight.value))

    def _need(self, id: str, number: int, trouble: Trouble, day: dt.date) -> Data:
        stream = self._stream(id, "need", trouble.code, trouble.person)
        urgent = {"urgent": True} if stream.chance(trouble.urgent.value) else {}
        status = {"status": "suspected"} if stream.chance(trouble.suspected.value) else {}
        due: Data = {}
        if trouble.due_in is not None:
            due = {"due": (day + dt.timedelta(days=stream.whole(*parse_ages(trouble.due_in)))).isoformat()}
        return {"id": f"n{number}", "person": trouble.person, "code": trouble.code, **urgent, **status, **due}

    def _consent(self, id: str, person: str) -> str:
        given = self._stream(id, "consent", person).chance(self._scenario.households.consent.value)
        return "given" if given else "not_asked"

    def _office(self, kind: str, district: str, day: dt.date) -> Data:
        for office in self._directory.by_kind.get(kind, ()):
            if office.catchment is not None and district in office.catchment and office.open_on(day):
                return {"received_at": office.id}
        return {}

    def _stream(self, *key: str) -> Stream:
        return Stream(self._seed, *key)
