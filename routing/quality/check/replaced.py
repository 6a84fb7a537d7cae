"""`time-gap`: a rule takes the place of another one before it comes into force, and until then neither holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.quality.check.finding import Finding
from routing.quality.check.periods import FIRST_DAY, ONE_DAY
from routing.quality.check.subject import Subject
from routing.rulebook import Rule
from routing.rulebook.reading import WrittenRule


def check(subject: Subject) -> Iterator[Finding]:
    """Tell what is replaced by rules that begin only later."""
    instead: dict[str, list[Rule]] = {}
    for rule in subject.rulebook.rules:
        target = subject.written.rule(rule).entry.replace
        if target is not None:
            instead.setdefault(target, []).append(rule)
    for target, rules in instead.items():
        first = min(rules, key=lambda rule: rule.start or dt.date.min)
        held = [old for old in _versions(subject, target) if old.pack != first.pack]
        if first.start is None or first.start <= _present(subject, first.pack):
            continue  # what was before the law as it stands is of no case to come
        if any(_holds(old, first.start - ONE_DAY) for old in held):
            yield _gap(subject, target, first, first.start)


def _present(subject: Subject, pack: str) -> dt.date:
    """The day on which what the other packs say has last changed."""
    days = [day for rule in subject.rulebook.rules if rule.pack != pack for day in (rule.start, rule.until)]
    return max((day for day in days if day is not None), default=FIRST_DAY)


def _versions(subject: Subject, id: str) -> Iterator[WrittenRule]:
    for pack in subject.written.packs:
        yield from (rule for rule in pack.rules if rule.entry.id == id)


def _holds(rule: WrittenRule, day: dt.date) -> bool:
    start, until = rule.entry.in_force.start, rule.entry.in_force.until
    return (start is None or start <= day) and (until is None or day < until)


def _gap(subject: Subject, target: str, rule: Rule, start: dt.date) -> Finding:
    return subject.finding(
        "time-gap",
        subject.written.place(rule, "in_force", "from"),
        (
            f"ルール `{rule.id}` は {start} に始まるが、置き換えられた `{target}` はそれより前の日にも成立しない",
            f"rule `{rule.id}` begins on {start}, and `{target}`, whose place it takes, holds no more before that",
        ),
        (
            f"`{target}` と同じ内容の版を `until: {start}` で書き足す",
            f"add a version that says what `{target}` says, with `until: {start}`",
        ),
        rules=[rule],
    )
