"""The schemas as the tests judge with them, and the shipped files that are judged."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from routing.quality.forms import Form
from routing.quality.schema import schema_of
from routing.quality.schema.codes import with_codes
from routing.rulebook.packs import bundled_folder
from routing.source import load_yaml
from tests.packs import bundled_rulebook

jsonschema = pytest.importorskip("jsonschema", reason="the `jsonschema` library is not installed")


@functools.cache
def validator(form: Form, rulebook: str | None = None) -> Any:
    """The judge of a form, where told with the codes of a bundled rulebook."""
    schema = schema_of(form, with_codes(bundled_rulebook(rulebook)) if rulebook else None)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def valid(form: Form, data: object, rulebook: str | None = None) -> bool:
    return bool(validator(form, rulebook).is_valid(data))


def read(path: Path) -> Any:
    return load_yaml(path.read_bytes(), path.name).data


def bundled(name: str = "*") -> list[Path]:
    """The shipped files of one pack, or of all."""
    home = bundled_folder()
    assert home is not None
    return sorted(home.glob(f"{name}/*.yaml"))
