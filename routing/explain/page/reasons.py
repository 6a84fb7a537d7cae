"""The rules behind a part of a decision: what each applied to, and the law it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.decision.parts import BoundFinding, BoundRelationship
from routing.explain.fact_texts import FactTexts
from routing.explain.page.words import word
from routing.explain.why_parts import Part
from routing.wording.condition import Telling
from routing.wording.facts import LABELS
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted
from routing.wording.relations import RELATIONS
from routing.wording.words import joined

if TYPE_CHECKING:
    from routing.decision import Decision
    from routing.decision.parts import Bound, TraceEntry
    from routing.rulebook import Rule

LONGEST_NOUN = 12
"""Letters, in Japanese, up to which a noun stands before what it was in the case."""
MOST_SHOWN = 6
"""Firings of one rule that are told for one part; the number of the others is said."""


@dataclass(frozen=True)
class Told:
    """What one variable of a rule stood for: what the text of the rule calls it, and what it was in this case."""

    noun: str
    text: str


@dataclass(frozen=True)
class Reason:
    """A rule that fired, and what its variables stood for, firing by firing. `more` firings are not told."""

    rule: Rule
    firings: tuple[tuple[Told, ...], ...]
    more: int
    provisional: bool


class Reasons:
    """The reasons of one decision, in one language."""

    def __init__(self, decision: Decision, texts: FactTexts, names: Names) -> None:
        self.texts = texts
        self.names = names
        self.language = names.language
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in names.rulebook.rules_in_force(decision.as_of)}
        self.firings: dict[str, list[tuple[TraceEntry, frozenset[str]]]] = {}
        """By rule: its firings, each with the ids that it is bound to."""
        for firing in decision.trace:
            self.firings.setdefault(firing.rule, []).append((firing, firing.ids))
        self._nouns: dict[str, tuple[Mapping[str, str], Mapping[str, str | None]]] = {}

    def of(self, part: Part) -> Iterator[Reason]:
        """The rules that a part names, in their order."""
        named = {*part.about, *([part.entry["need"]] if "need" in part.entry else [])}
        for id in sorted(part.rules & self.rules.keys()):
            fired = self.firings.get(id, [])
            close = [firing for firing, ids in fired if named & ids] or [firing for firing, _ in fired]
            told: dict[tuple[Told, ...], None] = {}
            seen = 0
            while seen < len(close) and len(told) < MOST_SHOWN:
                told.setdefault(self._told(close[seen]))
                seen += 1
            unsure = bool(close) and all(firing.provisional for firing in close)
            yield Reason(self.rules[id], tuple(told), len(close) - seen, unsure)

    def _told(self, firing: TraceEntry) -> tuple[Told, ...]:
        if firing.rule not in self._nouns:
            _, scene = Telling(self.names.rulebook.vocabulary, self.language).rule(self.rules[firing.rule])
            self._nouns[firing.rule] = scene.nouns, scene.labels
        nouns, labels = self._nouns[firing.rule]
        names = [name for name in firing.bindings if labels.get(name) != "Case"]
        names.sort(key=lambda name: (labels.get(name) != "Person", labels.get(name) != "Need"))
        return tuple(
            Told(self._noun(name, nouns, labels), self._text(firing.bindings[name], labels.get(name))) for name in names
        )

    def _noun(self, name: str, nouns: Mapping[str, str], labels: Mapping[str, str | None]) -> str:
        """What a variable is called: a list of needs that would do is told with the rule, not with each of them."""
        noun, label = nouns.get(name, ""), labels.get(name) or ""
        if label == "Finding":  # its kind is told with it, and often in its noun too
            return pick(LABELS[label], self.language)
        short = len(noun) <= (LONGEST_NOUN if self.language == "ja" else 2 * LONGEST_NOUN)
        if noun and short:
            return noun
        return pick(LABELS[label], self.language) if label in LABELS else name

    def _text(self, bound: Bound, label: str | None) -> str:
        if isinstance(bound, str):
            return self._named(bound, label)
        if isinstance(bound, BoundFinding):
            people = self._people(bound.about)
            return f"{quoted(bound.kind, self.language)} ({people})" if people else quoted(bound.kind, self.language)
        if isinstance(bound, BoundRelationship):
            known = RELATIONS.get(bound.type)
            told = pick(known.told, self.language) if known else f"{{s}} {bound.type} {{e}}"
            return told.format(s=self._text(bound.start, "Person"), e=self._text(bound.to, None))
        return joined((self._text(one, "Person") for one in bound), self.language)

    def _named(self, id: str, label: str | None) -> str:
        case, names = self.texts.case, self.names
        person = next((one for one in case.persons if one.id == id), None)
        if person is not None and label in (None, "Person"):
            known = self.texts.known(person)[:2]
            name = self.texts.person(id)
            if not known:
                return name
            return f"{name}（{'、'.join(known)}）" if self.language == "ja" else f"{name} ({', '.join(known)})"
        need = next((one for one in case.needs if one.id == id), None)
        if need is not None and label in (None, "Need"):
            return f"{names.need(id, need.code)} ({self.texts.people(need.about)})"
        event = next((one for one in case.events if one.id == id), None)
        if event is not None and label in (None, "Event"):
            told = names.rulebook.vocabulary.label(event.type, self.language)
            return f"{told} ({joined(self.texts.known(event), self.language)})" if event.date else told
        if id in names.rulebook.vocabulary.agency_kinds:
            return names.kind(id)
        return word("whole_case", self.language) if id == case.case else names.office(id)

    def _people(self, ids: Iterable[str]) -> str:
        known = {person.id for person in self.texts.case.persons}
        return joined((self.texts.person(id) if id in known else id for id in ids), self.language)
