"""`void-effect`, `dead-deadline`: effects that cannot do what they say, whatever the case."""

from __future__ import annotations

import math
from collections.abc import Iterator

from routing.calendar import parse_within
from routing.pattern.plan import held_values
from routing.pattern.syntax import Expression
from routing.quality.check.corpus import Known
from routing.quality.check.deadlines import minutes
from routing.quality.check.finding import Finding, Words
from routing.quality.check.joint import condition, narrowed
from routing.quality.check.questions import holds
from routing.quality.check.subject import Subject
from routing.rulebook import Rule
from routing.rulebook.effects import Exclude, Refer

DAY = 24 * 60


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the effects that do nothing, and the deadlines that are over before they begin."""
    for rule in subject.own():
        for index, effect in enumerate(rule.effects):
            if effect in rule.effects[:index]:
                yield _repeated(subject, rule, index)
            if isinstance(effect, Refer):
                yield from _answers_nothing(subject, rule, index, effect)
                yield from _fallback(subject, rule, index, effect)
            elif isinstance(effect, Exclude):
                yield from _bars_nothing(subject, rule, index, effect)
            before = getattr(effect, "before", None)
            if before is not None:
                yield from _deadline(subject, rule, index, before.date, before.less)


def _repeated(subject: Subject, rule: Rule, index: int) -> Finding:
    return subject.finding(
        "void-effect",
        subject.written.effect(rule, index),
        (f"ルール `{rule.id}` に同じ効果が二度ある", f"rule `{rule.id}` has the same effect twice"),
        ("片方を外す", "take one of them out"),
        rules=[rule],
    )


def _answers_nothing(subject: Subject, rule: Rule, index: int, effect: Refer) -> Iterator[Finding]:
    """`for` names a need that is never open: who answers it owns nothing."""
    if effect.need is None or (
        not _over(rule, effect.need) and _can(subject, rule, f"EXISTS {{ (:Person)-[:HAS]->({effect.need}) }}")
    ):
        return
    yield _void(
        subject,
        rule,
        index,
        (
            f"ルール `{rule.id}` の `for: {effect.need}` は、解消した、またはないと分かったニーズしか指さない",
            f"`for: {effect.need}` of rule `{rule.id}` is only ever a need that is resolved or absent",
        ),
        ("`-[:HAS]->` で結ばれたニーズを `for` に書く", "name a need that the pattern reaches by `-[:HAS]->`"),
        "for",
    )


def _over(rule: Rule, need: str) -> bool:
    """Whether the condition itself says that a need is not open."""
    return any(set(values) <= {"resolved", "absent"} for values in held_values(rule.pattern, need, "status"))


def _fallback(subject: Subject, rule: Rule, index: int, effect: Refer) -> Iterator[Finding]:
    for at, kind in enumerate(effect.if_absent):
        if kind == effect.to or kind in effect.if_absent[:at]:
            yield _void(
                subject,
                rule,
                index,
                (
                    f"ルール `{rule.id}` の `if_absent` の `{kind}` は、すでに試した種別である",
                    f"`if_absent` of rule `{rule.id}` names `{kind}`, which has been tried by then",
                ),
                ("別の種別を書くか、外す", "name another kind, or take it out"),
                "if_absent",
            )


def _bars_nothing(subject: Subject, rule: Rule, index: int, effect: Exclude) -> Iterator[Finding]:
    directory = subject.rulebook.directory
    place = effect.located_in
    if directory is None or place is None or "." in place or place in directory.places:
        return
    yield _void(
        subject,
        rule,
        index,
        (
            f"ルール `{rule.id}` の `located_in: {place}` という地区は名簿にない",
            f"rule `{rule.id}` bars the offices in `{place}`, a district that the directory does not know",
        ),
        ("名簿の地区の名前を書く", "name a district of the directory"),
        "located_in",
    )


def _deadline(subject: Subject, rule: Rule, index: int, date: str, less: str) -> Iterator[Finding]:
    if not _can(subject, rule, f"{date} IS NOT NULL"):
        text: Words = (
            f"ルール `{rule.id}` の期限は `{date}` から数えるが、この条件ではその日付があることがない",
            f"the deadline of rule `{rule.id}` counts from `{date}`, which is never given where the rule fires",
        )
    elif not _can(subject, rule, f"days_until({date}) >= {_days(less)}"):
        text = (
            f"ルール `{rule.id}` の期限（`{date}` の {less} 前）は、成立したときには必ず過ぎている",
            f"the deadline of rule `{rule.id}`, {less} before `{date}`, is always over when the rule fires",
        )
    else:
        return
    yield subject.finding(
        "dead-deadline",
        subject.written.effect(rule, index, "before"),
        text,
        (
            "条件か期限を直す。すぐにするなら `within: PT0H`",
            "mend the condition or the deadline; for at once write `within: PT0H`",
        ),
        rules=[rule],
    )


def _days(less: str) -> int:
    span = parse_within(less)
    if span.business_days is not None:
        return span.business_days
    return math.ceil(minutes(span) / DAY)


def _can(subject: Subject, rule: Rule, text: str) -> bool:
    """Whether a rule can fire while something holds besides; open questions count as yes."""
    also: Expression = condition(text)
    asked = narrowed(rule, [also], subject.rulebook.schema)
    day = subject.day(rule)
    if asked is None or day is None:
        return False
    known = subject.fires(rule)
    if any(holds(case, asked) for case in known[:5]):
        return True
    answer = subject.questions.example(asked, day, "void-effect", (rule.id,), known[5:])
    return isinstance(answer, Known) or answer


def _void(subject: Subject, rule: Rule, index: int, text: Words, help: Words, field: str) -> Finding:
    return subject.finding("void-effect", subject.written.effect(rule, index, field), text, help, rules=[rule])
