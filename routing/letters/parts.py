"""Parts of a case with less in them: what is left of a person, a need or an event when the rest may not be known."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from routing.case.parts import Person

if TYPE_CHECKING:
    from routing.case.parts import Event, Need


def bare(person: Person, age: int | None = None) -> Person:
    """A person of whom nothing is known but, where it is given, the age in whole years."""
    return Person(id=person.id, age=age)


def one_of_several(need: Need, id: str) -> Need:
    """A need as that of one person, whoever else has it."""
    return need.model_copy(update={"person": id, "persons": None})


def of_some(need: Need, persons: Collection[str]) -> Need:
    """A need as that of some of the persons who have it, without its attributes."""
    about = tuple(sorted(set(need.about) & set(persons)))
    who = {"person": about[0], "persons": None} if len(about) == 1 else {"person": None, "persons": about}
    return need.model_copy(update={**who, "attributes": {}})


def plain_event(event: Event) -> Event:
    """An event without its attributes."""
    return event.model_copy(update={"attributes": {}})
