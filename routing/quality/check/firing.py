"""`never-fires`: rules whose pattern holds in no case on any day they are in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.pattern.plan import conjuncts
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import condition, joined, narrowed, without_where
from routing.quality.check.periods import days_of, newest
from routing.quality.check.probes import probes
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule

ABOUT = "never-fires"


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
    if all(subject.corpus.firing(rule) for rule in subject.rulebook.rules):
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
        place = written.syntax(rule, core[0].at)
        parts = quoted(_text(rule, part) for part in core)
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


def _core(subject: Subject, rule: Rule, day: dt.date) -> list[s.Expression]:
    """The least conditions that cannot hold together: each is needed for that."""
    parts = list(conjuncts(rule.pattern.where))
    if not _impossible(subject, rule, parts, day):
        return []
    for part in list(parts):
        rest = [other for other in parts if other is not part]
        if _impossible(subject, rule, rest, day):
            parts = rest
    return parts


def _impossible(subject: Subject, rule: Rule, parts: list[s.Expression], day: dt.date) -> bool:
    pattern = without_where(rule.pattern)
    if parts:
        pattern = dataclasses.replace(pattern, where=joined(tuple(parts)))
    asked = dataclasses.replace(rule, id=f"{rule.id}-asked", pattern=pattern, effects=())
    return subject.questions.example(asked, day, ABOUT, (rule.id,)) is False


def _text(rule: Rule, part: s.Expression) -> str:
    text = rule.where if part.at.part == "where" else rule.match
    found = (text or "")[part.at.start : part.at.end]
    return " ".join(found.split())
