"""What to say of an error that pydantic found, in the words of the file and without the value that was wrong."""

from __future__ import annotations

import difflib
import functools
import re
import types
import typing
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from routing.errors import CaseError, SourceError, did_you_mean
from routing.source.document import Document, Path

_SAFE_NAME = re.compile(r"[a-z][a-z_]{0,39}")

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
    "scalar_type": "must be text, a number, `true` or `false`",
    "none_required": "must be left out",
    "control_character": "must not hold control characters",
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


@dataclass(frozen=True, slots=True)
class Wording:
    """How errors of one kind speak about one document read as a model.

    Rule files are quoted freely. What stands in a case is not: of its field names only those of the format, and
    misspellings of these that are not also a value of the case.
    """

    document: Document
    error: type[SourceError]
    model: type[BaseModel] | None

    def said(self, path: Path, detail: Any) -> tuple[str, str | None]:
        """Message and help for one pydantic error about the value at a path in the model."""
        kind, context = detail["type"], detail.get("ctx") or {}
        if kind == "extra_forbidden":
            return self._unknown_field(path)
        help = None
        if kind in ("too_short", "string_too_short") and context["min_length"] == 1:
            sentence = "must not be empty"
        elif kind in _BOUNDS:
            template, bound = _BOUNDS[kind]
            sentence = template.format(**{bound: context[bound]})
        elif kind == "string_pattern_mismatch":
            sentence = f"must match `{context['pattern']}`"
        elif kind in ("value_error", "assertion_error"):
            sentence = str(context["error"])
        elif kind == "union_tag_not_found":
            sentence = f"{context['discriminator'].replace(chr(39), '`')} is missing"
        elif kind == "union_tag_invalid":
            sentence = f"{context['discriminator'].replace(chr(39), '`')} is not one of the allowed values"
            help = f"allowed: {context['expected_tags'].replace(chr(39), '`')}"
        else:
            sentence = _SENTENCES.get(kind, "is not valid")
        if kind in ("literal_error", "enum"):
            help = f"allowed: {context['expected'].replace(chr(39), '`').replace(' or ', ', ')}"
        elif kind == "string_type":
            help = "put text that looks like a number or `true` in quotes"
        elif kind in ("int_type", "bool_type"):
            help = "write it without quotes"
        return self._at(path, sentence), help

    def _unknown_field(self, path: Path) -> tuple[str, str | None]:
        name = str(path[-1]) if path else ""
        known = sorted(_fields_at(self.model, path[:-1])) if self.model else []
        listed = f"known fields: {', '.join(known)}" if known else None
        if not self._quotable(name, known):
            return self._at(path[:-1], "unknown field"), listed
        return self._at(path[:-1], f"unknown field `{name}`"), did_you_mean(name, known, listed)

    def _at(self, path: Path, sentence: str) -> str:
        """The sentence behind a path such as `persons[0].age`, cut before the first name that may not be quoted."""
        where = ""
        for step in path:
            if isinstance(step, int):
                where += f"[{step}]"
            elif self._quotable(step, ()):
                where += f".{step}" if where else step
            else:
                break
        return f"{where}: {sentence}" if where else sentence

    def _quotable(self, name: str, near: Collection[str]) -> bool:
        if not issubclass(self.error, CaseError):
            return len(name) <= 80 and name.isprintable()
        return (self.model is not None and name in _all_fields(self.model)) or quotable(name, near, self.document)


def quotable(name: str, known: Collection[str], document: Document) -> bool:
    """Whether a name in a case that is none of the known ones may be quoted: as a misspelling of one, and no value.

    Of nearly the same length, too: a value that has run into a field name must not be shown with it.
    """
    if not _SAFE_NAME.fullmatch(name) or name in document.texts:
        return False
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    return bool(near) and abs(len(near[0]) - len(name)) <= 2


@functools.cache
def _all_fields(model: type[BaseModel]) -> frozenset[str]:
    """The names of the fields of a model and of all models inside it."""
    found: set[str] = set()
    waiting, seen = [model], {model}
    while waiting:
        for name, field in waiting.pop().model_fields.items():
            found.add(field.alias or name)
            inner = set(_models_in(field.annotation)) - seen
            seen |= inner
            waiting += inner
    return frozenset(found)


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
