"""What if, smallest changes and questions as text, in Japanese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routing.decision.shifts import Shift
from routing.explain.questions import Answer, Question
from routing.explain.smallest import MOST_CHANGES, Smallest
from routing.explain.what_if import Difference, WhatIf
from routing.vocabulary import Vocabulary
from routing.wording.effect_phrases import TIERS
from routing.wording.shift import shift_text
from routing.wording.words import CODES, HEADINGS, Language

PHRASES: dict[str, tuple[str, str]] = {
    "nothing": ("決定は変わらない", "the decision stays as it is"),
    "changed": ("変えた事実: {}", "changed: {}"),
    "came": ("新たに当てはまるルール: {}", "rules that fire now: {}"),
    "went": ("当てはまらなくなるルール: {}", "rules that fire no more: {}"),
    "steps": ("調整で変わった点: {}", "settled otherwise: {}"),
    "read": ("調整が事実を直接読んだ", "settlement read the fact itself"),
    "no_question": ("決定を変え得る未確認の事実はない", "no unknown fact could change the decision"),
    "sensitive": ("慎重に", "sensitive"),
    "supposed": ("未確認の間、規則は仮に扱っている", "the rules suppose an answer meanwhile"),
    "together": ("ほかの答えと合わせて決定が変わる", "changes the decision together with other answers"),
    "perhaps": ("決定が変わるかもしれない", "could perhaps change the decision"),
    "none_found": (
        "{} 件までの変更の組み合わせでは、そうならない",
        "no combination of up to {} changes does it",
    ),
    "found": (
        "{} 件の変更でそうなる。より少ない変更ではならない",
        "changes needed: {}; fewer do not do it",
    ),
    "bound": ("探索の上限に達した（{} 件を振り分けた）", "the search ended at its bound ({} cases routed)"),
    "do": ("できること", "can be done"),
    "ask": ("確認すること", "to be asked"),
    "correct": ("記録が誤りなら", "if recorded wrongly"),
    "if": ("{} なら", "if {}"),
    "none": ("なし", "none"),
    "join": ("、", ", "),
}
LOST: dict[str, tuple[str, str]] = {
    "contested": ("競合", "contested"),
    "exclusion": ("除外", "exclusion"),
    "involvement": ("すでに関わっている", "already involved"),
    "lead_order": ("主担当の順位", "order of leads"),
    "persons": ("対象の人数", "number of persons"),
    "tier": ("段階の順", "order of tiers"),
    "urgency": ("緊急度", "urgency"),
}
"""What a candidate can lose to, beside the codes that a card shows too."""


class Telling:
    """Says explanations in one language, with the labels of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary = vocabulary
        self.language: Language = language
        self._at = 0 if language == "ja" else 1

    def what_if(self, found: WhatIf) -> Iterator[str]:
        """The two decisions side by side, then each difference with what made it."""
        yield self._say("changed", self._joined(change.text for change in found.changes))
        yield from self._side_by_side(found)
        if not found.differences:
            yield self._say("nothing")
        for one in found.differences:
            yield f"- {shift_text(one.shift, self._label, self.language)}"
            yield from (f"    {line}" for line in self._causes(one))

    def _side_by_side(self, found: WhatIf) -> Iterator[str]:
        before, after = found.before, found.after
        for part in ("holder", "lead", "backup"):
            sides = []
            for decision in (before, after):
                entry = getattr(decision, part)
                word = entry and (entry.level if part == "backup" else entry.to)
                sides.append(self._label(word) if word else self._say("none"))
            yield f"{HEADINGS[part][self._at]}: {sides[0]} → {sides[1]}"

    def _causes(self, one: Difference) -> Iterator[str]:
        if one.came:
            yield self._say("came", self._joined(one.came))
        if one.went:
            yield self._say("went", self._joined(one.went))
        if one.steps:
            told = (f"{self._step(step)} ({self._label(to)})" if to else self._step(step) for step, to in one.steps)
            yield self._say("steps", self._joined(told))
        if not (one.came or one.went or one.steps):
            yield self._say("read")

    def smallest(self, found: Smallest) -> Iterator[str]:
        """The ways that do what is wanted, each change with how it can come about."""
        if not found.found:
            yield self._say("none_found", found.searched)
        else:
            yield self._say("found", len(found.found[0].proposals))
        for one in found.found:
            yield "- " + self._joined(f"{change.text} ({self._say(way)})" for change, way in one.proposals)
        if found.searched < (len(found.found[0].proposals) if found.found else MOST_CHANGES):
            yield self._say("bound", found.routed)

    def questions(self, found: Iterable[Question]) -> Iterator[str]:
        """The questions as they are put, each with what hangs on its answers."""
        number = 0
        for number, one in enumerate(found, 1):
            text = one.ja if self._at == 0 else one.en
            yield f"{number}. {text}" + (f" [{self._say('sensitive')}]" if one.sensitive else "")
            if one.matters != "alone":
                yield f"   - {self._say(one.matters)}"
            if one.supposed:
                yield f"   - {self._say('supposed')}"
            for shown, shifts in _alike(one.answers):
                told = [shift for shift in shifts if shift.part not in _ASIDE] or shifts
                moved = (shift_text(shift, self._label, self.language) for shift in told)
                yield f"   - {self._say('if', shown)}: {'; '.join(moved)}"
        if not number:
            yield self._say("no_question")

    def _say(self, phrase: str, *parts: object) -> str:
        return PHRASES[phrase][self._at].format(*parts)

    def _joined(self, items: Iterable[str]) -> str:
        return self._say("join").join(items)

    def _label(self, word: str) -> str:
        if word in self.vocabulary.agency_kinds or word in self.vocabulary.needs:
            return self.vocabulary.label(word, self.language).partition("(")[0].strip()
        return self._step(word)

    def _step(self, word: str) -> str:
        for words in (LOST, TIERS, CODES):
            if word in words:
                return words[word][self._at].partition("(")[0].partition("（")[0].strip()
        return HEADINGS[word][self._at] if word in HEADINGS else word


_ASIDE = ("findings", "rejected")
"""What a family need not hear of."""


def _alike(answers: Sequence[Answer]) -> Iterator[tuple[str, tuple[Shift, ...]]]:
    """The answers after which the same follows, numbers as ranges, and what follows."""
    groups: dict[tuple[Shift, ...], list[tuple[str, int | None]]] = {}
    for answer in answers:
        spans = groups.setdefault(answer.shifts, [])
        value = answer.change.value or ""
        if spans and spans[-1][1] is not None and str(spans[-1][1] + 1) == value:
            value = spans.pop()[0]
        spans.append((value, answer.through))
    for shifts, spans in groups.items():
        yield ", ".join(start if end is None or str(end) == start else f"{start}–{end}" for start, end in spans), shifts
