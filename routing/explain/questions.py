"""Questions: the unknown facts that could change a decision, the most urgent first.

A decision names every unknown property that could matter to a rule, but for those of which the rule says what it takes
them for; it errs on the side of more, as it takes unknown facts as independent of each other. Here each is tried out,
and what is taken for granted too. An answer is tried for each way the rules can take it, and the case
is routed with it. What changes nothing alone is tried together with the others, as far as a bound allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from routing.case import Case
from routing.decision import Decision
from routing.decision.shifts import Shift, said_differently
from routing.explain.answers import RANGES
from routing.explain.asked import SENSITIVE, sentences
from routing.explain.asking_facts import Asked, Key, asked_by, openings
from routing.explain.asking_together import together
from routing.explain.asking_trial import Trial
from routing.explain.changes import Change
from routing.router import Router
from routing.vocabulary import Vocabulary

Matters = Literal["alone", "together", "perhaps"]
"""`alone`: some answer to it changes the decision, the rest as it is. `together`: only with answers to others.
`perhaps`: no answer tried changes anything, and too many are possible to say that none does."""


class Answer(NamedTuple):
    """An answer that was tried: how it is written, and what the decision would say differently (questions apart).

    `through` is the highest number, from this one on, that rules and settlement take the same way; None where the
    answer is no number, or that is not known.
    """

    change: Change
    shifts: tuple[Shift, ...]
    through: int | None = None


@dataclass(frozen=True)
class Question:
    """An unknown fact that could change the decision. `about` is an id of the case, or the members of a household.

    `ja` and `en` put it to the family. `sensitive`: protected, or about health, money or family status; ask it only
    where it is needed, and say why. `supposed`: the decision itself does not ask it, since a rule says what it takes
    the fact for while it is unknown, or settlement alone reads it. `answers` are those tried that change the decision.
    `path` is where an answer is written in the case (`changed(case, [f"{path}=82"], ...)`), empty where the case format
    has no place for it.
    """

    about: str | tuple[str, ...]
    property: str
    path: str
    ja: str
    en: str
    sensitive: bool
    supposed: bool
    matters: Matters
    answers: tuple[Answer, ...]
    rules: tuple[str, ...]

    def hanging(self) -> frozenset[Shift]:
        """All that hangs on it, whatever the answer is."""
        return frozenset(shift for answer in self.answers for shift in answer.shifts)

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        told = [
            {
                "change": one.change.text,
                "through": one.through,
                "shifts": [shift._asdict() for shift in one.shifts],
            }
            for one in self.answers
        ]
        about = self.about if isinstance(self.about, str) else list(self.about)
        return {
            "about": about,
            "property": self.property,
            "path": self.path,
            "ja": self.ja,
            "en": self.en,
            "sensitive": self.sensitive,
            "supposed": self.supposed,
            "matters": self.matters,
            "answers": told,
            "rules": list(self.rules),
        }


def questions(router: Router, case: Case) -> tuple[Question, ...]:
    """The unknown facts that could change the decision about a case, those first on which the most urgent hangs.

    Beside what the decision itself asks these are the facts that rules take for something while they are unknown
    (`coalesce(p.in_facility, false)`, `p.age IS NULL`), and those that settlement alone reads. Where there are none, no
    completion of the unknown properties of the case changes the decision.

    Raises CaseError where the case cannot be routed.
    """
    decision = router.route(case)
    trial = Trial(router, case)
    opened = openings(router, case, decision)
    for one in opened.facts:
        one.moving = _moving(trial, one)
    found = together(trial, opened)
    vocabulary = router.rulebook.vocabulary
    asked = [question for one in opened.facts if (question := _question(vocabulary, one, found)) is not None]
    return tuple(sorted(asked, key=_order))


def unknown_answers(router: Router, case: Case, decision: Decision) -> Iterator[tuple[str, Change]]:
    """Every answer worth trying to what the decision about a case asks: the property, and the change that says it."""
    for one in asked_by(decision, router, case):
        yield from ((one.key[1], one.change(value)) for value in one.given.values)


def _moving(trial: Trial, asked: Asked) -> tuple[Answer, ...]:
    """The answers that change the decision, everything else as it is."""
    told: dict[int, tuple[Shift, ...]] = {}
    if asked.first and not any(_moved(trial, asked, value, told) for value in asked.first):
        return ()
    found = []
    values = asked.given.values
    for place, value in enumerate(values):
        if moved := _moved(trial, asked, value, told):
            through = None
            if asked.given.every and type(value) is int:
                last = RANGES.get(asked.key[1], (0, None))[1]
                through = values[place + 1] - 1 if place + 1 < len(values) else last
            found.append(Answer(asked.change(value), moved, through))
    return tuple(found)


def _moved(trial: Trial, asked: Asked, value: Any, told: dict[int, tuple[Shift, ...]]) -> tuple[Shift, ...]:
    """What the decision with an answer says differently, its questions apart."""
    plain, other = trial.says(()), trial.says([asked.change(value)])
    if plain is None or other is None or other == plain:
        return ()
    if id(other) not in told:  # many answers are settled alike
        differing = said_differently(plain, other)
        told[id(other)] = tuple(sorted(differing, key=lambda shift: (shift.danger, str(shift))))
    return told[id(other)]


def _question(vocabulary: Vocabulary, asked: Asked, together: Mapping[Key, bool | None]) -> Question | None:
    """The question in words; None where it is shown that no answer changes anything."""
    about, property = asked.key
    matters: Matters = "alone"
    if not asked.moving:
        shown = together[asked.key]
        if shown is False:
            return None
        matters = "together" if shown else "perhaps"
    ja, en = (
        sentences(property, vocabulary.label(asked.who, lang), _labels(vocabulary, property))[at]
        for at, lang in enumerate(("ja", "en"))
    )
    sensitive = property in SENSITIVE or any(
        property in terms and terms[property].protected for terms in vocabulary.declared.values()
    )
    return Question(about, property, asked.path, ja, en, sensitive, asked.supposed, matters, asked.moving, asked.rules)


def _labels(vocabulary: Vocabulary, property: str) -> tuple[str, str]:
    for terms in vocabulary.declared.values():
        if property in terms:
            return terms[property].ja, terms[property].en
    return property, property


_MATTERS = ("alone", "together", "perhaps")


def _order(question: Question) -> tuple[Any, ...]:
    moved = question.hanging()
    danger = min((shift.danger for shift in moved), default=3)
    about = question.about if isinstance(question.about, str) else " ".join(question.about)
    return _MATTERS.index(question.matters), danger, -len(moved), question.sensitive, about, question.property
