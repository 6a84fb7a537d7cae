"""Write the JSON Schemas of what goes in and what comes out into the reference.

python scripts/make_schemas.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routing.decision import Decision
from routing.quality.forms import FORMS
from routing.quality.schema import as_text
from routing.quality.schema import schema_of as schema_of_form
from routing.quality.schema.documents import DIALECT

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
NAMES = (*FORMS, "decision")


def schema_of(name: str) -> str:
    """The JSON Schema of a form of file, or of a decision as it is written, as text."""
    for form in FORMS:
        if form == name:
            return as_text(schema_of_form(form))
    schema = _without_examples(Decision.model_json_schema(by_alias=True, mode="serialization"))
    return as_text({"$schema": DIALECT, **schema})


def _without_examples(value: Any) -> Any:
    """The same schema, of every description its first paragraph: the Python examples below it say nothing here."""
    if isinstance(value, list):
        return [_without_examples(part) for part in value]
    if not isinstance(value, dict):
        return value
    content = {key: _without_examples(part) for key, part in value.items()}
    if isinstance(content.get("description"), str):
        content["description"] = content["description"].split("\n\n")[0]
    return content


if __name__ == "__main__":
    for name in NAMES:
        (REFERENCE / f"{name}.schema.json").write_text(schema_of(name), encoding="utf-8", newline="\n")
        print(f"{name}.schema.json")
