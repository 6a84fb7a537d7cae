"""Where the parts of a case name persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Data = dict[str, Any]


def persons_in(part: Data) -> set[str]:
    """The ids in a part, as plain data, that may be of persons."""
    return {*(part[key] for key in _fields(part)), *part.get("persons", ())}


def renamed(part: Data, names: Mapping[str, str]) -> Data:
    """A part with other names for its persons, those of a need or event sorted."""
    changed = {**part, **{key: names.get(part[key], part[key]) for key in _fields(part)}}
    if "persons" in part:
        changed["persons"] = sorted(names[id] for id in part["persons"])
    return changed


def _fields(part: Data) -> Iterator[str]:
    """The fields that name one person. `to` of a consent lists agencies; `by` is a guardian there, or a kind of agency
    as in the history, where it is never a person."""
    for key in ("from", "to", "person", "by"):
        if isinstance(part.get(key), str) and not (key == "by" and "type" in part):
            yield key
