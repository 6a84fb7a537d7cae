"""`never-fires`: rules whose pattern holds in no case on any day they are in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.quality.check.conditions import Condition, conditions
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import condition, narrowed, with_conditions
from routing.quality.check.periods import days_of, newest
from routing.quality.check.probes import probes
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule

ABOUT = "never-fires"
WORTH_PROBING = 20
"""Rules without a known case from which on a thousand made-up cases take less time than asking about each."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules that can never fire, and keep an example of each of the others."""
    _probe(subject)
    for rule in subject.rulebook.rules:
        example = _example(subject, rule)
        subject.examples[rule.id, rule.start] = example
        if example is False:
            yield _finding(subject, rule)


def _probe(subject: Subject) -> None:
    """Add made-up cases to the known ones where the tests leave out a rule."""
    if sum(not subject.corpus.firing(rule) for rule in subject.rulebook.rules) < WORTH_PROBING:
        return
    fires = subject.questions.firing
    for case in probes(subject.rulebook, newest(subject.rulebook)):
        known = fires.fire(case)
        if known is not None:
            subject.corpus.add(known)


def _example(subject: Subject, rule: Rule) -> Known | bool:
    """A case in which a rule fires; False where there can be none, True where that stays open."""
    known = subject.corpus.firing(rule)
    if known:
        return known[0]
    asked = served(subject, rule)
    if asked is None:
        return False
    days = days_of(rule, subject.rulebook)
    if not subject.rulebook.reads(rule).all:
        days = days[:1]  # what it says of a case is the same on all days
    open_question = False
    for day in days:
        answer = subject.questions.example(asked, day, ABOUT, (rule.id,))
        if isinstance(answer, Known):
            return answer
        open_question = open_question or answer
    return open_question


def served(subject: Subject, rule: Rule) -> Rule | None:
    """A rule held to the cases that the rulebook takes: those of the municipalities it serves."""
    serves = subject.rulebook.serves
    if serves is None or "municipality" not in rule.match + (rule.where or ""):
        return rule
    names = ", ".join(f"'{name}'" for name in sorted(serves))
    text = f"EXISTS {{ (asked:Case) WHERE asked.municipality IN [{names}] }}"
    return narrowed(rule, [condition(text)], subject.rulebook.schema)


def _finding(subject: Subject, rule: Rule) -> Finding:
    core = _core(subject, rule, days_of(rule, subject.rulebook)[0])
    written = subject.written
    underived = sorted(_underived(subject, rule))
    if underived:
        place = written.place(rule, "match")
        text = (
            f"ルール `{rule.id}` は決して成立しない。読む所見 {quoted(underived)} が、その施行期間に導かれることがない",
            f"rule `{rule.id}` can never fire: it reads the finding {quoted(underived)}, which nothing that can fire "
            "derives while it is in force",
        )
    elif core:
        place = written.syntax(rule, core[-1].expression.at)
        parts = quoted(part.text for part in core)
        text = (
            f"ルール `{rule.id}` は決して成立しない。次の条件を共に満たす事例はない: {parts}"
            if len(core) > 1
            else f"ルール `{rule.id}` は決して成立しない。次の条件を満たす事例はない: {parts}",
            f"rule `{rule.id}` can never fire: no case meets {parts}" + (" together" if len(core) > 1 else ""),
        )
    else:
        place = written.place(rule, "match")
        text = (
            f"ルール `{rule.id}` は決して成立しない。この `match` に合う事例はない",
            f"rule `{rule.id}` can never fire: no case matches this pattern",
        )
    help = ("条件を直すか、ルールを外す", "mend the condition, or take the rule out")
    return subject.finding("never-fires", place, text, help, rules=[rule])


def _underived(subject: Subject, rule: Rule) -> set[str]:
    """The finding kinds that a rule needs and that no rule which can fire derives on a day it is in force."""
    needed = subject.rulebook.reads(rule).plain
    missing = set()
    for kind in needed:
        makers = [
            other
            for other in subject.rulebook.rules
            if any(getattr(effect, "kind", None) == kind and hasattr(effect, "about") for effect in other.effects)
            and other.id != rule.id
            and subject.examples.get((other.id, other.start)) is not False
        ]
        if kind != "*" and not any(subject.day(rule, other) is not None for other in makers):
            missing.add(kind)
    return missing


def _core(subject: Subject, rule: Rule, day: dt.date) -> list[Condition]:
    """The least conditions that cannot hold together: each is needed for that."""
    paths, parts = conditions(rule)
    if not _impossible(subject, rule, paths, parts, day):
        return []
    for part in list(parts):
        rest = [other for other in parts if other is not part]
        if _impossible(subject, rule, paths, rest, day):
            parts = rest
    return parts


def _impossible(subject: Subject, rule: Rule, paths: s.Pattern, parts: list[Condition], day: dt.date) -> bool:
    pattern = with_conditions(paths, [part.expression for part in parts])
    asked = served(subject, dataclasses.replace(rule, id=f"{rule.id}-asked", pattern=pattern, effects=()))
    return asked is None or subject.questions.example(asked, day, ABOUT, (rule.id,)) is False
