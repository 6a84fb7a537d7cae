"""The canonical form of a case: sorted, each fact once. A decision never depends on the order facts are told in.

What stands behind the case works on the plain fields of it and of its parts. A field that is asked of the model itself
costs several times as much, and most cases need no models in canonical order at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import is_not, itemgetter, lt
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from routing.case.case import Case

_Part = TypeVar("_Part")
Fields = dict[str, Any]
"""The fields of a case, or of a part of one."""
_Parts = list[Fields]


def plain(case: Case) -> Fields:
    """The fields of a case in canonical form: its lists sorted, duplicates dropped, names inside its parts sorted too.

    Each part is its own fields.
    """
    known: Fields | None = getattr(case, "_plain", None)
    if known is None:
        known = case.__dict__.copy()
        for name, form in _FORMS.items():
            if parts := known[name]:
                known[name] = form([part.__dict__ for part in parts])
        _set(case, "_plain", known)
    return known


def canonical(case: Case) -> Case:
    """The case with its lists sorted and duplicates dropped; names inside its parts are sorted too."""
    given, formed = case.__dict__, plain(case)
    changed: dict[str, tuple[Any, ...]] = {}
    for name in _FORMS:
        parts = given[name]
        models = {id(part.__dict__): part for part in parts}
        made = tuple([models.get(id(fields)) or _replaced(parts[0], fields) for fields in formed[name]])
        if len(made) < len(parts) or any(map(is_not, made, parts)):
            changed[name] = made
    return _replaced(case, changed) if changed else case


def same(one: Any, other: Any) -> bool:
    """Whether two persons, needs or events say the same, however the persons they concern are listed."""
    return one == other or (hasattr(one, "about") and _about_sorted(one.__dict__) == _about_sorted(other.__dict__))


def _by_id(parts: _Parts) -> _Parts:
    if len(parts) == 1:
        return parts
    ids = [given["id"] for given in parts]
    return parts if _ascend(ids) else _once(parts, ids)


def _about_by_id(parts: _Parts) -> _Parts:
    return _by_id([given if given["persons"] is None else _about_sorted(given) for given in parts])


def _relations(parts: _Parts) -> _Parts:
    return parts if len(parts) == 1 else _once(parts, list(map(_ENDS, parts)))


def _by_person(parts: _Parts) -> _Parts:
    return _by_content(parts, "person")


def _consents(parts: _Parts) -> _Parts:
    return _by_content(list(map(_names_sorted, parts)), "person")


def _history(parts: _Parts) -> _Parts:
    return _by_content(parts, "type")


_ENDS = itemgetter("type", "start", "end")
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
    """The parts in the order of their keys, one for each."""
    found = dict(zip(keys, parts, strict=True))
    in_order = sorted(found)
    return parts if in_order == keys else list(map(found.__getitem__, in_order))


def _ascend(keys: list[Any]) -> bool:
    """Whether each comes before the next: most lists are in order as they are given, but for relations."""
    return all(map(lt, keys, keys[1:]))


def _by_content(parts: _Parts, first: str) -> _Parts:
    """Sorted by all fields, of which `first` is the first; mostly that one alone shows that they are."""
    return (
        parts
        if len(parts) == 1 or _ascend([given[first] for given in parts])
        else _once(parts, list(map(_all_fields, parts)))
    )


def _all_fields(given: Fields) -> tuple[str, ...]:
    """The content of a part as texts that sort; absent sorts before anything given."""
    return tuple(["" if value is None else f"={value}" for value in given.values()])


def _about_sorted(given: Fields) -> Fields:
    """One person is written `person`, several `persons`, sorted."""
    persons = given["persons"]
    if persons is None:
        return given
    about = tuple(sorted(set(persons)))
    if len(about) == 1:
        return {**given, "person": about[0], "persons": None}
    return given if persons == about else {**given, "persons": about}


def _names_sorted(given: Fields) -> Fields:
    """The names in a consent, each once."""
    formed = given
    for name in ("to", "items"):
        if (names := given[name]) is not None and (in_order := tuple(sorted(set(names)))) != names:
            formed = {**formed, name: in_order}
    return formed


def _replaced(part: _Part, update: Mapping[str, Any]) -> _Part:
    """A copy with some fields replaced: what `model_copy` of pydantic makes, at half the cost."""
    given: set[str] = part.__pydantic_fields_set__  # type: ignore[attr-defined]
    made = object.__new__(type(part))
    _set(made, "__dict__", {**part.__dict__, **update})
    _set(made, "__pydantic_fields_set__", given | update.keys())
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


_set = object.__setattr__
