"""The canonical form of a case: sorted, each fact once. A decision never depends on the order facts are told in.

Parts are read through their `__dict__`: a field that is asked of the model itself costs three times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter, is_, lt
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from routing.case.case import Case

_Part = TypeVar("_Part")
_Parts = tuple[Any, ...]

_ID, _PERSON, _PERSONS, _TYPE = attrgetter("id"), attrgetter("person"), attrgetter("persons"), attrgetter("type")


def canonical(case: Case) -> Case:
    """The case with its lists sorted and duplicates dropped; names inside its parts are sorted too."""
    given = case.__dict__
    changed: dict[str, _Parts] = {}
    for name, form in _FORMS.items():
        parts = given[name]
        if parts and (formed := form(parts)) is not parts:
            changed[name] = formed
    return _replaced(case, changed) if changed else case


def same(one: Any, other: Any) -> bool:
    """Whether two persons, needs or events say the same, however the persons they concern are listed."""
    return one == other or (hasattr(one, "about") and _about_sorted(one) == _about_sorted(other))


def _by_id(parts: _Parts) -> _Parts:
    ids = list(map(_ID, parts))
    return parts if _ascend(ids) else _once(parts, ids)


def _about_by_id(parts: _Parts) -> _Parts:
    return _by_id(_each(parts, _about_sorted) if any(map(_PERSONS, parts)) else parts)


def _relations(parts: _Parts) -> _Parts:
    return _once(parts, [(given["type"], given["start"], given["end"]) for part in parts for given in (part.__dict__,)])


def _by_person(parts: _Parts) -> _Parts:
    return _by_content(parts, _PERSON)


def _consents(parts: _Parts) -> _Parts:
    return _by_content(_each(parts, _names_sorted), _PERSON)


def _history(parts: _Parts) -> _Parts:
    return _by_content(parts, _TYPE)


_FORMS: Mapping[str, Callable[[_Parts], _Parts]] = {
    "persons": _by_id,
    "relations": _relations,
    "needs": _about_by_id,
    "involvements": _by_person,
    "events": _about_by_id,
    "consents": _consents,
    "history": _history,
}


def _once(parts: _Parts, keys: list[Any]) -> _Parts:
    """The parts in the order of their keys, one for each; the same tuple where they are."""
    found = dict(zip(keys, parts, strict=True))
    in_order = sorted(found)
    return parts if in_order == keys else tuple(map(found.__getitem__, in_order))


def _ascend(keys: list[Any]) -> bool:
    """Whether each comes before the next: most lists are in order as they are given, but for relations."""
    return all(map(lt, keys, keys[1:]))


def _by_content(parts: _Parts, first: Callable[[Any], Any]) -> _Parts:
    """Sorted by all fields, of which `first` gets the first; mostly that one alone shows that they are."""
    return parts if _ascend(list(map(first, parts))) else _once(parts, list(map(_all_fields, parts)))


def _all_fields(part: Any) -> tuple[str, ...]:
    """The content of a part as texts that sort; absent sorts before anything given."""
    return tuple("" if value is None else f"={value}" for value in part.__dict__.values())


def _each(parts: _Parts, form: Callable[[Any], Any]) -> _Parts:
    """Every part in its form; the same tuple where all are in it."""
    formed = tuple(map(form, parts))
    return parts if all(map(is_, formed, parts)) else formed


def _about_sorted(part: Any) -> Any:
    """One person is written `person`, several `persons`, sorted."""
    persons = part.__dict__["persons"]
    if persons is None:
        return part
    about = part.about
    if persons == about and len(about) > 1:
        return part
    return _replaced(part, {"person": about[0], "persons": None} if len(about) == 1 else {"persons": about})


def _names_sorted(consent: Any) -> Any:
    given = consent.__dict__
    update = {}
    for name in ("to", "items"):
        if (names := given[name]) is not None and (formed := tuple(sorted(set(names)))) != names:
            update[name] = formed
    return _replaced(consent, update) if update else consent


def _replaced(part: _Part, update: Mapping[str, Any]) -> _Part:
    """A copy with some fields replaced: what `model_copy` of pydantic makes, at half the cost."""
    given: set[str] = part.__pydantic_fields_set__  # type: ignore[attr-defined]
    made = object.__new__(type(part))
    _set(made, "__dict__", {**part.__dict__, **update})
    _set(made, "__pydantic_fields_set__", given if update.keys() <= given else given | update.keys())
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


_set = object.__setattr__
