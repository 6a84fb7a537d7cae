"""Write the JSON Schema of the case format into the docs.

python scripts/make_case_schema.py
"""

from __future__ import annotations

import json
from pathlib import Path

from routing.case import Case

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "case.schema.json"


def schema() -> str:
    """The schema (JSON Schema 2020-12) as text."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Case.model_json_schema(by_alias=True)}
    for described in (found, *found["$defs"].values()):
        described["description"] = described["description"].split("\n\n")[0].replace("\n", " ")
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(schema(), encoding="utf-8", newline="\n")
