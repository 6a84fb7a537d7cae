"""What the municipality fills in, from a YAML file: answers by the number of the field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from routing.audit.register.standard import Text, standard
from routing.errors import SourceError, did_you_mean, printable
from routing.source import Document, load_yaml, read_text

Filled = Mapping[str, Text]
"""Answers by the numbers of fields, in one language or both."""
_LANGUAGES = ("ja", "en")


class FilledError(SourceError):
    """A file of answers that is not valid."""


def read_filled(file: Path) -> Filled:
    """The answers in a file: `fields`, a map from the number of a field to a text, or to texts by language.

    Raises `FilledError` with file, line and column for a field that the standard does not have, or what is no text.
    """
    document = load_yaml(read_text(file, "yaml", error=FilledError), str(file), error=FilledError)
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("fields"), dict):
        raise _error(document, (), "answers stand under `fields`", 'such as `fields: {"0.2": {ja: ○○市, en: City}}`')
    for key in data:
        if key != "fields":
            raise _error(document, (key,), f"unknown key `{printable(key)}`", "the only key is `fields`", at_key=True)
    known = {field.id for field in standard().fields}
    for id in data["fields"]:
        if id not in known:
            help = did_you_mean(id, known, f"the fields are those of the standard, version {standard().version}")
            message = f"the standard has no field `{printable(id)}`"
            raise _error(document, ("fields", id), message, help, at_key=True)
    return {id: _text(document, id, value) for id, value in data["fields"].items()}


def _text(document: Document, id: str, value: Any) -> Text:
    if isinstance(value, str):
        given: dict[str, Any] = dict.fromkeys(_LANGUAGES, value)
    elif isinstance(value, dict) and value:
        given = value
    else:
        raise _error(document, ("fields", id), f"field `{id}` must be text, or texts by language")
    for language, text in given.items():
        path = ("fields", id, language)
        if language not in _LANGUAGES:
            message = f"field `{id}`: unknown language `{printable(language)}`"
            raise _error(document, path, message, "ja, en", at_key=True)
        if not isinstance(text, str) or not text.strip():
            raise _error(document, path, f"field `{id}`: the text in `{language}` is empty, or no text")
    return {language: given.get(language) or next(iter(given.values())) for language in _LANGUAGES}


def _error(
    document: Document, path: tuple[str, ...], message: str, help: str | None = None, *, at_key: bool = False
) -> FilledError:
    line, column = document.key_position(path) if at_key else document.position(path)
    return FilledError(message, file=document.file, line=line, column=column, help=help)
