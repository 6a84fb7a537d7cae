"""Schemas as files in a folder. Only files that were written so are ever replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from routing.errors import SourceError
from routing.quality.forms import Form
from routing.quality.replacing import replace_text
from routing.quality.schema.documents import COMMENT, as_text
from routing.quality.schema.generator import JsonSchema
from routing.source.files import read_text


def file_name(form: Form) -> str:
    """The name of the file that holds the schema of a form."""
    return f"{form}.schema.json"


def write_schemas(folder: Path, schemas: Mapping[Form, JsonSchema]) -> list[Path]:
    """Write schemas into a folder, which is made where it is not there. The paths of the files that changed.

    Raises SourceError, before anything is written, where a file stands in the way that is no such schema; OSError.
    """
    texts = {folder / file_name(form): as_text(schema) for form, schema in schemas.items()}
    changed = [path for path, text in texts.items() if _replaceable(path) != text]
    folder.mkdir(parents=True, exist_ok=True)
    for path in changed:
        replace_text(path, texts[path])
    return changed


def _replaceable(path: Path) -> str | None:
    """The text of a schema that stands there already, None for nothing. Raises SourceError for anything else."""
    if not path.exists():
        return None
    text = read_text(path, "json", error=SourceError).decode("utf-8", "replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("$comment") != COMMENT:
        message = "the file is no schema that was written by `routing rules schema`"
        raise SourceError(message, file=str(path), help="name another folder, or take the file away")
    return text
