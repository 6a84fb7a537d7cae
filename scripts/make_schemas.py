"""Write the JSON Schemas of what goes in and what comes out into the reference.

python scripts/make_schemas.py
"""

from __future__ import annotations

import json
from pathlib import Path

from routing.case import Case
from routing.decision import Decision

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MODELS = {"case": Case, "decision": Decision}


def schema_of(name: str) -> str:
    """The JSON Schema of a model, as text: a case as it is read, a decision as it is written."""
    mode = "validation" if name == "case" else "serialization"
    schema = MODELS[name].model_json_schema(by_alias=True, mode=mode)
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name in MODELS:
        (REFERENCE / f"{name}.schema.json").write_text(schema_of(name), encoding="utf-8", newline="\n")
        print(f"{name}.schema.json")
