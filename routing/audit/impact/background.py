"""What stands behind an impact: the new rulebook, the old ones it was compared with, what changed, and the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from routing.quality.diff import rule_changes, setting_changes
from routing.rulebook import Rulebook
from routing.wording.words import Language

Labels = tuple[str, str]


class ChangedRule(NamedTuple):
    """A rule that a decision can depend on, and how it differs: `added`, `removed`, or `changed` in some parts."""

    id: str
    change: str
    parts: tuple[str, ...]
    ja: str
    en: str


class OldBook(NamedTuple):
    """A rulebook that cases were decided by before, and the settings beside the rules that differ."""

    id: str
    version: str
    settings: tuple[str, ...]


@dataclass
class Background:
    """Filled while cases are compared: `books` by digest, and `rules` that differ from the new rulebook, by id."""

    new: Rulebook
    books: dict[str, OldBook] = field(default_factory=dict)
    rules: dict[str, dict[tuple[str, tuple[str, ...]], ChangedRule]] = field(default_factory=dict)
    _labels: dict[str, Labels] = field(default_factory=dict, repr=False)

    def see(self, old: Rulebook) -> None:
        """Take note of an old rulebook."""
        if old.digest in self.books:
            return
        settings = tuple(f"{one.part} {one.key}" if one.key else one.part for one in setting_changes(old, self.new))
        self.books[old.digest] = OldBook(old.id, old.version, settings)
        for change in rule_changes(old, self.new):
            rule = change.new or change.old
            if change.decides and rule is not None:
                told = ChangedRule(change.id, change.kind, change.parts, rule.title["ja"], rule.title["en"])
                self.rules.setdefault(change.id, {})[change.kind, change.parts] = told
        for code, labels in _labels_of(old):
            self._labels.setdefault(code, labels)

    def differing(self) -> Iterator[ChangedRule]:
        """The rules that differ, sorted by id; one that differs otherwise from several old rulebooks each time."""
        for id in sorted(self.rules):
            yield from (self.rules[id][how] for how in sorted(self.rules[id]))

    def label(self, code: str, language: Language) -> str:
        """What a kind or a need code is called, by the new rulebook, or by an old one that still had it."""
        new = self.new.vocabulary
        if code in new.agency_kinds or code in new.needs:
            return new.label(code, language).partition("(")[0].strip()
        return self._labels[code][language == "en"] if code in self._labels else code

    def office(self, id: str, language: Language) -> str:
        """What an office is called; its id where no directory has it."""
        found = self.new.directory.get(id) if self.new.directory else None
        if found is not None:
            return found.ja if language == "ja" else found.en
        return self._labels[f"office {id}"][language == "en"] if f"office {id}" in self._labels else id


def _labels_of(book: Rulebook) -> Iterator[tuple[str, Labels]]:
    for terms in (book.vocabulary.needs, book.vocabulary.agency_kinds):
        yield from (
            (code, (term.ja.partition("(")[0].strip(), term.en.partition("(")[0].strip()))
            for code, term in terms.items()
        )
    for office in book.directory.offices if book.directory else ():
        yield f"office {office.id}", (office.ja, office.en)
