"""The codes of one rulebook in a schema: an editor completes them, and underlines those that are not declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from routing.case import Case
from routing.case.parts import Event, Need, Person
from routing.decision.parts import ReasonCode
from routing.quality.forms import Form
from routing.quality.schema.generator import DAY, JsonSchema
from routing.rulebook import Rulebook
from routing.rulebook.strata import derived_kinds
from routing.vocabulary import PersonProperty

Codes = dict[str, JsonSchema]
"""By the name of a definition: an enumeration."""

_NAMES: dict[tuple[str, str], str] = {
    **dict.fromkeys([("Refer", "to"), ("Refer", "if_absent"), ("Duty", "to"), ("Immediate", "to")], "AgencyKindName"),
    **dict.fromkeys([("Share", "to"), ("Exclude", "kind"), ("Office", "kind")], "AgencyKindName"),
    **dict.fromkeys([("RulebookFile", field) for field in ("lead_order", "default_lead")], "AgencyKindName"),
    **dict.fromkeys([("Case", "received_by"), ("Involvement", "agency"), ("Consent", "to")], "AgencyKindName"),
    **dict.fromkeys([("History", "by"), ("Expectation", "lead"), ("Expectation", "holder")], "AgencyKindName"),
    **dict.fromkeys(
        [("Expectation", field) for field in ("supports", "duties", "inform", "withheld")], "AgencyKindName"
    ),
    **dict.fromkeys([("Expectation", "owners"), ("RulebookFile", "contested")], "AgencyKindName"),
    **dict.fromkeys([("Expectation", "fires"), ("Expectation", "not_fires")], "RuleName"),
    ("Expectation", "findings"): "FindingKind",
    ("Expectation", "immediate"): "Action",
    ("Expectation", "backup_reasons"): "BackupReason",
    ("Refer", "tier"): "Tier",
    ("Exclude", "office"): "OfficeName",
    ("Share", "items"): "Item",
    ("Consent", "items"): "Item",
    ("Serves", "needs"): "ServedNeed",
    ("Need", "code"): "NeedCodeName",
    ("Relation", "type"): "RelationName",
    ("Event", "type"): "EventName",
}
"""By model and field: which codes stand there."""

_LABELLED: dict[str, type[BaseModel]] = {"Person": Person, "Case": Case, "Need": Need, "Event": Event}


def with_codes(rulebook: Rulebook) -> Callable[[Form, dict[str, JsonSchema]], None]:
    """What narrows the definitions of a schema to the codes of a rulebook, for `schema_of`.

    Where the loader takes any text but only declared codes make sense, as in what a test expects, these are asked for.
    """
    codes = _codes(rulebook)

    def amend(form: Form, defs: dict[str, JsonSchema]) -> None:
        for (part, field), name in _NAMES.items():
            properties = defs.get(part, {}).get("properties", {})
            if field in properties and name in codes:
                properties[field] = _narrowed(properties[field], name, defs)
                defs[name] = codes[name]
        for label, model in _LABELLED.items():
            if label in defs:
                _attributes(defs[label]["properties"], model, rulebook.vocabulary.declared.get(label, {}))

    return amend


def _codes(rulebook: Rulebook) -> Codes:
    vocabulary = rulebook.vocabulary
    rules = {rule.id: rule.title for rule in rulebook.rules}
    domains, needs = _labels(vocabulary.domains), _labels(vocabulary.needs)
    everything = {f"{domain}.*": text for domain, text in domains.items()}
    found = {
        "AgencyKindName": _enumeration(_labels(vocabulary.agency_kinds)),
        "NeedCodeName": _enumeration(needs),
        "Item": _enumeration({**domains, **needs}),
        "ServedNeed": _enumeration({**everything, **needs}),
        "RelationName": _enumeration(_labels(vocabulary.relations)),
        "EventName": _enumeration(_labels(vocabulary.event_types)),
        "Tier": _enumeration(dict.fromkeys(rulebook.tiers, "")),
        "RuleName": _enumeration({id: f"{title['ja']} / {title['en']}" for id, title in rules.items()}),
        "FindingKind": _enumeration(dict.fromkeys(_finding_kinds(rulebook), "")),
        "Action": _enumeration(dict.fromkeys(("call_110", "call_119", "visit_now"), "")),
        "BackupReason": _enumeration(dict.fromkeys(get_args(ReasonCode), "")),
    }
    if rulebook.directory is not None:
        offices = {office.id: f"{office.ja} / {office.en}" for office in rulebook.directory.offices}
        found["OfficeName"] = _enumeration(offices)
    return found


def _finding_kinds(rulebook: Rulebook) -> Iterable[str]:
    return sorted({kind for rule in rulebook.rules for kind in derived_kinds(rule)})


def _labels(terms: Mapping[str, Any]) -> dict[str, str]:
    return {code: f"{term.ja} / {term.en}" for code, term in terms.items()}


def _enumeration(texts: Mapping[str, str]) -> JsonSchema:
    """Allowed values. `enumDescriptions` is what editors show beside each; other programs pass it over."""
    schema: JsonSchema = {"enum": list(texts)}
    if any(texts.values()):
        schema["enumDescriptions"] = list(texts.values())
    return schema


def _narrowed(schema: JsonSchema, name: str, defs: dict[str, JsonSchema]) -> JsonSchema:
    """The schema of a field with each text in it, alone or in a list or as the value of a map, one of the codes."""
    reference = {"$ref": f"#/$defs/{name}"}
    if schema.get("type") == "string":
        return {**reference, **{key: schema[key] for key in ("description",) if key in schema}}
    if schema.get("$ref") == "#/$defs/AtLeast":
        least = defs["AtLeast"]
        includes = _narrowed(least["properties"]["includes"], name, defs)
        return {**least, "properties": {"includes": includes}}
    narrowed = dict(schema)
    if "anyOf" in schema:
        narrowed["anyOf"] = [_narrowed(one, name, defs) for one in schema["anyOf"]]
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            narrowed[key] = _narrowed(schema[key], name, defs)
    return narrowed


def _attributes(properties: dict[str, JsonSchema], model: type[BaseModel], terms: Mapping[str, PersonProperty]) -> None:
    """What stands under `attributes`: the declared properties that have no field of their own, each null if unknown."""
    own = {field.alias or name for name, field in model.model_fields.items()}
    described = {key: part for key, part in properties["attributes"].items() if key == "description"}
    properties["attributes"] = {
        **described,
        "type": "object",
        "properties": {name: _value(term) for name, term in sorted(terms.items()) if name not in own},
        "additionalProperties": False,
    }


def _value(term: PersonProperty) -> JsonSchema:
    kinds: dict[str, JsonSchema] = {
        "boolean": {"type": "boolean"},
        "integer": {"type": "integer"},
        "float": {"type": "number"},
        "string": {"type": "string"},
        "date": dict(DAY),
    }
    value = {"enum": list(term.values)} if term.values else kinds[term.kind]
    return {"description": f"{term.ja} / {term.en}", "anyOf": [value, {"type": "null"}]}
