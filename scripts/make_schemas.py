"""Write the JSON Schemas of what goes in and what comes out into the reference.

python scripts/make_schemas.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from routing.case import Case
from routing.decision import Decision

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MODELS = {"case": Case, "decision": Decision}


def schema_of(name: str) -> str:
    """The JSON Schema of a model, as text: a case as it is read, a decision as it is written."""
    mode = "validation" if name == "case" else "serialization"
    schema = _without_examples(MODELS[name].model_json_schema(by_alias=True, mode=mode))
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


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
    for name in MODELS:
        (REFERENCE / f"{name}.schema.json").write_text(schema_of(name), encoding="utf-8", newline="\n")
        print(f"{name}.schema.json")
