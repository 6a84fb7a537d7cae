"""The canonical form of a case: sorted, each fact once. A decision never depends on the order facts are told in."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from routing.case.case import Case

_Part = TypeVar("_Part")

_BY_ID = attrgetter("id")
_RELATION = attrgetter("type", "start", "end")
_PERSON, _TYPE = attrgetter("person"), attrgetter("type")


def canonical(case: Case) -> Case:
    """The case with its lists sorted and duplicates dropped; names inside its parts are sorted too."""
    lists: dict[str, tuple[Any, ...]] = {
        "persons": _by_id(case.persons),
        "relations": _once(case.relations, _RELATION),
        "needs": _by_id(_each(case.needs, _about_sorted)),
        "involvements": _by_content(case.involvements, _PERSON),
        "events": _by_id(_each(case.events, _about_sorted)),
        "consents": _by_content(_each(case.consents, _names_sorted), _PERSON),
        "history": _by_content(case.history, _TYPE),
    }
    changed = {name: parts for name, parts in lists.items() if parts is not getattr(case, name)}
    return case.model_copy(update=changed) if changed else case


def same(one: Any, other: Any) -> bool:
    """Whether two persons, needs or events say the same, however the persons they concern are listed."""
    return one == other or (hasattr(one, "about") and _about_sorted(one) == _about_sorted(other))


def _by_id(parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    return _once(parts, _BY_ID)


def _once(parts: tuple[_Part, ...], key: Any) -> tuple[_Part, ...]:
    if len(parts) < 2:
        return parts
    keys = [key(part) for part in parts]
    in_order = sorted(set(keys))
    if keys == in_order:
        return parts
    found = dict(zip(keys, parts, strict=True))
    return tuple([found[content] for content in in_order])


def _by_content(parts: tuple[_Part, ...], first: Any) -> tuple[_Part, ...]:
    """Sorted by all fields, of which `first` gets the first; mostly that one alone shows that they are."""
    firsts = [first(part) for part in parts]
    return parts if firsts == sorted(set(firsts)) else _once(parts, _all_fields)


def _all_fields(part: Any) -> tuple[str, ...]:
    """The content of a part as texts that sort; absent sorts before anything given."""
    return tuple("" if value is None else f"={value}" for value in part.__dict__.values())


def _each(parts: tuple[_Part, ...], form: Callable[[_Part], _Part]) -> tuple[_Part, ...]:
    """Every part in its form; the same tuple where all are in it."""
    formed = [form(part) for part in parts]
    return parts if all(map(is_, formed, parts)) else tuple(formed)


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
    if consent.to is None and consent.items is None:
        return consent
    update = {
        name: tuple(sorted(set(value)))
        for name in ("to", "items")
        if (value := getattr(consent, name)) is not None and list(value) != sorted(set(value))
    }
    return consent.model_copy(update=update) if update else consent
