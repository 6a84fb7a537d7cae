"""The smallest case for which something still holds: what a reader can take in at a glance.

A part is left out, and stays out where the rest still does. This goes on until nothing more can be left out, so the
result is minimal: leaving out any one part of it loses what was to hold. It is not always the smallest of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from routing.case import Case

Data = dict[str, Any]

_LISTS = ("history", "consents", "persons", "involvements", "events", "relations", "needs")
"""Parts in the order in which they are left out. What a person's going takes along need not be tried by itself."""
_REQUIRED = {
    "": ("schema", "case", "as_of", "municipality", "received_by", "persons", *_LISTS),
    "persons": ("id",),
    "relations": ("from", "type", "to"),
    "needs": ("id", "person", "persons", "code"),
    "involvements": ("person", "agency"),
    "events": ("id", "type"),
    "consents": ("person", "status"),
    "history": ("type",),
}
_ABOUT = ("person", "from", "to", "by")


def smaller(case: Case, still: Callable[[Case], bool]) -> Case:
    """A minimal case for which `still` holds, as it does for the case given: with as few persons, needs, relations,
    events, involvements and known properties as can be. The same for the same facts, in whatever order they are told.

    >>> case = Case.parse(
    ...     "{case: K, as_of: 2026-04-01, municipality: ube, received_by: npo, persons: [{id: a, age: 82}, {id: b}]}"
    ... )
    >>> smaller(case, lambda it: any(person.age == 82 for person in it.persons)).persons
    (Person(id='a', age=82, birth_date=None, sex=None, care_level=None, support_level=None, on_assistance=None, \
registered_address=None, attributes={}),)
    """
    attempt = _Attempt(case.canonical(), still)
    changed = True
    while changed:
        changed = False
        for name in _LISTS:
            changed |= _fewer(attempt, name)
        for without in _properties(attempt.data):
            changed |= attempt.take(without)
    return attempt.case


class _Attempt:
    """The smallest case so far, as data and read."""

    def __init__(self, case: Case, still: Callable[[Case], bool]) -> None:
        self.case = case
        self.data: Data = case.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        self.still = still

    def take(self, change: Callable[[Data], Data | None]) -> bool:
        """Change the case, if there is something to change, the result is a case, and it still does."""
        data = change(self.data)
        if data is None:
            return False
        try:
            case = Case.model_validate(data)
        except ValidationError:
            return False
        if not self.still(case):
            return False
        self.case, self.data = case, data
        return True


def _fewer(attempt: _Attempt, name: str) -> bool:
    """Leave parts of a list out: half of it at once, then a quarter, at last each by itself."""
    changed = False
    size = len(attempt.data.get(name, ()))
    while size:
        at = 0
        while at < len(attempt.data.get(name, ())):
            gone = attempt.data[name][at : at + size]
            if attempt.take(lambda data, gone=gone: _without(data, name, gone)):  # type: ignore[misc]
                changed = True
            else:
                at += size
        size //= 2
    return changed


def _without(data: Data, name: str, gone: list[Data]) -> Data:
    left = {**data, name: [part for part in data[name] if not any(part is other for other in gone)]}
    ids = {part.get("id") for part in gone}
    if name == "persons":
        for other in _LISTS:
            if other != "persons" and other in left:
                left[other] = [kept for part in left[other] if (kept := _without_persons(part, ids)) is not None]
    elif name == "needs" and "history" in left:
        left["history"] = [part for part in left["history"] if part.get("need") not in ids]
    return left


def _without_persons(part: Data, ids: set[Any]) -> Data | None:
    """A part without some persons; None where it was about nobody else."""
    if any(part.get(field) in ids for field in _ABOUT if field in part):
        return None
    if part.get("persons"):
        others = [id for id in part["persons"] if id not in ids]
        return {**part, "persons": others} if others else None
    return part


def _properties(data: Data) -> Iterator[Callable[[Data], Data | None]]:
    """The changes that each leave one property out, or one of the persons that a part is about."""
    for key in data:
        if key not in _REQUIRED[""] and key != "attributes":
            yield lambda data, key=key: _unset(data, key)  # type: ignore[misc]
    for key in data.get("attributes", ()):
        yield lambda data, key=key: _unattributed(data, key)  # type: ignore[misc]
    for name in _LISTS:
        for at, part in enumerate(data.get(name, ())):
            for change in _of_part(name, part):
                yield lambda data, name=name, at=at, change=change: _replaced(data, name, at, change)  # type: ignore[misc]


def _of_part(name: str, part: Data) -> Iterator[Callable[[Data], Data | None]]:
    for key in part:
        if key not in _REQUIRED[name] and key != "attributes":
            yield lambda part, key=key: _unset(part, key)  # type: ignore[misc]
    for key in part.get("attributes", ()):
        yield lambda part, key=key: _unattributed(part, key)  # type: ignore[misc]
    for id in part.get("persons", ()):
        yield lambda part, id=id: _without_persons(part, {id})  # type: ignore[misc]


def _replaced(data: Data, name: str, at: int, change: Callable[[Data], Data | None]) -> Data | None:
    part = change(data[name][at])
    return None if part is None else {**data, name: [*data[name][:at], part, *data[name][at + 1 :]]}


def _unset(part: Data, key: str) -> Data | None:
    return {name: value for name, value in part.items() if name != key}


def _unattributed(part: Data, key: str) -> Data | None:
    left = _unset(part["attributes"], key)
    return {**part, "attributes": left} if left else _unset(part, "attributes")
