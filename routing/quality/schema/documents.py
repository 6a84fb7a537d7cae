"""The JSON Schema of each form of file: its models put together as the loader reads them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from routing.case import Case
from routing.directory.file import OFFICES_AT_MOST
from routing.directory.office import Office
from routing.quality.expectations import Expectation
from routing.quality.forms import Form
from routing.quality.schema.conditions import conditioned, described
from routing.quality.schema.examples import EXAMPLES
from routing.quality.schema.generator import JsonSchema, definitions
from routing.quality.schema.texts import TEXTS
from routing.quality.testing.entry import TestEntry
from routing.rulebook import limits
from routing.rulebook.effects import EFFECTS
from routing.rulebook.files import RulebookFile, RuleEntry
from routing.vocabulary.extension import VocabularyFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMENT = "Written by `routing rules schema`; changes made here are lost."
TITLES: dict[Form, str] = {
    "rulebook": "The head of a rulebook (`rulebook.yaml`)",
    "rule": "A file of rules",
    "test": "Tests of rules (`*_test.yaml`)",
    "case": "A case, or a list of cases",
    "vocabulary": "A vocabulary of a rulebook",
    "directory": "The offices of a rulebook (`directory.yaml`)",
}


def ref(name: str) -> JsonSchema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def schema_of(form: Form, amend: Callable[[Form, dict[str, JsonSchema]], None] | None = None) -> JsonSchema:
    """The JSON Schema (2020-12) of a form of file. `amend` may narrow its definitions before they are put in order."""
    defs, root = _PARTS[form]()
    conditioned(defs)
    described(defs, TEXTS)
    if amend is not None:
        amend(form, defs)
    schema: JsonSchema = {
        "$schema": DIALECT,
        "$comment": COMMENT,
        "title": TITLES[form],
        **root,
        "examples": [copy.deepcopy(EXAMPLES[form])],
        "$defs": defs,
    }
    schema["$defs"] = {name: defs[name] for name in sorted(_reached(schema, defs))}
    return schema


def as_text(schema: JsonSchema) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


Parts = tuple[dict[str, JsonSchema], JsonSchema]
"""Definitions, and what the whole file is."""


def _rulebook() -> Parts:
    return definitions(RulebookFile), ref("RulebookFile")


def _rule() -> Parts:
    defs = definitions(RuleEntry, *EFFECTS.values())
    defs["Effect"] = {
        "description": "One effect: a map with one key, its name.",
        "type": "object",
        "properties": {name: ref(model.__name__) for name, model in EFFECTS.items()},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    effects = {"type": "array", "items": ref("Effect"), "minItems": 1, "maxItems": limits.EFFECTS}
    defs["RuleEntry"]["properties"]["then"] = {"if": {"type": "array"}, "then": effects, "else": ref("Effect")}
    defs["RuleEntry"]["required"] = sorted({*defs["RuleEntry"]["required"], "then"})
    return defs, _listing("rules", ref("RuleEntry"), "The rules, of one topic.")


def _test() -> Parts:
    defs = definitions(TestEntry, Expectation, Case)
    case = {"if": {"type": "string"}, "then": {"minLength": 1}, "else": ref("Case")}
    defs["TestEntry"]["properties"]["case"] = case
    defs["TestEntry"]["properties"]["expect"] = ref("Expectation")
    return defs, _listing("tests", ref("TestEntry"), "The tests: cases, and what is expected of the decisions.")


def _case() -> Parts:
    several = {"items": ref("Case")}
    return definitions(Case), {"if": {"type": "array"}, "then": several, "else": ref("Case")}


def _vocabulary() -> Parts:
    return definitions(VocabularyFile), ref("VocabularyFile")


def _directory() -> Parts:
    return definitions(Office), {"type": "array", "items": ref("Office"), "maxItems": OFFICES_AT_MOST}


def _listing(field: str, items: JsonSchema, text: str) -> JsonSchema:
    return {
        "type": "object",
        "properties": {
            field: {"description": text, "type": "array", "items": items},
            "note": {"description": "For readers."},
            "source": {"description": "Where it comes from, for readers."},
        },
        "required": [field],
        "additionalProperties": False,
    }


_PARTS: dict[Form, Callable[[], Parts]] = {
    "rulebook": _rulebook,
    "rule": _rule,
    "test": _test,
    "case": _case,
    "vocabulary": _vocabulary,
    "directory": _directory,
}


def _reached(schema: JsonSchema, defs: dict[str, JsonSchema]) -> set[str]:
    """The definitions that the file, or one of them, refers to."""
    reached: set[str] = set()
    waiting: list[Any] = [{key: part for key, part in schema.items() if key != "$defs"}]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            name = here["$ref"].rpartition("/")[2] if isinstance(here.get("$ref"), str) else None
            if name is not None and name not in reached:
                reached.add(name)
                waiting.append(defs[name])
            waiting += here.values()
    return reached
