"""What pydantic finds wrong, said at its place in the text and without the value that was wrong."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from routing.errors import CaseError, SourceError, did_you_mean
from routing.source.document import Document, Path

_MOST_ERRORS = 50
_SAFE_NAME = re.compile(r"[a-z][a-z_]*")

_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be `true` or `false`",
    "date_type": "must be a date such as 2026-04-01",
    "dict_type": "must be a map of fields",
    "model_type": "must be a map of fields",
    "model_attributes_type": "must be a map of fields",
    "dataclass_type": "must be a map of fields",
    "mapping_type": "must be a map of fields",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "set_type": "must be a list",
    "frozen_set_type": "must be a list",
    "literal_error": "is not one of the allowed values",
    "enum": "is not one of the allowed values",
    "none_required": "must be left out",
}
_BOUNDS = {
    "greater_than_equal": ("must be at least {ge}", "ge"),
    "greater_than": ("must be more than {gt}", "gt"),
    "less_than_equal": ("must be at most {le}", "le"),
    "less_than": ("must be less than {lt}", "lt"),
    "string_too_short": ("must have at least {min_length} characters", "min_length"),
    "string_too_long": ("must have at most {max_length} characters", "max_length"),
    "too_short": ("must have at least {min_length} entries", "min_length"),
    "too_long": ("must have at most {max_length} entries", "max_length"),
}


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
    field be answered with the nearest known one. At most 50 errors are given. No message holds a value; a field name of a case only where it is
    plain and not one of the case's values (`quotable`).
    """
    found: dict[tuple[int, int, str], SourceError] = {}
    for path, detail in _one_reading(document, path_prefix, problem):
        at_key = detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)
        line, column = document.key_position(path) if at_key else document.position(path)
        message, help = _said(document, path_prefix, path, detail, error, model)
        said = error(message, file=document.file, line=line, column=column, help=help)
        found.setdefault((line, column, message), said)
    return [found[key] for key in sorted(found)]


def quotable(name: str, document: Document, error: type[SourceError]) -> bool:
    """Whether a message may quote a field name: always in rule files, in cases only a plain word that is no value."""
    if not issubclass(error, CaseError):
        return len(name) <= 80 and name.isprintable()
    return _SAFE_NAME.fullmatch(name) is not None and len(name) <= 40 and name not in document.texts


def field_path(path: Path, document: Document, error: type[SourceError]) -> str:
    """A path as `persons[0].age`, cut before the first name that may not be quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif quotable(step, document, error):
            text += f".{step}" if text else step
        else:
            break
    return text


def _said(
    document: Document,
    prefix: Path,
    path: Path,
    detail: Any,
    error: type[SourceError],
    model: type[BaseModel] | None,
) -> tuple[str, str | None]:
    kind, context, inner = detail["type"], detail.get("ctx") or {}, path[len(prefix) :]
    if kind == "extra_forbidden":
        return _unknown_field(document, inner, error, model)
    help = None
    if kind in _BOUNDS:
        template, bound = _BOUNDS[kind]
        sentence = template.format(**{bound: context[bound]})
    elif kind == "string_pattern_mismatch":
        sentence = f"must match `{context['pattern']}`"
    elif kind in ("value_error", "assertion_error"):
        sentence = str(context["error"])
    else:
        sentence = _SENTENCES.get(kind, "is not valid")
    if kind in ("literal_error", "enum"):
        help = f"allowed: {context['expected'].replace(chr(39), '`').replace(' or ', ', ')}"
    elif kind == "string_type":
        help = "put text that looks like a number or `true` in quotes"
    elif kind in ("int_type", "bool_type"):
        help = "write it without quotes"
    where = field_path(inner, document, error)
    return (f"{where}: {sentence}" if where else sentence), help


def _unknown_field(
    document: Document, path: Path, error: type[SourceError], model: type[BaseModel] | None
) -> tuple[str, str | None]:
    name = str(path[-1]) if path else ""
    where = field_path(path[:-1], document, error)
    known = sorted(_fields_at(model, path[:-1])) if model else []
    listed = f"known fields: {', '.join(known)}" if known else None
    if not quotable(name, document, error):
        return (f"{where}: unknown field" if where else "unknown field"), listed
    message = f"{where}: unknown field `{name}`" if where else f"unknown field `{name}`"
    return message, did_you_mean(name, known, listed)


_SHAPES = {"tuple_type": list, "list_type": list, "dict_type": dict, "model_type": dict, "literal_error": str}


def _one_reading(document: Document, prefix: Path, problem: ValidationError) -> list[tuple[Path, Any]]:
    """The errors with their paths; where a field can be written in several ways, those of the way it was written."""
    details = problem.errors(include_url=False, include_context=True, include_input=False)[:_MOST_ERRORS]
    found = [(_real_path(document, prefix, detail["loc"], detail["type"] == "missing"), detail) for detail in details]
    fitting = [(path, detail) for path, detail in found if _fits(_value(document, path), detail["type"])]
    covered = {path[:length] for path, _ in fitting for length in range(len(path) + 1)}
    return fitting + [(path, detail) for path, detail in found if path not in covered]


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


def _fields_at(model: type[BaseModel], path: Path) -> set[str]:
    """The names, as written in files, of the fields of whatever models stand at a path below a model."""
    models = {model}
    for step in path:
        if isinstance(step, int):
            continue
        models = {
            inner
            for outer in models
            for name, field in outer.model_fields.items()
            if step == (field.alias or name)
            for inner in _models_in(field.annotation)
        }
    return {field.alias or name for found in models for name, field in found.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for part in typing.get_args(annotation):
        yield from _models_in(part)
