"""What the fields of a case must say together: ids that exist and are unique, ages that agree with birth dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from routing.case.canonical import Fields, same
from routing.case.parts import age_at

if TYPE_CHECKING:
    from routing.case.case import Case

Problem = tuple[tuple[str | int, ...], str]
"""The path of a value in the case, and what is wrong with it."""


_MOST_PROBLEMS = 50


def check(case: Case) -> None:
    """Raise a `ValidationError` that holds every incoherence (the first 50) with its path."""
    if next(_ages(case), None) is None and _refers_well(case.__dict__):
        return
    problems = list(islice(chain(_ages(case), _twice(case), _references(case)), _MOST_PROBLEMS))
    if problems:
        details = [
            InitErrorDetails(type=PydanticCustomError("value_error", "{error}", {"error": text}), loc=path, input=None)
            for path, text in problems
        ]
        raise ValidationError.from_exception_data("Case", details, hide_input=True)


def _refers_well(given: Fields) -> bool:
    """Whether all ids are there and different, as in nearly all cases: one pass over the plain fields, which takes a
    third of the time. Where an id stands twice it may still be well."""
    persons, needs, events, history = given["persons"], given["needs"], given["events"], given["history"]
    known: set[str | None] = {part.__dict__["id"] for part in persons}
    told: set[str | None] = {part.__dict__["id"] for part in needs}
    if (
        len(known) < len(persons)
        or len(told) < len(needs)
        or len({part.__dict__["id"] for part in events}) < len(events)
    ):
        return False
    known.add(None)  # where nobody is named, or no need
    told.add(None)
    named: list[str | None] = []
    for relation in given["relations"]:
        start, end = relation.__dict__["start"], relation.__dict__["end"]
        if start == end:
            return False
        named += (start, end)
    for part in (*needs, *events, *given["involvements"], *given["consents"], *history):
        named.append(part.__dict__["person"])
    for part in (*needs, *events):
        named += part.__dict__["persons"] or ()
    return known.issuperset(named) and (not history or told.issuperset([part.__dict__["need"] for part in history]))


def _ages(case: Case) -> Iterator[Problem]:
    for index, person in enumerate(case.persons):
        birth_date = person.__dict__["birth_date"]
        if birth_date is None:
            continue
        if birth_date > case.as_of:
            yield ("persons", index, "birth_date"), "is after the case's `as_of`"
        elif age_at(birth_date, case.as_of) > 130:
            yield ("persons", index, "birth_date"), "is more than 130 years before the case's `as_of`"
        elif person.age is not None and person.age != age_at(birth_date, case.as_of):
            yield ("persons", index, "age"), "does not agree with `birth_date` at `as_of`; give one of them"


def _twice(case: Case) -> Iterator[Problem]:
    lists: tuple[tuple[str, Iterable[Any]], ...] = (
        ("persons", case.persons),
        ("needs", case.needs),
        ("events", case.events),
    )
    for name, parts in lists:
        seen: dict[str, Any] = {}
        for index, part in enumerate(parts):
            if not same(seen.setdefault(part.id, part), part):
                yield (name, index, "id"), f"the same id stands for something else earlier under `{name}`"


def _references(case: Case) -> Iterator[Problem]:
    persons = {person.id for person in case.persons}
    needs = {need.id for need in case.needs}
    unknown_person = "names a person who is not listed under `persons`"
    for name, field in (("relations", "start"), ("relations", "end"), *_PERSON_FIELDS):
        for index, part in enumerate(getattr(case, name)):
            id = getattr(part, field)
            if id is not None and id not in persons:
                yield (name, index, _WRITTEN.get(field, field)), unknown_person
    for index, relation in enumerate(case.relations):
        if relation.start == relation.end:
            yield ("relations", index, "to"), "a person has no relation to themselves"
    for name in ("needs", "events"):
        for index, part in enumerate(getattr(case, name)):
            for place, id in enumerate(part.persons or ()):
                if id not in persons:
                    yield (name, index, "persons", place), unknown_person
    for index, entry in enumerate(case.history):
        if entry.need is not None and entry.need not in needs:
            yield ("history", index, "need"), "names a need that is not listed under `needs`"


_PERSON_FIELDS = tuple((name, "person") for name in ("needs", "involvements", "events", "consents", "history"))
_WRITTEN = {"start": "from", "end": "to"}
