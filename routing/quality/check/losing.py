"""`subsumed`, `shadowed`, `always-loses`, `duplicate`: rules that fire and yet decide nothing.

For each thing that a rule adds, the known cases tell which other rules did the same there, or beat it. Only where some
rule did in every one of them is it asked whether there is a case in which none does; what is found there is taken up
and asked again, until a case shows that the rule matters, or it is proved that there is none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from routing.pattern import syntax as s
from routing.pattern.plan import order_of_mention
from routing.quality.check.alike import groups
from routing.quality.check.contributions import Contribution, How, Same
from routing.quality.check.corpus import Bindings, Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import exists, has_subqueries, narrowed, rows
from routing.quality.check.subject import Subject
from routing.quality.check.time_gaps import on
from routing.rulebook import Rule
from routing.rulebook.effects import Exclude, Refer, Share

ROUNDS = 6
"""How often a question is asked again with what the last answer showed."""
MOST_ANSWERS = 16
"""Other rules that one question names."""


@dataclass(frozen=True, eq=False)
class Answered:
    """Another rule that does as much as a contribution, or outdoes it, where the variables are bound alike."""

    rule: Rule
    same: Same
    how: How

    @property
    def key(self) -> tuple[object, ...]:
        return self.rule.id, tuple(sorted(self.same.items())), self.how


@dataclass
class Dead:
    """The contributions of a rule that decide nothing, each with what answers it, and a case where the rule fires."""

    rule: Rule
    day: dt.date
    example: Known
    answers: dict[Contribution, list[Answered]] = field(default_factory=dict)
    live: list[Contribution] = field(default_factory=list)


LIKELY_TO_COUNT = ("act", "inform", "support", "owner", "lead")
"""What is asked about first: once something counts, little else needs asking."""


def _matters(contribution: Contribution, answers: Iterable[Answered], found: Dead) -> bool:
    """Whether it makes a finding that a contribution decides nothing, given what counts already."""
    if not found.live:
        return True
    if any(contribution.index == one.index for one in found.live):
        return False
    proposes_lead = isinstance(contribution.effect, Refer) and contribution.effect.role == "lead"
    return proposes_lead or any(answer.how == "struck" for answer in answers)


class Losing:
    """Finds what rules add to no decision. `again` are rules that only say again what another one says."""

    def __init__(self, subject: Subject, again: set[int]) -> None:
        self.subject = subject
        self.again = again

    def dead(self, rule: Rule) -> Dead | None:
        """What a rule adds to no decision; None where everything counts, or that is open."""
        subject = self.subject
        day, known = subject.day(rule), subject.fires(rule)
        if day is None or not known:
            return None
        others = {other.id: other for other in subject.others(rule, day) if id(other) not in self.again}
        found = Dead(rule, day, known[0])
        open_ones: dict[Contribution, dict[tuple[object, ...], Answered]] = {}
        for contribution in subject.reading.contributions(rule):
            own = self._by_itself(rule, contribution)
            if own is not None:
                found.answers[contribution] = [own]
            else:
                open_ones[contribution] = {}
        for case in known:
            self._learn(case, rule, others, open_ones, found)
            if not open_ones:
                break
        for contribution, answers in sorted(open_ones.items(), key=lambda one: LIKELY_TO_COUNT.index(one[0].part)):
            if _matters(contribution, answers.values(), found) and self._always(
                rule, contribution, answers, others, day
            ):
                found.answers[contribution] = list(answers.values())
            else:
                found.live.append(contribution)
        return found if found.answers else None

    def _by_itself(self, rule: Rule, contribution: Contribution) -> Answered | None:
        """An effect of the same rule that bars the agency, or leads at a higher tier."""
        effect = contribution.effect
        if isinstance(effect, Refer) and effect.if_absent:
            bars = [other for other in rule.effects if isinstance(other, Exclude)]
            against = [bar for bar in bars if not set(bar.about).isdisjoint(contribution.about)]
            barred = frozenset[str]().union(*map(self.subject.reading.barred, against))
            if barred.issuperset((effect.to, *effect.if_absent)):
                return Answered(rule, {}, "struck")
        if isinstance(effect, Refer | Share):
            for same, how in self.subject.reading.answers(contribution, rule, rule):
                if how != "same" and all(mine == theirs for mine, theirs in same.items()):
                    return Answered(rule, same, how)
        return None

    def _learn(
        self,
        case: Known,
        rule: Rule,
        others: dict[str, Rule],
        open_ones: dict[Contribution, dict[tuple[object, ...], Answered]],
        found: Dead,
    ) -> None:
        """Take up what answers each contribution in a case; one that nothing answers counts.

        A case of another time is first moved to the day in question: rules that came later may answer there.
        """
        strata = self.subject.rulebook.strata
        if strata(case.case.as_of) is not strata(found.day) and self._unanswered(case, rule, others, open_ones):
            moved = on(self.subject, case, found.day)
            if moved is None or (rule.id, rule.start) not in moved.fired:
                return
            case = moved
        for contribution in list(open_ones):
            for binding in case.fired[rule.id, rule.start]:
                answers = self._answers(case, rule, binding, contribution, others)
                if not answers:
                    del open_ones[contribution]
                    found.live.append(contribution)
                    break
                open_ones[contribution].update((answer.key, answer) for answer in answers)

    def _unanswered(
        self, case: Known, rule: Rule, others: dict[str, Rule], contributions: Iterable[Contribution]
    ) -> bool:
        """Whether some contribution has no answer in a case."""
        return any(
            not self._answers(case, rule, binding, contribution, others)
            for contribution in contributions
            for binding in case.fired[rule.id, rule.start]
        )

    def _answers(
        self, case: Known, rule: Rule, binding: Bindings, contribution: Contribution, others: dict[str, Rule]
    ) -> list[Answered]:
        found = []
        for (id, start), bindings in case.fired.items():
            other = others.get(id)
            if other is None or other.start != start:
                continue
            for same, how in self.subject.reading.answers(contribution, rule, other):
                if any(agree(binding, theirs, same) for theirs in bindings):
                    found.append(Answered(other, same, how))
        return found

    def _always(
        self,
        rule: Rule,
        contribution: Contribution,
        answers: dict[tuple[object, ...], Answered],
        others: dict[str, Rule],
        day: dt.date,
    ) -> bool:
        """Whether something answers a contribution in every case."""
        subject = self.subject
        for _ in range(ROUNDS):
            if len(answers) > MOST_ANSWERS:
                return False
            asked = without(rule, answers.values(), subject)
            known = subject.questions.example(asked, day, "always-loses", (rule.id,))
            if not isinstance(known, Known):
                return not known and bool(answers)  # without answers the rule only cannot fire on that day
            before = len(answers)
            for row in rows(known, asked):
                found = self._answers(known, rule, row, contribution, others)
                if not found:
                    return False
                answers.update((answer.key, answer) for answer in found)
            if len(answers) == before:
                return False
        return False


def agree(mine: Bindings, theirs: Bindings, same: Same) -> bool:
    """Whether two firings have bound the same nodes to variables that are to be the same."""
    return all(getattr(mine[a], "id", None) == getattr(theirs[b], "id", None) for a, b in same.items())


def without(rule: Rule, answers: Iterable[Answered], subject: Subject) -> Rule:
    """A rule where none of these others fires for the same nodes."""
    conditions: list[s.Expression] = []
    for number, answer in enumerate(answers):
        other = exists(answer.rule, {theirs: mine for mine, theirs in answer.same.items()}, number)
        if narrowed(rule, [other], subject.rulebook.schema) is not None:
            conditions.append(s.Not(other))
            further = _matched(rule, answer, subject)
            if further is not None:
                conditions.append(s.Not(exists(answer.rule, further, number)))
    asked = narrowed(rule, conditions, subject.rulebook.schema)
    return asked if asked is not None else dataclasses.replace(rule, effects=())


def _matched(rule: Rule, answer: Answered, subject: Subject) -> dict[str, str] | None:
    """All node variables of another rule, by those of the same labels; None where it asks for nothing besides its paths
    or there is no one way. What this denies is denied already, but it is easier to prove."""
    if not has_subqueries(answer.rule):
        return None
    same = {theirs: one for one, theirs in answer.same.items()}
    labels = subject.reading.labels
    own = {name: labels(rule, name) for name in order_of_mention(rule.pattern) if name in _nodes(rule)}
    for name in sorted(_nodes(answer.rule) - same.keys()):
        fitting = [one for one in own if one not in same.values() and own[one] == labels(answer.rule, name)]
        if len(fitting) != 1:
            return None
        same[name] = fitting[0]
    return same if len(same) > len(answer.same) else None


def _nodes(rule: Rule) -> set[str]:
    return {node.variable for path in rule.pattern.paths for node in path.nodes if node.variable is not None}


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules that decide nothing."""
    from routing.quality.check.losing_text import alike, told

    rules = list(subject.own())
    again: set[int] = set()
    for group in groups(rules, subject):
        yield alike(group, subject)
        again.update(id(rule) for rule in group[1:])
    losing = Losing(subject, again)
    twice: set[frozenset[str]] = set()
    for rule in rules:
        dead = losing.dead(rule) if id(rule) not in again else None
        if dead is not None:
            yield from told(dead, subject, twice)


def barred(answer: Answered) -> bool:
    """Whether an answer is an exclusion."""
    return answer.how == "struck" and any(isinstance(effect, Exclude) for effect in answer.rule.effects)
