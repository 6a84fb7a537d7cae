"""What a rule does, in words: who leads, who joins, what is reported, by when, and what may be told to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.rulebook.effects import (
    Basis,
    Before,
    Duty,
    Effect,
    Escalate,
    Exclude,
    FindingEffect,
    Immediate,
    Refer,
    Share,
)
from routing.rulebook.rule import Rule
from routing.vocabulary import Vocabulary
from routing.wording.condition import Telling
from routing.wording.effect_phrases import EFFECT_PHRASES, ROLE, STATUS, TIERS
from routing.wording.names import span
from routing.wording.phrases import all_of, pick, quoted, sentence
from routing.wording.scene import Scene
from routing.wording.words import Language, code, property_label


def effect_texts(rule: Rule, vocabulary: Vocabulary, lang: Language) -> tuple[str, ...]:
    """What follows when a rule applies, a paragraph for each effect, in Japanese (`ja`) or English (`en`).

    >>> from routing.rulebook import Rulebook
    >>> book = Rulebook.load("generic")
    >>> rule = next(rule for rule in book.rules if rule.id == "carer-lost-child-now")
    >>> effect_texts(rule, book.vocabulary, "en")[0]
    'Act now: visit now. Who goes: “Child and family center”. About the person.'
    """
    _, scene = Telling(vocabulary, lang).rule(rule)
    told = Consequences(scene)
    return tuple(told.effect(effect) for effect in rule.effects)


def basis_text(basis: Basis, lang: Language) -> str:
    """A law or agreement with its article, and in words how well its text is known."""
    law, status = law_and_status(basis, lang)
    text = f"{law}（{status}）" if lang == "ja" else f"{law} ({status})"
    if not basis.note:
        return text
    return f"{text} 備考: {basis.note}" if lang == "ja" else f"{text}: {basis.note}"


def item_label(item: str, vocabulary: Vocabulary, lang: Language) -> str:
    """The label of a need code or of a field of needs; some fields are called as an agency kind is."""
    term = vocabulary.needs.get(item) or vocabulary.domains.get(item)
    if term is None:
        return item
    return term.ja if lang == "ja" else term.en


def law_and_status(basis: Basis, lang: Language) -> tuple[str, str]:
    """A law or agreement with its article, as it is written; and how well its text is known, in words."""
    status = pick(STATUS[basis.status], lang).format(basis.read or "").rstrip()
    return " ".join(filter(None, (basis.law, basis.article))), status


class Consequences:
    """Puts the effects of one rule in words; `scene` knows what its variables are called."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.language = scene.language

    def effect(self, effect: Effect) -> str:
        """One effect, as a few short sentences."""
        match effect:
            case FindingEffect():
                parts = [self._say("finding", quoted(effect.kind, self.language), self._who(effect.about))]
            case Immediate():
                parts = self._immediate(effect)
            case Duty():
                parts = self._duty(effect)
            case Refer():
                parts = self._refer(effect)
            case Exclude():
                parts = [self._say("exclude", self._who(effect.about), self._barred(effect))]
            case Share():
                parts = self._share(effect)
            case Escalate():
                parts = [self._say("escalate", code(effect.level, self.language)), self._say("reason", effect.reason)]
        space = "" if self.language == "ja" else " "
        return space.join(sentence(part, self.language) for part in parts if part)

    def _say(self, name: str, *parts: str) -> str:
        return pick(EFFECT_PHRASES[name], self.language).format(*parts)

    def _who(self, variables: Sequence[str]) -> str:
        return all_of([self.scene.nouns.get(name, name) for name in variables], self.language)

    def _about(self, variables: Sequence[str]) -> str:
        return self._say("about", self._who(variables)) if variables else ""

    def kinds(self, kinds: Iterable[str]) -> str:
        """Agency kinds by their labels, without the local names that some bring along in brackets."""
        labels = [self.scene.vocabulary.label(kind, self.language).partition("(")[0].strip() for kind in kinds]
        return all_of([quoted(label, self.language) for label in labels], self.language)

    def _immediate(self, effect: Immediate) -> list[str]:
        going = self._say("together" if effect.jointly else "going", self.kinds(effect.to))
        return [self._say("immediate", code(effect.action, self.language)), going, self._about(effect.about)]

    def _duty(self, effect: Duty) -> list[str]:
        basis = self._bases(effect.basis)
        return [
            self._say("duty", self.kinds([effect.to])),
            self._about(effect.about),
            self._deadline(effect.within, effect.before),
            code(effect.consent, self.language),
            basis,
        ]

    def _bases(self, bases: Sequence[Basis]) -> str:
        return self._say("basis", "; ".join(basis_text(basis, self.language) for basis in bases)) if bases else ""

    def _refer(self, effect: Refer) -> list[str]:
        tier = ""
        if effect.tier is not None:
            known = TIERS.get(effect.tier)
            named = pick(known, self.language) if known else quoted(effect.tier, self.language)
            tier = self._say("tier", named)
        return [
            pick(ROLE[effect.role], self.language).format(self.kinds([effect.to])),
            tier,
            self._about(effect.about),
            self._say("for", self._who([effect.need])) if effect.need else "",
            self._deadline(effect.within, effect.before),
            self._say("service", effect.service) if effect.service else "",
            self._say("if_absent", self.kinds(effect.if_absent)) if effect.if_absent else "",
        ]

    def _deadline(self, within: str | None, before: Before | None) -> str:
        if within in ("PT0H", "P0D", "0bd"):
            return self._say("at_once")
        if within is not None:
            return self._say("within", span(within, self.language))
        if before is None:
            return ""
        variable, _, name = before.date.partition(".")
        label = property_label(name, self.language) or self.scene.vocabulary.label(name, self.language)
        noun = self.scene.nouns.get(variable, variable)
        day = self._say("day_of", noun, label)
        if before.less in ("P0D", "0bd", "PT0H"):
            return self._say("by_day", day)
        return self._say("before", day, span(before.less, self.language))

    def _barred(self, effect: Exclude) -> str:
        """What nothing may reach."""
        if effect.kind is not None:
            return self.kinds([effect.kind])
        if effect.office is not None:
            return self._say("office", quoted(effect.office, self.language))
        if effect.person is not None:
            return self._who([effect.person])
        place = effect.located_in or ""
        if "." in place:
            return self._say("own_district")
        return self._say("offices_in", quoted(place, self.language))

    def _share(self, effect: Share) -> list[str]:
        labels = [item_label(item, self.scene.vocabulary, self.language) for item in effect.items]
        told = all_of([quoted(label, self.language) for label in labels], self.language) if labels else ""
        items = self._say("items", told) if labels else self._say("everything")
        return [
            self._say("share", self.kinds(effect.to), self._who(effect.about)),
            items,
            self._bases(effect.basis),
        ]
