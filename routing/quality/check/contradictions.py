"""`contradiction`: what one rule forbids and another one orders, reachable together about the same person."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import exists, narrowed
from routing.quality.check.meeting import meetings
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Duty, Exclude, Immediate

Ordered = tuple[Rule, int, str]
"""A rule, the number of its effect, and an agency kind that the effect orders to act."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell each exclusion that duties or immediate acts to the same body go against, all of them together."""
    orders = list(_orders(subject))
    for rule in subject.own():
        for index, effect in enumerate(rule.effects):
            if isinstance(effect, Exclude):
                for kind in sorted(subject.reading.barred(effect)):
                    against = [order for order in orders if order[2] == kind]
                    shown = [(order, _both(subject, (rule, index, kind), order)) for order in against]
                    found = [(order, known) for order, known in shown if known is not None]
                    if found:
                        yield _finding(subject, (rule, index, kind), found)


def _orders(subject: Subject) -> Iterator[Ordered]:
    for rule in subject.own():
        for index, effect in enumerate(rule.effects):
            if isinstance(effect, Duty):
                yield rule, index, effect.to
            elif isinstance(effect, Immediate):
                for kind in effect.to:
                    yield rule, index, kind


def _both(subject: Subject, ban: Ordered, order: Ordered) -> Known | None:
    """A case in which a rule bars a body and a rule orders it to act about the same person."""
    (rule, index, _), (other, at, _) = ban, order
    if subject.day(rule, other) is None:
        return None
    known = _together(subject, ban, order)
    if known is None and rule is not other:
        about = subject.reading.about(rule, rule.effects[index]), subject.reading.about(other, other.effects[at])
        for one, theirs in itertools.product(*about):
            for same, conditions in meetings(subject, (rule, one), (other, theirs)):
                known = known or _asked(subject, rule, other, same, conditions)
    return known


def _together(subject: Subject, ban: Ordered, order: Ordered) -> Known | None:
    """A known case in which both fire about the same person."""
    (rule, index, _), (other, at, _) = ban, order
    key = other.id, other.start
    for known in subject.fires(rule):
        for mine, theirs in itertools.product(known.fired.get((rule.id, rule.start), ()), known.fired.get(key, ())):
            if rule is other and mine is not theirs:
                continue
            one = {p for name in subject.reading.about(rule, rule.effects[index]) for p in persons(known, mine[name])}
            if any(persons(known, theirs[name]) & one for name in subject.reading.about(other, other.effects[at])):
                return known
    return None


def persons(known: Known, bound: object) -> set[str]:
    """The ids of the person nodes that a bound node stands for."""
    id = getattr(bound, "id", "")
    labels: frozenset[str] = getattr(bound, "labels", frozenset())
    if "Person" in labels:
        return {id}
    return {
        rel.start.id
        for type in ("HAS", "HAD", "LACKS", "MEMBER_OF")
        for rel in known.graph.relationships.values()
        if rel.type == type and rel.end.id == id
    }


def _asked(
    subject: Subject, rule: Rule, other: Rule, same: dict[str, str], conditions: tuple[s.Expression, ...]
) -> Known | None:
    sub = exists(other, same)
    inner = sub.pattern
    if conditions:
        from routing.quality.check.joint import with_conditions

        sub = s.Subquery("EXISTS", with_conditions(inner, conditions))
    asked = narrowed(rule, [sub], subject.rulebook.schema)
    day = subject.day(rule, other)
    if asked is None or day is None:
        return None
    answer = subject.questions.example(asked, day, "contradiction", (rule.id, other.id))
    return answer if isinstance(answer, Known) else None


def _finding(subject: Subject, ban: Ordered, found: list[tuple[Ordered, Known]]) -> Finding:
    (rule, index, kind), (order, known) = ban, found[0]
    key, second = (rule.id, rule.start), (order[0].id, order[0].start)
    known = subject.questions.small(
        known,
        lambda case: key in case.fired and second in case.fired and _meets(subject, ban, order, case),
    )
    others = list({other.id: other for (other, _, _), _ in found}.values())
    names = quoted(other.id for other in others)
    return subject.finding(
        "contradiction",
        subject.written.effect(rule, index),
        (
            f"ルール `{rule.id}` は `{kind}` への連絡を禁じるが、{names} は同じ人のことでそこに通報や緊急対応を求める",
            f"rule `{rule.id}` bars `{kind}`, which {names} orders to be told or to act about the same person",
        ),
        (
            "禁止は通報と緊急対応を止めない。条件を分けるか、別の機関への通報にする",
            "an exclusion binds no duty and no immediate act: make the conditions differ, or name another body",
        ),
        rules=[rule, *others],
        kinds=[kind],
        witness=known,
        shows=("両方のルールが同じ人について成立する", "both rules fire about the same person"),
    )


def _meets(subject: Subject, ban: Ordered, order: Ordered, case: Known) -> bool:
    (rule, index, _), (other, at, _) = ban, order
    for mine, theirs in itertools.product(case.fired[rule.id, rule.start], case.fired[other.id, other.start]):
        one = {p for name in subject.reading.about(rule, rule.effects[index]) for p in persons(case, mine[name])}
        if any(persons(case, theirs[name]) & one for name in subject.reading.about(other, other.effects[at])):
            return True
    return False
