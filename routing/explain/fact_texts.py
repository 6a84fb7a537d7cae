"""Facts of a case in sentences, with their values: an explanation is for people who may see the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routing.explain.facts import Fact
from routing.wording.facts import FLAGS, PROPERTIES, UNITS, VALUES
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted
from routing.wording.relations import RELATIONS, Pair
from routing.wording.words import code, joined

if TYPE_CHECKING:
    from routing.case import Case

_STATUS = {
    "confirmed": ("{}に困りごと{}がある", "{} has the need {}"),
    "suspected": ("{}に困りごと{}の疑いがある", "{} may have the need {} (suspected)"),
    "resolved": ("{}に以前{}があり、解決している", "{} had the need {}, now resolved"),
    "absent": ("{}に{}がないことを確認している", "{} was asked about {} and does not have it"),
}
_INVOLVED = {"active": "SERVED_BY", "ended": "WAS_SERVED_BY", "refused": "REFUSED", "declined": "DECLINED_BY"}
_SAID: dict[str, Pair] = {
    "given": ("{}は情報の提供に同意している", "{} has consented to sharing"),
    "refused": ("{}は情報の提供を断っている", "{} has refused sharing"),
    "not_asked": ("{}にはまだ同意を尋ねていない", "{} has not been asked for consent yet"),
    "cannot_ask": ("{}には同意を尋ねることができない", "{} cannot be asked for consent"),
}

_SHORTLY = (
    "age",
    "sex",
    "care_level",
    "support_level",
    "on_assistance",
    "registered_address",
    "severity",
    "due",
    "date",
)
"""The fields of persons, needs and events that say what is known of them."""


class FactTexts:
    """Puts the facts of one case in words."""

    def __init__(self, case: Case, names: Names) -> None:
        self.case = case.canonical()
        self.names = names
        self.language = names.language

    def person(self, id: str) -> str:
        """What a person is called: by the id of the case."""
        return f"{id}さん" if self.language == "ja" else id

    def people(self, ids: tuple[str, ...]) -> str:
        """Several persons; everybody where none is named."""
        if not ids:
            return pick(("この件", "the case"), self.language)
        return joined(map(self.person, ids), self.language)

    def text(self, fact: Fact) -> str:
        """A fact as a sentence without its full stop."""
        part, key = fact
        match part:
            case "persons":
                found = next(p for p in self.case.persons if p.id == key[0])
                given = self.case.age_of(found) if key[1] == "age" else _value(found, key[1])
                return self._property(self.person(key[0]), key[1], given)
            case "needs" | "events":
                return self._thing(part, key)
            case "relations":
                return self._related(key)
            case "involvements":
                told = RELATIONS[_INVOLVED[key[1]]].told
                agency = quoted(self.names.agency(key[2], key[3] or None), self.language)
                return pick(told, self.language).format(s=self.person(key[0]), e=agency)
            case "consents":
                said = {c.status: None for c in self.case.consents if c.person == key[0]}
                texts = [pick(_SAID[status], self.language).format(self.person(key[0])) for status in said]
                return "; ".join(texts)
            case "history":
                word = {"refused": "repeated_refusal", "hop": "hops"}.get(key[0], key[0])
                return pick(("これまでの報告: {}", "reported so far: {}"), self.language).format(
                    code(word, self.language)
                )
        return self._of_case(key[0])

    def need(self, id: str) -> str:
        """A need by its label."""
        found = next(need for need in self.case.needs if need.id == id)
        return quoted(self.names.rulebook.vocabulary.label(found.code, self.language), self.language)

    def known(self, thing: Any) -> list[str]:
        """All that is known of a person, need or event beside what it is: a few words for each property."""
        given = {name: _value(thing, name) for name in type(thing).model_fields if name in _SHORTLY}
        if "age" in given:
            given["age"] = self.case.age_of(thing)
        given |= {name: value for name, value in sorted(thing.attributes.items()) if name not in given}
        return [self._shortly(name, value) for name, value in given.items() if value is not None]

    def _shortly(self, name: str, given: Any) -> str:
        if name == "age":
            return pick(("{}歳", "{} years old"), self.language).format(given)
        if isinstance(given, bool) and name in FLAGS:
            return pick(FLAGS[name][not given], self.language)
        value = self._named(name, given).strip("「」“”")
        return value if name == "sex" else f"{property_name(name, self.names)}: {value}"

    def _thing(self, part: str, key: tuple[str, ...]) -> str:
        found = next(one for one in getattr(self.case, part) if one.id == key[0])
        if part == "needs":
            noun = self.need(key[0])
            told = pick(_STATUS[found.status], self.language).format(self.people(found.about), noun)
            plural = self.language == "en" and len(found.about) > 1
            whole = (
                told.replace(" has the need", " have the need").replace(" was asked", " were asked") if plural else told
            )
        else:
            label = quoted(self.names.rulebook.vocabulary.label(found.type, self.language), self.language)
            noun = label
            whole = pick(("{}に出来事{}がある", "{}: {}"), self.language).format(self.people(found.about), label)
        return whole if len(key) == 1 else self._property(noun, key[1], _value(found, key[1]))

    def _related(self, key: tuple[str, ...]) -> str:
        start, type, end = key
        known = RELATIONS.get(type)
        told = known.told if known else ("{s}から{e}へ" + type + "の関係がある", "{s} is related to {e} as " + type)
        return pick(told, self.language).format(s=self.person(start), e=self.person(end))

    def _of_case(self, name: str) -> str:
        if name == "household_complete":
            words = ("世帯の全員が記録されている", "everybody in the household is recorded")
            return pick(words, self.language)
        given = _value(self.case, name)
        if name == "received_by":
            words = ("最初に相談を受けたのは{}", "the case was received by {}")
            return pick(words, self.language).format(quoted(self.names.kind(given), self.language))
        label = self.names.property(name)
        return f"{label}: {self._named(name, given)}"

    def _property(self, subject: str, name: str, given: Any) -> str:
        ja = self.language == "ja"
        if name == "age":
            return f"{subject}は{given}歳" if ja else f"{subject} is {given} years old"
        if isinstance(given, bool) and name in FLAGS:
            told = pick(FLAGS[name][not given], self.language)
            return f"{subject}は{told}" if ja else f"{subject} {told}"
        label, value = self.names.property(name), self._named(name, given)
        return f"{subject}の{label}は{value}" if ja else f"{subject}: {label} is {value}"

    def _named(self, name: str, given: Any) -> str:
        if isinstance(given, bool):
            return pick(("はい", "yes") if given else ("いいえ", "no"), self.language)
        known = VALUES.get(name, {}).get(given) if isinstance(given, str) else None
        if known is not None:
            return quoted(pick(known, self.language), self.language)
        last = name.rpartition("_")[2]
        return f"{given}{pick(UNITS[last], self.language)}" if last in UNITS else str(given)


def property_name(name: str, names: Names) -> str:
    """What a property is called in a sentence."""
    return pick(PROPERTIES[name], names.language) if name in PROPERTIES else names.property(name)


def _value(part: Any, name: str) -> Any:
    known = getattr(part, name, None) if name in type(part).model_fields else None
    return part.attributes.get(name) if known is None else known
