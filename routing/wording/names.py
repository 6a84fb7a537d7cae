"""What to call agencies, needs and rules in the text: the labels of the rulebook, in one language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.wording.words import Language, joined, phrase, property_label

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

_MADE_ID = re.compile(r"(need|event)-[0-9a-f]{12}")
_WORD = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")
_WITHIN = {r"PT(\d+)H": "hours", r"P(\d+)D": "days", r"(\d+)bd": "business_days"}


@dataclass(frozen=True)
class Names:
    """Labels from a rulebook's vocabulary, directory and rules. Rules are titled as they stood `on` a day; without
    one there are no titles."""

    rulebook: Rulebook
    language: Language
    on: dt.date | None = None

    def agency(self, kind: str, office: str | None = None) -> str:
        """An agency: its office with the kind in brackets, or the kind alone."""
        label = self.kind(kind)
        name = self.office(office) if office else label
        return name if name == label else f"{name} [{label}]"

    def kind(self, kind: str) -> str:
        """The label of an agency kind, without the local names that some bring along in brackets."""
        return self.rulebook.vocabulary.label(kind, self.language).partition("(")[0].strip()

    def property(self, name: str) -> str:
        """The label of a property."""
        known = self.rulebook.vocabulary.person_properties.get(name)  # some are also called as an agency kind is
        if known is not None:
            return known.ja if self.language == "ja" else known.en
        return property_label(name, self.language) or self.rulebook.vocabulary.label(name, self.language)

    def mentioned(self, text: str) -> list[str]:
        """The labels of the agency kinds and need codes that a text names."""
        vocabulary = self.rulebook.vocabulary
        words = dict.fromkeys(_WORD.findall(text))
        kinds = [self.kind(word) for word in words if word in vocabulary.agency_kinds]
        return kinds + [vocabulary.label(word, self.language) for word in words if word in vocabulary.needs]

    def office(self, id: str) -> str:
        """The name of an office; its id where the directory does not have it."""
        found = self.rulebook.directory.get(id) if self.rulebook.directory else None
        if found is None:
            return id
        return found.ja if self.language == "ja" else found.en

    def need(self, id: str, code: str) -> str:
        """A need: its label, with its id where a person gave it one."""
        label = self.rulebook.vocabulary.label(code, self.language)
        return label if _MADE_ID.fullmatch(id) else f"{label} ({id})"

    def rule(self, id: str) -> str:
        """The title of the version in force; the id where the rulebook has none."""
        in_force = self.rulebook.rules_in_force(self.on) if self.on else ()
        titles = (rule.title[self.language] for rule in in_force if rule.id == id)
        return next(titles, id)

    def about(self, ids: Iterable[str]) -> str:
        """Whom something is about, by the ids of the case; empty where that is nobody in particular."""
        people = joined(ids, self.language)
        return phrase("about", self.language, people) if people else ""

    def within(self, text: str) -> str:
        """A time limit in words."""
        return span(text, self.language)


def span(text: str, language: Language) -> str:
    """A span of time such as `P14D`, `PT48H` or `5bd` in words."""
    for pattern, name in _WITHIN.items():
        if match := re.fullmatch(pattern, text):
            told = phrase(name, language, match[1])
            return told.removesuffix("s") if language == "en" and match[1] == "1" else told
    return text
