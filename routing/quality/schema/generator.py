"""JSON Schema of the models as files write them: what a validator takes before pydantic sees it counts too."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from routing.case.parts import ONE_LINE
from routing.decision import Decision

JsonSchema = dict[str, Any]

DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
WITHIN = (
    "^(P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?)?"
    "|[0-9]+bd)$"
)  # fmt: skip
SPAN = WITHIN.removesuffix(")$") + "|[0-9]{1,8}bh)$"
HOURS = "^[A-Za-z0-9:;, -]{1,500}$"
AGES = r"^([0-9]{1,3}(\.\.([0-9]{1,3})?)?|\.\.[0-9]{1,3})$"
KEBAB = "^[a-z0-9]+(-[a-z0-9]+)*$"


SAID = {
    DAY["pattern"]: "must be a date, written YYYY-MM-DD",
    WITHIN: "a span of time is written `P14D`, `P1M` or `PT48H` (calendar time) or `5bd` (business days)",
    SPAN: "a span of time is written `P14D` or `PT48H` (calendar time), `5bd` (business days) or `8bh` (hours)",
    HOURS: "write opening hours as `Mo-Fr 08:30-17:00`",
    AGES: "must be a range of full years such as `65..`, `..17` or `40..64`",
    ONE_LINE: "must not hold control characters",
    KEBAB: "small letters and digits, parted by hyphens, such as `household-8050`",
}
"""What editors say where a text does not match; other programs pass it over."""


def _one_or_many(found: JsonSchema) -> JsonSchema:
    """A list that may also be written as its one name alone."""
    item = found.get("items", {})
    alone = item.get("type") == "string" and not found.get("minItems", 0) > 1
    return {"anyOf": [item, found]} if alone else found


_BEFORE: dict[str, Any] = {
    "routing.rulebook.effects._as_tuple": _one_or_many,
    "routing.rulebook.effects._within": lambda found: {**found, "pattern": WITHIN, "maxLength": 40},
    "routing.rulebook.files._span": lambda found: {**found, "pattern": SPAN, "maxLength": 40},
    "routing.rulebook.files._hours": lambda found: {**found, "pattern": HOURS},
    "routing.rulebook.files._rule_id": lambda found: {**found, "pattern": KEBAB, "maxLength": 100},
    "routing.rulebook.files._pack_id": lambda found: {**found, "pattern": "^[a-z][a-z0-9_-]*$", "maxLength": 100},
    "routing.rulebook.files._serves": lambda found: {"anyOf": [{"const": "any"}, found]},
}
_DECISION = {"enum": sorted(info.alias or name for name, info in Decision.model_fields.items())}
_AFTER: dict[str, Any] = {
    "routing.quality.expected_parts._known": lambda found: {**found, "propertyNames": _DECISION},
}


class FileSchema(GenerateJsonSchema):
    """Generates the schema of a model as a file writes it."""

    def date_schema(self, schema: Any) -> JsonSchema:
        """Days are written in one way only."""
        return dict(DAY)

    def function_before_schema(self, schema: Any) -> JsonSchema:
        """What a validator makes of other forms is written in those forms too."""
        return self._amended(schema, _BEFORE)

    def function_after_schema(self, schema: Any) -> JsonSchema:
        """What a validator refuses, as far as a schema can say it."""
        return self._amended(schema, _AFTER)

    def _amended(self, schema: Any, known: dict[str, Any]) -> JsonSchema:
        found = self.generate_inner(schema["schema"])
        function = schema["function"]["function"]
        name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
        amend = known.get(name)
        if amend is None:
            return found
        amended: JsonSchema = amend(found)
        return amended


def definitions(*models: type[BaseModel]) -> dict[str, JsonSchema]:
    """The schemas of models and of all models in them, by the names of the classes."""
    found: dict[str, JsonSchema] = {}
    for model in models:
        schema = model.model_json_schema(by_alias=True, mode="validation", schema_generator=FileSchema)
        found.update(schema.pop("$defs", {}))
        found[model.__name__] = schema
    return {name.strip("_"): _plain(schema) for name, schema in found.items()}


def _plain(value: Any, fields: bool = False) -> Any:
    """The schema as somebody would write it: without names made from field names and defaults that say nothing.

    `fields`: the keys of the map are names of fields or of definitions, not keywords.
    """
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    if fields:
        return {key: _plain(part) for key, part in value.items()}
    content = {key: _plain(part, key in ("properties", "$defs", "patternProperties")) for key, part in value.items()}
    content.pop("title", None)
    if content.get("default", 0) is None or isinstance(content.get("default"), dict | list):
        del content["default"]
    if isinstance(content.get("description"), str):
        content["description"] = " ".join(content["description"].split("\n\n")[0].split())
    if isinstance(content.get("$ref"), str):
        content["$ref"] = content["$ref"].replace("/_", "/")
    if content.get("pattern") in SAID:
        content["patternErrorMessage"] = SAID[content["pattern"]]
    if "patternProperties" in content:
        content.setdefault("additionalProperties", False)
    return _alternatives(content)


def _alternatives(content: dict[str, Any]) -> dict[str, Any]:
    """Choices inside a choice beside it, and a bound on a list that may be one name at the list."""
    choices = [
        part for one in content.get("anyOf", ()) for part in (one["anyOf"] if one.keys() == {"anyOf"} else [one])
    ]
    if not choices:
        return content
    if "maxLength" in content:
        most = content.pop("maxLength")
        choices = [{**one, "maxItems": most} if one.get("type") == "array" else one for one in choices]
    return {**content, "anyOf": choices}
