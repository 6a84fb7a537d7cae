"""The forms of files that a rule author writes, and how to tell which one a file has."""

from __future__ import annotations

from typing import Any, Literal, get_args

from routing.rulebook.packs import RULEBOOK
from routing.rulebook.reading import DIRECTORY

Form = Literal["rulebook", "rule", "test", "case", "vocabulary", "directory"]
FORMS: tuple[Form, ...] = get_args(Form)
TESTS = "_test.yaml"


def form_of(name: str, data: Any) -> Form | None:
    """The form of a file, by its name and, where that says nothing, by what it holds; None for anything else."""
    file = name.replace("\\", "/").rpartition("/")[2]
    if file == RULEBOOK:
        return "rulebook"
    if file.endswith(TESTS):
        return "test"
    if isinstance(data, dict):
        keys = {"rules": "rule", "tests": "test", "vocabulary": "vocabulary", "persons": "case"}
        found: list[Any] = [form for key, form in keys.items() if key in data]
        return found[0] if found else None
    if isinstance(data, list) and data and all(isinstance(entry, dict) for entry in data):
        if file == DIRECTORY or all("kind" in entry for entry in data):
            return "directory"
        return "case" if all("persons" in entry for entry in data) else None
    return "directory" if file == DIRECTORY else None
