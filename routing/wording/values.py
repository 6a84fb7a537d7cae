"""Values in words: constants with the label they have in the vocabulary, properties, and what is computed of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from routing.pattern import syntax as s
from routing.pattern.schema import PropertyType
from routing.vocabulary import core
from routing.wording.facts import LABELS, PROPERTIES, UNITS, VALUES
from routing.wording.logic import ARITHMETIC, NOTHING, constant
from routing.wording.phrases import PHRASES, any_of, pick, quoted, say
from routing.wording.scene import Scene
from routing.wording.words import property_label

Inner = Callable[[s.Expression, Scene], str]
"""How a subquery, or a condition that stands where a value is wanted, is put in words."""


class Values:
    """Puts the values of one scene in words."""

    def __init__(self, scene: Scene, inner: Inner) -> None:
        self.scene = scene
        self.language = scene.language
        self.inner = inner

    def value(self, e: s.Expression, bare: bool = False) -> str:
        """A value as a noun. `bare`: a property without whose it is."""
        if (known := constant(e)) is not NOTHING:
            return self.constant(known)
        match e:
            case s.Property(subject=s.Variable(name=variable), name=name):
                label = self.label(variable, name)
                if bare or self.scene.labels.get(variable) == "Case":  # there is only one
                    return label
                return say("of", self.language, *self._in_order(label, self.noun(variable)))
            case s.Variable(name=name):
                return self.noun(name)
            case s.Parameter(name=name):
                return f"${name}"
            case s.ListLiteral(items=items):
                return say("list", self.language, ", ".join(map(self.value, items)))
            case s.Negative(operand=operand):
                return say("minus", self.language, self.value(operand))
            case s.Binary(operator="%", left=left, right=right):
                return say("remainder", self.language, self.value(left), self.value(right))
            case s.Binary(operator="+" | "-" | "*" | "/" | "^" as sign, left=left, right=right):
                return say(sign, self.language, self.value(left), self.value(right))
            case s.Call():
                return self._call(e)
        return self.inner(e, self.scene)

    def whole(self, e: s.Expression, bare: bool = False) -> str:
        """A value that stands alone: a sum needs no brackets around it."""
        text = self.value(e, bare)
        return text[1:-1] if isinstance(e, s.Binary) and e.operator in ARITHMETIC else text

    def _in_order(self, name: str, owner: str) -> tuple[str, str]:
        return (owner, name) if self.language == "ja" else (name, owner)

    def _call(self, call: s.Call) -> str:
        name = call.name.lower()
        if name == "days_until":
            name, parts = "days_until", [self.value(call.arguments[0])]
        else:
            parts = [self.value(part) for part in call.arguments]
        if name == "coalesce" and parts:
            return reduce(lambda told, other: say(name, self.language, told, other), parts)
        if name in PHRASES and len(parts) == 1:
            return say(name, self.language, *parts)
        return say("function", self.language, call.name, ", ".join(parts) or "*")

    def noun(self, variable: str) -> str:
        """What a variable is called."""
        return self.scene.nouns.get(variable) or variable.strip() or say("thing", self.language)

    def label(self, variable: str, name: str) -> str:
        """What a property is called."""
        if name in PROPERTIES:
            return pick(PROPERTIES[name], self.language)
        vocabulary = self.scene.vocabulary
        terms = vocabulary.declared.get(self.scene.labels.get(variable) or "Person", {})
        if name not in terms:
            return lower(property_label(name, self.language) or name)
        text = terms[name].ja if self.language == "ja" else terms[name].en
        text = text.partition("(")[0].strip() or text
        return lower(text) if name in core().person_properties else quoted(text, self.language)

    def constant(self, value: Any, type: PropertyType | None = None, name: str = "") -> str:
        """A constant, with the label it has as a value of this property."""
        if isinstance(value, list):
            items = [self.constant(item, type, name) for item in value]
            return any_of(items, self.language) if items else say("empty_list", self.language)
        if value is None:
            return say("nothing", self.language)
        if isinstance(value, bool):
            return say("true" if value else "false", self.language)
        if not isinstance(value, str):
            return f"{value}{self._unit(name)}"
        return quoted(self._named(value, type, name), self.language)

    def _unit(self, name: str) -> str:
        last = name.rpartition("_")[2]
        return pick(UNITS[last], self.language) if last in UNITS else ""

    def _named(self, value: str, type: PropertyType | None, name: str) -> str:
        vocabulary = self.scene.vocabulary
        if name in ("kind", "received_by") and value in vocabulary.agency_kinds:
            return vocabulary.label(value, self.language).partition("(")[0].strip()
        tables: dict[str, Any] = {
            "need code": vocabulary.needs,
            "need domain": vocabulary.domains,
            "event type": vocabulary.event_types,
        }
        term = tables.get(type.what if type else "", {}).get(value)
        if term is not None:
            return str(term.ja if self.language == "ja" else term.en)
        known = VALUES.get(name, {}).get(value)
        return pick(known, self.language) if known else value

    def kind_of_thing(self, label: str) -> str:
        """What nodes with a label are called."""
        return pick(LABELS[label], self.language) if label in LABELS else quoted(label, self.language)


def lower(text: str) -> str:
    """A label inside a sentence: no capital at its head, unless it is an abbreviation."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
