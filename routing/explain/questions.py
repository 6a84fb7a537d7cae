"""Questions: the unknown facts that could change a decision, the most urgent first.

A decision names every unknown property that could matter, and errs on the side of more: it takes unknown facts as
independent of each other. Here each is tried out. An answer is tried for each way the rules can take it, and the case
is routed with it. What changes nothing alone is tried together with the others, as far as a bound allows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from routing.case import Case
from routing.decision import Decision
from routing.decision.shifts import Shift, said, shifts
from routing.errors import CaseError
from routing.explain.answers import RANGES, Answers, answers
from routing.explain.asked import SENSITIVE, sentences
from routing.explain.changes import Change, changed
from routing.router import Router
from routing.rulebook import Rule
from routing.vocabulary import Vocabulary

Matters = Literal["alone", "together", "perhaps"]
"""`alone`: some answer to it changes the decision, the rest as it is. `together`: only with answers to others.
`perhaps`: no answer tried changes anything, and too many are possible to say that none does."""

MOST_TOGETHER = 32
"""Cases routed to find out what several answers do together."""


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
    where it is needed, and say why. `answers` are those tried that change the decision. `path` is where an answer is
    written in the case (`changed(case, [f"{path}=82"], ...)`), empty where the case format has no place for it.
    """

    about: str | tuple[str, ...]
    property: str
    path: str
    ja: str
    en: str
    sensitive: bool
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
            "matters": self.matters,
            "answers": told,
            "rules": list(self.rules),
        }


def questions(router: Router, case: Case) -> tuple[Question, ...]:
    """The unknown facts that could change the decision about a case, those first on which the most urgent hangs.

    Where there are none, no completion of the unknown properties of the case changes the decision, but for those of
    which a rule itself says what it means that they are unknown (`coalesce(p.x, false)`, `p.x IS NULL`).

    Raises CaseError where the case cannot be routed.
    """
    decision = router.route(case)
    trial = _Trial(router, case, decision)
    found = [_tried(trial, asked) for asked in _candidates(trial)]
    together = _together(trial, found)
    asked = [question for one in found if (question := _question(trial, one, together)) is not None]
    return tuple(sorted(asked, key=_order))


def unknown_answers(router: Router, case: Case, decision: Decision) -> Iterator[tuple[str, Change]]:
    """Every answer worth trying to what the decision about a case asks: the property, and the change that says it."""
    for asked in _candidates(_Trial(router, case, decision)):
        yield from ((asked.property, asked.change(value)) for value in asked.given.values)


@dataclass
class _Trial:
    router: Router
    case: Case
    decision: Decision
    plain: Mapping[str, Any] = field(init=False)
    routed: dict[tuple[Change, ...], Decision | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = said(self.decision)

    def route(self, changes: Iterable[Change]) -> Decision | None:
        """The decision about the case with changes; None where that is no valid case."""
        made = tuple(changes)
        if made not in self.routed:
            try:
                other = changed(self.case, made, self.router.rulebook.vocabulary)
                self.routed[made] = self.router.route(other) if made else self.decision
            except CaseError:
                self.routed[made] = None
        return self.routed[made]


@dataclass
class _Asked:
    about: str | tuple[str, ...]
    property: str
    rules: tuple[str, ...]
    path: str
    who: str
    given: Answers
    moving: tuple[Answer, ...] = ()

    def change(self, value: Any) -> Change:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return Change("", self.path, text)


def _candidates(trial: _Trial) -> Iterator[_Asked]:
    """What the decision asks, and the ages on which it hangs who is asked for consent."""
    case, rulebook = trial.case, trial.router.rulebook
    in_force = {rule.id: rule for stratum in rulebook.strata(case.as_of) for rule in stratum}
    asked: dict[tuple[str | tuple[str, ...], str], tuple[str, ...]] = {}
    for one in trial.decision.questions:
        asked[one.about, one.property] = one.rules
    unaged = {person.id for person in case.persons if case.age_of(person) is None}
    for withheld in trial.decision.withheld:
        for id in unaged.intersection(withheld.about):
            asked.setdefault((id, "age"), ())
    for (about, property), rules in sorted(asked.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        yield _asked(trial, about, property, [in_force[id] for id in rules if id in in_force])


def _asked(trial: _Trial, about: str | tuple[str, ...], property: str, rules: list[Rule]) -> _Asked:
    """Where an answer is written in the case, who it is about, and which answers there are."""
    case, rulebook = trial.case, trial.router.rulebook
    ids = tuple(rule.id for rule in rules)
    if isinstance(about, tuple):  # of a household only its size is unknown, and known once everybody is listed
        return _Asked(about, property, ids, "household_complete", " ".join(about), Answers((True,), False))
    declared, vocabulary = rulebook.schema.labels, rulebook.vocabulary
    homes = (
        ("Person", "persons", {person.id: person.id for person in case.persons}),
        ("Need", "needs", {need.id: need.code for need in case.needs}),
        ("Event", "events", {event.id: event.type for event in case.events}),
    )
    for label, part, known in homes:
        if about in known and property in declared[label]:
            given = answers(property, label, rules, case, rulebook)
            return _Asked(about, property, ids, f"{part}.{about}.{property}", known[about], given)
    if about == case.case and property in declared["Case"]:
        given = answers(property, "Case", rules, case, rulebook)
        return _Asked(about, property, ids, property, about, given)
    return _Asked(about, property, ids, "", vocabulary.label(about, "en"), Answers((), False))


def _tried(trial: _Trial, asked: _Asked) -> _Asked:
    """With the answers that change the decision, everything else as it is."""
    found = []
    values = asked.given.values
    for place, value in enumerate(values):
        change = asked.change(value)
        other = trial.route([change])
        if other is not None and (moved := _moved(trial, other)):
            through = None
            if asked.given.every and type(value) is int:
                through = values[place + 1] - 1 if place + 1 < len(values) else RANGES.get(asked.property, (0, None))[1]
            found.append(Answer(change, moved, through))
    asked.moving = tuple(found)
    return asked


def _moved(trial: _Trial, other: Decision) -> tuple[Shift, ...]:
    """What another decision says differently, its questions apart."""
    new = said(other)
    if new == trial.plain:
        return ()
    differing = {shift for shift in shifts(trial.decision, other) if shift.part != "questions"}
    if not differing:  # a detail that no shift tells
        differing = {Shift("other", name, name) for name in new if new[name] != trial.plain[name]}
    return tuple(sorted(differing, key=lambda shift: (shift.danger, str(shift))))


def _together(trial: _Trial, found: list[_Asked]) -> Mapping[str, bool | None]:
    """By path, of those that change nothing alone: whether they do with others; None: too many cases to tell."""
    still = [one for one in found if not one.moving]
    if not still:
        return {}
    choices = [(None, *one.given.values) for one in found]
    if not all(one.given.every for one in still) or _product(map(len, choices)) > MOST_TOGETHER:
        return dict.fromkeys((one.path for one in still), None)
    told: dict[tuple[Any, ...], Mapping[str, Any] | None] = {}
    for row in itertools.product(*choices):
        given = [one.change(value) for one, value in zip(found, row, strict=True) if value is not None]
        decision = trial.route(given)
        told[row] = said(decision) if decision is not None else None
    return {
        one.path: any(_differs(told, place, row) for row in told) for place, one in enumerate(found) if not one.moving
    }


def _differs(told: Mapping[tuple[Any, ...], Any], place: int, row: tuple[Any, ...]) -> bool:
    without = told[(*row[:place], None, *row[place + 1 :])]
    return without is not None and told[row] is not None and told[row] != without


def _product(sizes: Iterable[int]) -> int:
    found = 1
    for size in sizes:
        found *= size
    return found


def _question(trial: _Trial, asked: _Asked, together: Mapping[str, bool | None]) -> Question | None:
    """The question in words; None where it is shown that no answer changes anything."""
    matters: Matters = "alone"
    if not asked.moving:
        shown = together[asked.path]
        if shown is False:
            return None
        matters = "together" if shown else "perhaps"
    vocabulary = trial.router.rulebook.vocabulary
    ja, en = (
        sentences(asked.property, vocabulary.label(asked.who, lang), _labels(vocabulary, asked.property))[at]
        for at, lang in enumerate(("ja", "en"))
    )
    sensitive = asked.property in SENSITIVE or any(
        asked.property in terms and terms[asked.property].protected for terms in vocabulary.declared.values()
    )
    return Question(asked.about, asked.property, asked.path, ja, en, sensitive, matters, asked.moving, asked.rules)


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
