"""What pydantic finds wrong, said at its place in the text and without the value that was wrong."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from routing.errors import SourceError
from routing.source.document import Document, Path
from routing.source.wording import Wording

_MOST_ERRORS = 50


def validation_errors(
    document: Document,
    problem: ValidationError,
    path_prefix: Path = (),
    *,
    error: type[SourceError] = SourceError,
    model: type[BaseModel] | None = None,
) -> list[SourceError]:
    """The errors of a pydantic validation, each at its place, sorted by place.

    `path_prefix` is the path of the validated value in the document; `model`, the validated model, lets an unknown
    field be answered with the nearest known one. At most 50 errors are given. No message
    holds a value (see `routing.source.wording`).
    """
    wording = Wording(document, error, model)
    found: dict[tuple[int, int, str], SourceError] = {}
    for path, detail in _one_reading(document, path_prefix, problem):
        at_key = detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)
        line, column = document.key_position(path) if at_key else document.position(path)
        message, help = wording.said(path[len(path_prefix) :], detail)
        said = error(message, file=document.file, line=line, column=column, help=help)
        found.setdefault((line, column, message), said)
    return [found[key] for key in sorted(found)]


_SCALARS = {"bool_type": bool, "int_type": float, "float_type": float, "string_type": str}
_SHAPES = {
    **_SCALARS,
    "tuple_type": list,
    "list_type": list,
    "dict_type": dict,
    "model_type": dict,
    "literal_error": str,
}


def _one_reading(document: Document, prefix: Path, problem: ValidationError) -> list[tuple[Path, Any]]:
    """The errors with their paths; where a field can be written in several ways, those of the way it was written."""
    details = problem.errors(include_url=False, include_context=True)[:_MOST_ERRORS]
    found = [
        (_real_path(document, prefix, detail["loc"], detail["type"] == "missing"), detail)
        for detail in details
        if not _counts_only_valid_entries(detail)
    ]
    fitting = [(path, detail) for path, detail in found if _fits(_value(document, path), detail["type"])]
    covered = {path[:length] for path, _ in fitting for length in range(len(path) + 1)}
    return fitting + _scalars_joined([(path, detail) for path, detail in found if path not in covered])


def _counts_only_valid_entries(detail: Any) -> bool:
    """A list of one bad entry is not too short as well."""
    return detail["type"] == "too_short" and bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def _scalars_joined(found: list[tuple[Path, Any]]) -> list[tuple[Path, Any]]:
    """One error in the place of those that each want another type of single value."""
    kinds: dict[Path, set[str]] = {}
    for path, detail in found:
        kinds.setdefault(path, set()).add(detail["type"])
    several = {path for path, kind in kinds.items() if len(kind & set(_SCALARS)) > 1}
    return [(path, {**detail, "type": "scalar_type"} if path in several else detail) for path, detail in found]


def _fits(value: Any, kind: str) -> bool:
    """Whether an error is about the content of a value, or at least about a value of the shape that was written."""
    return kind not in _SHAPES or isinstance(value, _SHAPES[kind])


def _value(document: Document, path: Path) -> Any:
    value: Any = document.data
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _real_path(document: Document, prefix: Path, location: tuple[int | str, ...], missing: bool) -> Path:
    """A pydantic location without the names of union members, which are no part of the text."""
    value = _value(document, prefix)
    path = list(prefix)
    for place, step in enumerate(location):
        in_map = isinstance(value, dict) and isinstance(step, str) and step in value
        if in_map or (isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)):
            value = value[step]
        elif not missing or place < len(location) - 1:
            continue
        path.append(step)
    return tuple(path)
