"""The fields of the standard, as data: their numbers, names, who can fill them, and how they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from routing.source import load_yaml

Text = Mapping[str, str]
"""A text in each language."""
By = Literal["library", "both", "municipality"]
Checked = Literal["secondary", "memory"]


@dataclass(frozen=True)
class Field:
    """One field. `known` is what the library says, with the names of facts in braces; `ask` what the municipality is
    asked. `checked` is how its number and name are known: from a secondary source, or from memory."""

    id: str
    section: str
    name: Text
    checked: Checked
    by: By
    known: Text | None
    ask: Text | None

    @property
    def theirs(self) -> bool:
        """Whether the municipality has something to fill in."""
        return self.by != "library"


@dataclass(frozen=True)
class Standard:
    """The standard with its sections, by their ids, and its fields in their order."""

    name: str
    version: str
    publisher: str
    note: Text
    sections: Mapping[str, Text]
    fields: tuple[Field, ...]


@cache
def standard() -> Standard:
    """The standard that comes with the library."""
    text = resources.files("routing.audit.register").joinpath("atrs.yaml").read_text(encoding="utf-8")
    data = load_yaml(text, "atrs.yaml").data
    sections = {section["id"]: {"ja": section["ja"], "en": section["en"]} for section in data["sections"]}
    return Standard(
        **data["standard"], sections=sections, fields=tuple(_field(field, sections) for field in data["fields"])
    )


def _field(data: Mapping[str, Any], sections: Mapping[str, Text]) -> Field:
    section = max((id for id in sections if data["id"].startswith(f"{id}.")), key=len)
    return Field(
        id=data["id"],
        section=section,
        name={"ja": data["ja"], "en": data["en"]},
        checked=data["checked"],
        by=data["by"],
        known=data.get("known"),
        ask=data.get("ask"),
    )
