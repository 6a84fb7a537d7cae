"""The canonical form of a case: sorted, each fact once. A decision never depends on the order facts are told in."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from routing.case.case import Case

_Part = TypeVar("_Part")

_BY_ID = attrgetter("id")
_RELATION = attrgetter("type", "start", "end")


def canonical(case: Case) -> Case:
    """The case with its lists sorted and duplicates dropped; names inside its parts are sorted too."""
    lists: dict[str, tuple[Any, ...]] = {
        "persons": _by_id(case.persons),
        "relations": _once(case.relations, _RELATION),
        "needs": _by_id(map(_about_sorted, case.needs)),
        "involvements": _once(case.involvements, _all_fields),
        "events": _by_id(map(_about_sorted, case.events)),
        "consents": _once(map(_names_sorted, case.consents), _all_fields),
        "history": _once(case.history, _all_fields),
    }
    if all(lists[name] == getattr(case, name) for name in lists):
        return case
    return case.model_copy(update=lists)


def same(one: Any, other: Any) -> bool:
    """Whether two persons, needs or events say the same, however the persons they concern are listed."""
    return one == other or (hasattr(one, "about") and _about_sorted(one) == _about_sorted(other))


def _by_id(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    found = {_BY_ID(part): part for part in parts}
    return tuple(found[id] for id in sorted(found))


def _once(parts: Iterable[_Part], key: Any) -> tuple[_Part, ...]:
    found = {key(part): part for part in parts}
    return tuple(found[content] for content in sorted(found))


def _all_fields(part: Any) -> tuple[str, ...]:
    """The content of a part as texts that sort; absent sorts before anything given."""
    return tuple("" if value is None else f"={value}" for value in part.__dict__.values())


def _about_sorted(part: Any) -> Any:
    """One person is written `person`, several `persons`, sorted."""
    if part.persons is None:
        return part
    about = part.about
    if part.persons == about and len(about) > 1:
        return part
    one = {"person": about[0], "persons": None} if len(about) == 1 else {"persons": about}
    return part.model_copy(update=one)


def _names_sorted(consent: Any) -> Any:
    update = {
        name: tuple(sorted(set(value)))
        for name in ("to", "items")
        if (value := getattr(consent, name)) is not None and list(value) != sorted(set(value))
    }
    return consent.model_copy(update=update) if update else consent
