"""Cases one step away from a case: one fact more, one less, or another one, where patterns look at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from routing.case import Case
from routing.quality.mutate.hints import Hints
from routing.vocabulary import Vocabulary

Data = dict[str, Any]
Step = Callable[[Data], None]
"""Changes the data of a case in place."""

_OWN = {
    "persons": ("age", "sex", "care_level", "support_level", "on_assistance", "registered_address", "birth_date"),
    "needs": ("code", "status", "severity", "urgent", "due"),
    "events": ("type", "date"),
    "": ("received_by", "reported_by", "district"),
}
_LABELS = {"persons": "Person", "needs": "Need", "events": "Event", "": "Case"}
_STATUS = {"HAS": "confirmed", "HAD": "resolved", "LACKS": "absent"}
_INVOLVED = {"SERVED_BY": "active", "WAS_SERVED_BY": "ended", "REFUSED": "refused", "DECLINED_BY": "declined"}
_NEW = "z"
"""The id of a person who is added."""


def data_of(case: Case) -> Data:
    """A case as plain data of which every part may be changed."""
    data = case.canonical().model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return {name: [dict(part) for part in value] if isinstance(value, tuple) else value for name, value in data.items()}


def neighbours(case: Case, hints: Hints, vocabulary: Vocabulary) -> Iterator[Case]:
    """The cases one step away that patterns with these hints may see as different."""
    for step in _Steps(data_of(case), hints, vocabulary).all():
        data = data_of(case)
        step(data)
        try:
            yield Case.model_validate(data)
        except ValidationError:
            continue


class _Steps:
    def __init__(self, data: Data, hints: Hints, vocabulary: Vocabulary) -> None:
        self.data = data
        self.hints = hints
        self.vocabulary = vocabulary
        self.persons = [person["id"] for person in data["persons"]]

    def all(self) -> Iterator[Step]:
        yield from self._values()
        yield from self._needs()
        yield from self._relations()
        yield from self._involvements()
        yield from self._events()
        yield lambda data: data.update(household_complete=not data.get("household_complete", False))
        for name in ("persons", "needs", "relations", "involvements", "events"):
            for at in range(len(self.data.get(name, ()))):
                yield lambda data, name=name, at=at: _drop(data, name, at)  # type: ignore[misc]

    def _values(self) -> Iterator[Step]:
        """Each property that is read, set to what it is compared with, and to what stands next to that; and absent."""
        for name in ("persons", "needs", "events", ""):
            declared = self.vocabulary.declared.get(_LABELS[name], {})
            for key in sorted({*self.hints.values, *self.hints.days}):
                own = key in _OWN[name]
                if own or key in declared:
                    values = [*self._candidates(key), None]
                    for at in range(len(self.data.get(name, ()))) if name else (None,):
                        for value in values:
                            yield lambda data, n=name, at=at, k=key, v=value, own=own: _set(data, n, at, k, v, own)  # type: ignore[misc]

    def _candidates(self, key: str) -> list[Any]:
        found: list[Any] = []
        for value in sorted(self.hints.values.get(key, ()), key=str):
            found += [value]
            if isinstance(value, bool):
                found.append(not value)
            elif isinstance(value, int):
                found += [value - 1, value + 1]
        for days in sorted(self.hints.days.get(key, ())):
            found += [self.data["as_of"] + dt.timedelta(days + more) for more in (0, -1, 1)]
        found += self._others(key)
        return list({repr(value): value for value in found}.values())

    def _others(self, key: str) -> Iterable[Any]:
        """Values of a property that no pattern names."""
        label = next((label for label, terms in self.vocabulary.schema.labels.items() if key in terms), None)
        declared = self.vocabulary.schema.labels[label][key] if label else None
        if declared is None or declared.kind == "date":
            return ()
        if declared.kind == "boolean":
            return True, False
        return [next(iter(sorted(set(declared.values or ()) - self.hints.values.get(key, set()))), None)]

    def _codes(self) -> list[str]:
        codes = {value for value in self.hints.values.get("code", ()) if value in self.vocabulary.needs}
        for domain in self.hints.values.get("domain", ()):
            codes.update([code for code, term in sorted(self.vocabulary.needs.items()) if term.domain == domain][:1])
        return sorted(codes)

    def _needs(self) -> Iterator[Step]:
        for code in self._codes():
            for person in self.persons:
                yield lambda data, p=person, c=code: _add(data, "needs", id="nz", person=p, code=c)  # type: ignore[misc]
        for at, need in enumerate(self.data.get("needs", ())):
            for type in sorted(self.hints.types & _STATUS.keys()):
                yield lambda data, at=at, s=_STATUS[type]: data["needs"][at].update(status=s)  # type: ignore[misc]
            for code in self._codes():
                yield lambda data, at=at, c=code: data["needs"][at].update(code=c)  # type: ignore[misc]
            for person in self.persons:
                about = need.get("persons") or (need["person"],)
                if person not in about:
                    yield lambda data, at=at, a=(*about, person): _about(data["needs"][at], a)  # type: ignore[misc]
                    yield lambda data, at=at, p=person: _about(data["needs"][at], (p,))  # type: ignore[misc]

    def _relations(self) -> Iterator[Step]:
        types = sorted({*self.hints.types, *(["LIVES_WITH"] if "Household" in self.hints.labels else [])})
        for type in types:
            if type in self.vocabulary.relations:
                for start in (*self.persons, _NEW):
                    for end in (*self.persons, _NEW):
                        if start != end:
                            yield lambda data, s=start, t=type, e=end: _relate(data, s, t, e)  # type: ignore[misc]
        for at in range(len(self.data.get("relations", ()))):
            yield lambda data, at=at: _turn(data["relations"][at])  # type: ignore[misc]
            for type in types:
                if type in self.vocabulary.relations:
                    yield lambda data, at=at, t=type: data["relations"][at].update(type=t)  # type: ignore[misc]

    def _involvements(self) -> Iterator[Step]:
        kinds = [v for v in sorted(map(str, self.hints.values.get("kind", ()))) if v in self.vocabulary.agency_kinds]
        statuses = [_INVOLVED[type] for type in sorted(self.hints.types & _INVOLVED.keys())]
        for status in statuses:
            for at in range(len(self.data.get("involvements", ()))):
                yield lambda data, at=at, s=status: data["involvements"][at].update(status=s)  # type: ignore[misc]
            for kind in kinds or list(self.vocabulary.agency_kinds)[:1]:
                for person in self.persons:
                    yield lambda data, p=person, k=kind, s=status: _add(  # type: ignore[misc]
                        data, "involvements", person=p, agency=k, status=s
                    )
        for at in range(len(self.data.get("involvements", ()))):
            for kind in [*kinds, *[k for k in self.vocabulary.agency_kinds if k not in kinds][:1]]:
                yield lambda data, at=at, k=kind: data["involvements"][at].update(agency=k)  # type: ignore[misc]
            for role in ("lead", "support"):
                yield lambda data, at=at, r=role: data["involvements"][at].update(role=r)  # type: ignore[misc]

    def _events(self) -> Iterator[Step]:
        for type in sorted(map(str, self.hints.values.get("type", ()))):
            if type in self.vocabulary.event_types:
                for person in self.persons:
                    yield lambda data, p=person, t=type: _add(data, "events", id="ez", person=p, type=t)  # type: ignore[misc]


def _set(data: Data, name: str, at: int | None, key: str, value: Any, own: bool) -> None:
    part: Data = data if at is None else data[name][at]
    if not own:
        part = part["attributes"] = dict(part.get("attributes", {}))
    if key == "age":
        part.pop("birth_date", None)
    if value is None:
        part.pop(key, None)
    else:
        part[key] = value


def _add(data: Data, name: str, **fields: Any) -> None:
    data[name] = [*data.get(name, ()), fields]


def _about(part: Data, persons: tuple[str, ...]) -> None:
    part.pop("person", None)
    part["persons"] = list(persons)


def _relate(data: Data, start: str, type: str, end: str) -> None:
    if _NEW in (start, end) and all(person["id"] != _NEW for person in data["persons"]):
        _add(data, "persons", id=_NEW)
    _add(data, "relations", **{"from": start, "type": type, "to": end})


def _turn(relation: Data) -> None:
    relation["from"], relation["to"] = relation["to"], relation["from"]


def _drop(data: Data, name: str, at: int) -> None:
    gone = data[name][at]
    data[name] = data[name][:at] + data[name][at + 1 :]
    if name == "persons":
        id = gone["id"]
        for other, keys in (("relations", ("from", "to")), ("needs", ("person",)), ("involvements", ("person",))):
            data[other] = [part for part in data.get(other, ()) if all(part.get(key) != id for key in keys)]
        data["events"] = [part for part in data.get("events", ()) if part.get("person") != id]


def wider(case: Case, vocabulary: Vocabulary, items: Iterable[str] = ()) -> Iterator[Case]:
    """The case with any need more, for each of its persons, or received by any kind: what brings other agencies in.

    Then with a need of each of the `items` besides, which are need codes or domains.
    """
    needs = vocabulary.needs
    besides = [next((code for code, term in needs.items() if item in (code, term.domain)), None) for item in items]
    for beside in (None, *filter(None, besides)):
        for person in case.persons:
            for code in needs:
                more = [{"id": "nz", "person": person.id, "code": code}]
                if beside is not None:
                    more.append({"id": "ny", "person": person.id, "code": beside})
                yield from _changed(case, needs=[*data_of(case).get("needs", ()), *more])
        for kind in vocabulary.agency_kinds:
            yield from _changed(case, received_by=kind)


def _changed(case: Case, **fields: Any) -> Iterator[Case]:
    try:
        yield Case.model_validate({**data_of(case), **fields})
    except ValidationError:
        return
