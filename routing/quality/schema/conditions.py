"""What models check in code and a schema can say too: which fields go together, which lists are not empty."""

from __future__ import annotations

from typing import Any

from routing.quality.schema.generator import AGES, SAID, JsonSchema
from routing.rulebook.escalation import DEFAULTS
from routing.rulebook.ladder import COUNTED, OF_REFERRAL, REPEATED, TIMED
from routing.vocabulary.extension import OPEN_LABELS

REFERENCE = r"^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z0-9_]+$"
FILE_NAME = r"^[^/\\]+$"


def given(field: str) -> JsonSchema:
    """The field is there, and not null."""
    return {"required": [field], "properties": {field: {"not": {"type": "null"}}}}


def one_of(*fields: str) -> JsonSchema:
    """Exactly one of the fields is there and not null."""
    return {"oneOf": [given(field) for field in fields]}


def not_both(one: str, other: str) -> JsonSchema:
    """At most one of two fields is there and not null."""
    return {"not": {"allOf": [given(one), given(other)]}}


_FILE = {"pattern": FILE_NAME, "patternErrorMessage": "name a YAML file in the folder of this rulebook"}
_DEADLINE = not_both("within", "before")
_EXTENDS = {
    "required": ["extends"],
    "properties": {"extends": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1}]}},
}
_LEADS = {"anyOf": [{"required": ["role"], "properties": {"role": {"const": "lead"}}}, given("for")]}

_ROLES = {"required": ["roles"]}
_DOES_REMIND = {"required": ["do"], "properties": {"do": {"const": "remind"}}}


def _on(*triggers: str) -> JsonSchema:
    """A step of the ladder waits for one of these."""
    return {"required": ["on"], "properties": {"on": {"enum": sorted(triggers)}}}


CONDITIONS: dict[str, list[JsonSchema]] = {
    "Duty": [_DEADLINE],
    "Refer": [_DEADLINE, {"if": _LEADS, "then": given("tier")}],
    "Exclude": [one_of("kind", "office", "located_in", "person")],
    "StepEntry": [
        {"if": _on(*TIMED), "then": given("after")},
        {"if": _on(*COUNTED), "then": {"not": given("after")}, "else": {"not": given("times")}},
        {"if": given("roles"), "then": _on(*OF_REFERRAL - {"overdue_duty"})},
        {"if": _on("overdue"), "then": {"not": {"properties": {"roles": {"contains": {"const": "duty"}}}, **_ROLES}}},
        {"if": given("every"), "then": {**_on(*REPEATED), "allOf": [_DOES_REMIND]}},
    ],
    "Need": [one_of("person", "persons")],
    "Event": [not_both("person", "persons")],
    "RulebookFile": [{"if": _EXTENDS, "then": {"not": given("tiers")}, "else": given("tiers")}],
}
"""By model: what holds of all its fields together."""

FIELDS: dict[tuple[str, str], JsonSchema] = {
    ("FindingEffect", "about"): {"minItems": 1},
    ("Immediate", "to"): {"minItems": 1},
    ("Share", "to"): {"minItems": 1},
    ("Before", "date"): {"pattern": REFERENCE, "patternErrorMessage": "write it as `variable.property`"},
    ("Serves", "age"): {"pattern": AGES, "patternErrorMessage": SAID[AGES]},
    ("RulebookFile", "tiers"): {"minItems": 1, "uniqueItems": True},
    ("RulebookFile", "vocabulary"): _FILE,
    ("RulebookFile", "directory"): _FILE,
    ("RulebookFile", "escalation"): {"propertyNames": {"enum": sorted(DEFAULTS)}},
    ("VocabularyFile", "properties"): {"propertyNames": {"enum": list(OPEN_LABELS)}},
    ("Relationship", "from"): {"const": "Person"},
    ("Relationship", "to"): {"const": "Person"},
}
"""By model and field: what holds of its value, wherever that is of a kind it is said of (`minItems`: of a list)."""

GROUPS = ("RulebookFile", "contested")
"""A list of lists, of which each names at least two kinds."""


def conditioned(defs: dict[str, JsonSchema]) -> None:
    """Add what holds besides to the definitions that there are."""
    for name, rules in CONDITIONS.items():
        if name in defs:
            defs[name]["allOf"] = [*defs[name].get("allOf", []), *rules]
    for (name, field), rule in FIELDS.items():
        if name in defs:
            defs[name]["properties"][field].update(rule)
    name, field = GROUPS
    if name in defs:
        for choice in defs[name]["properties"][field]["anyOf"]:
            if choice.get("type") == "array":
                choice["items"] = {**choice["items"], "minItems": 2}


def described(defs: dict[str, JsonSchema], texts: dict[str, dict[str, str]]) -> None:
    """Add the text of each field that has none of its own."""
    for name, schema in defs.items():
        for field, text in texts.get(name, {}).items():
            properties: dict[str, Any] = schema.get("properties", {})
            if field in properties:
                properties[field].setdefault("description", text)
