"""The record: each field of the standard with what the library says and what the municipality filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from routing import __version__
from routing.audit.attributes import AttributeRead
from routing.audit.register.facts import Facts
from routing.audit.register.figures import Figures
from routing.audit.register.filled import Filled
from routing.audit.register.standard import Field, Standard, Text, standard
from routing.audit.register.words import word
from routing.audit.small_cells import SMALLEST, is_small
from routing.wording.names import Names
from routing.wording.words import Language

_BROKEN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])|(?<=[、。]) ")
State = Literal["known", "given", "open"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True)
class Entry:
    """One field. `known` is what the library says, `given` what the municipality filled in; nothing replaces the other.

    `state`: `known`, the library says all; `given`, the municipality has filled it in; `open`, that is still to come.
    """

    field: Field
    known: Text | None
    given: Text | None

    @property
    def state(self) -> State:
        """Whether something is still to be filled in."""
        if self.given is not None:
            return "given"
        return "open" if self.field.theirs else "known"


@dataclass(frozen=True)
class Register:
    """The record of a rulebook, with the facts and figures that it was made from."""

    standard: Standard
    facts: Facts
    figures: Figures | None
    entries: tuple[Entry, ...]

    @property
    def open(self) -> tuple[Entry, ...]:
        """The fields that are still to be filled in."""
        return tuple(entry for entry in self.entries if entry.state == "open")

    def entry(self, id: str) -> Entry:
        """The field of this number. Raises KeyError."""
        return {entry.field.id: entry for entry in self.entries}[id]


def register(facts: Facts, figures: Figures | None = None, filled: Filled | None = None) -> Register:
    """The record of a rulebook, with the figures of a log and the answers of a municipality, if they are given."""
    said = {language: _said(facts, figures, language) for language in LANGUAGES}
    entries = [_entry(field, said, (filled or {}).get(field.id)) for field in standard().fields]
    return Register(standard(), facts, figures, tuple(entries))


def _entry(field: Field, said: Mapping[Language, Mapping[str, str]], given: Text | None) -> Entry:
    known: dict[str, str] | None = None
    if field.known is not None:
        # a line of Japanese that was broken in the file goes on without a blank
        texts = {"ja": _BROKEN.sub("", field.known["ja"]), "en": field.known["en"]}
        known = {language: texts[language].format(**said[language]).strip() for language in LANGUAGES}
    return Entry(field, known, given)


def _said(facts: Facts, figures: Figures | None, language: Language) -> dict[str, str]:
    """The facts by the names that the texts of the fields call them."""
    book = facts.rulebook
    return {
        "release": __version__,
        "title": book.title[language],
        "id": book.id,
        "version": book.version,
        "digest": book.digest,
        "packs": ", ".join(f"`{pack}`" for pack in book.packs),
        "serves": word("any", language) if book.serves is None else ", ".join(sorted(book.serves)),
        "rules": str(len(facts.rule_ids)),
        "needs": str(len(book.vocabulary.needs)),
        "kinds": str(len(facts.agencies)),
        "tests": str(facts.tests),
        "coverage": _coverage(facts, language),
        "bases": ", ".join(word(f"status_{status}", language, count) for status, count in facts.statuses.items())
        or word("none", language),
        "weak": _weak(facts, language),
        "weak_short": word("weak_short", language, len(facts.from_memory)),
        "offices": _offices(facts, language),
        "attributes": _attributes(facts, language, protected=False),
        "protected": _attributes(facts, language, protected=True),
        "figures": word("nothing_logged", language) if figures is None else told(figures, language),
        "overrides": "" if figures is None else _overrides(figures, language),
    }


def _coverage(facts: Facts, language: Language) -> str:
    if facts.coverage is None:
        return word("not_measured", language)
    return word("measured", language, *(facts.coverage[name].percent for name in ("rules", "conditions", "effects")))


def _weak(facts: Facts, language: Language) -> str:
    said = [word("memory", language, len(facts.from_memory))] if facts.from_memory else [word("all_read", language)]
    said += [word("no_basis", language, len(facts.without_basis))] if facts.without_basis else []
    return ("" if language == "ja" else " ").join(said)


def _offices(facts: Facts, language: Language) -> str:
    if facts.rulebook.directory is None:
        return word("no_offices", language)
    offices = facts.rulebook.directory.to_data()
    return word("offices", language, len(offices), sum(bool(office.get("invented")) for office in offices))


def _attributes(facts: Facts, language: Language, *, protected: bool) -> str:
    """What the rules read, each attribute once; of protected ones, whether it is read by way of a finding alone."""
    names = Names(facts.rulebook, language)
    reads = facts.sensitive if protected else facts.read
    directly = {attribute_name(read, names) for read in reads if not (protected and read.through)}
    through = {attribute_name(read, names) for read in reads} - directly
    told = [*sorted(directly), *(word("through", language, name) for name in sorted(through))]
    return ("、" if language == "ja" else ", ").join(told) or word("none", language)


def attribute_name(read: AttributeRead, names: Names) -> str:
    """What an attribute is called: a need or a field of needs by its label, else the property."""
    code = read.attribute.removesuffix(".*")
    return names.rulebook.vocabulary.label(code, names.language) if read.label == "Need" else names.property(code)


def told(figures: Figures, language: Language) -> str:
    """The figures in a sentence. Small counts are not told: the record is published."""
    if figures.decisions == 0:
        return word("nothing_logged", language)
    counts = (figures.decisions, figures.escalated, figures.gaps, figures.withheld, figures.fail_safe)
    return word("figures", language, figures.first, figures.last, *(count(number, language) for number in counts))


def _overrides(figures: Figures, language: Language) -> str:
    decisions, overridden = (count(number, language) for number in (figures.decisions, figures.overridden))
    return word("overridden", language, decisions, overridden)


def count(number: int, language: Language) -> str:
    """A count as it may be published."""
    return word("few", language, SMALLEST) if is_small(number, SMALLEST) else str(number)
