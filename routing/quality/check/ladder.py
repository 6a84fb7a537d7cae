"""`ladder-stuck`, `ladder-open-end`, `ladder-unreachable`: a case left with nobody, and steps in vain."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from routing.calendar import BusinessHours, Span
from routing.quality.check.finding import Finding, Words
from routing.quality.check.ladder_text import HELP, way_in_words
from routing.quality.check.subject import Subject
from routing.rulebook.escalation import Escalation
from routing.rulebook.ladder import COUNTED, Ladder, Step

if TYPE_CHECKING:
    from routing.quality.ladder import Stuck

_ASKED: tuple[str, ...] = ("lead", "owner", "support", "duty", "inform", "immediate", "advice", "conference")
_OF_TEAM = frozenset({"advice", "conference"})
_SETTING = {"rejected": "declined", "cannot_solve": "cannot_solve", "hop": "hops", "refused": "repeated_refusal"}
"""The setting of `escalation` by which the router answers the same reports that a step counts."""


def check(subject: Subject) -> Iterator[Finding]:
    """Prove the ladder, then look at each step; each finding belongs to the pack that gives the ladder."""
    book = subject.rulebook
    for finding in (*_stuck(subject), *_open_end(subject), *_unreachable(subject, book.ladder, book.escalation)):
        yield dataclasses.replace(finding, owner=subject.written.giver("ladder"))


def _stuck(subject: Subject) -> Iterator[Finding]:
    """The shortest way on which each of lead, need and report is left with nobody; one that tells of several once."""
    from routing.quality.ladder import prove  # with the whole desk, which nothing else here needs

    book = subject.rulebook
    proof = prove(book.ladder, book.escalation)
    found = proof.stuck
    told: dict[Stuck, None] = {}
    for part in HELP:
        ways = [stuck for stuck in found if part in stuck.alone]
        if ways:
            told.setdefault(min(ways, key=lambda stuck: (len(stuck.way), -len(stuck.alone))))
    for stuck in told:
        help = HELP[next(part for part in HELP if part in stuck.alone)]
        yield subject.finding("ladder-stuck", subject.written.setting("ladder"), way_in_words(stuck), help)
    if not proof.complete and not told:
        text = (
            f"はしごの証明は {proof.states} の状態で打ち切った",
            f"the proof of the ladder was not finished: it stopped after {proof.states} states",
        )
        yield subject.finding("unsettled", subject.written.setting("ladder"), text)


def _open_end(subject: Subject) -> Iterator[Finding]:
    """Nothing reminds the backup team, so that its silence is the end."""
    steps = subject.rulebook.ladder.steps
    if not any(step.do == "conference" for step in steps):
        return
    if not any(s.on == "no_answer" and s.again is not None and s.looks_at("conference") for s in steps):
        yield subject.finding(
            "ladder-open-end",
            subject.written.setting("ladder"),
            (
                "検討会を求められたバックアップ体制が返事をしなくても、催促が続かない",
                "when the backup team is asked for a conference and does not answer, nothing reminds it again",
            ),
            (
                "`{id: remind-team, on: no_answer, after: 4bd, every: 2bd, roles: [conference], do: remind}` を加える",
                "add `{id: remind-team, on: no_answer, after: 4bd, every: 2bd, roles: [conference], do: remind}`",
            ),
        )


def _unreachable(subject: Subject, ladder: Ladder, escalation: Mapping[str, Escalation]) -> Iterator[Finding]:
    for index, step in enumerate(ladder.steps):
        text = _dateless(step) or _outdone(step, ladder) or _answered(step, escalation)
        if text is not None:
            yield subject.finding("ladder-unreachable", subject.written.setting("ladder", index), text)


def _dateless(step: Step) -> Words | None:
    """What is asked of the backup team has no due day."""
    if step.on == "overdue" and step.roles and _OF_TEAM.issuperset(step.roles):
        return (
            f"段階 `{step.id}` は働かない: バックアップ体制への依頼に期日はない",
            f"the step `{step.id}` is never carried out: what is asked of the backup team has no due day",
        )
    return None


def _outdone(step: Step, ladder: Ladder) -> Words | None:
    """Advice is asked for when the same has brought about a conference already."""
    if step.do != "advice":
        return None
    for other in ladder.steps:
        if other.do == "conference" and other.on == step.on and _covers(other, step) and _not_later(other, step):
            return (
                f"段階 `{step.id}` の助言は、先に `{other.id}` が検討会を求めるので求められない",
                f"the step `{step.id}` asks for advice when `{other.id}` has asked for a conference already",
            )
    return None


def _covers(one: Step, other: Step) -> bool:
    return all(one.looks_at(role) for role in _ASKED if other.looks_at(role))


def _not_later(one: Step, other: Step) -> bool:
    if one.on in COUNTED:
        return one.times <= other.times
    first, second = _length(one.wait), _length(other.wait)
    return first[1] == 0 or (first[0] == second[0] and first[1] <= second[1])


def _length(span: Span) -> tuple[str, int]:
    """A span as its unit and how many of these; spans of different units are not compared."""
    if isinstance(span, BusinessHours):
        return "business hours", span.hours
    if span.business_days is not None:
        return "business days", span.business_days
    if span.months:
        return f"months and {span.days} days and {span.minutes} minutes", span.months
    return "minutes", span.days * 24 * 60 + span.minutes


def _answered(step: Step, escalation: Mapping[str, Escalation]) -> Words | None:
    """Advice is asked for when the router has answered the same reports with a conference already."""
    if step.do != "advice" or step.on not in COUNTED:
        return None
    setting = _SETTING[step.on]
    answer = escalation[setting]
    if answer.level != "conference" or answer.count > step.times:
        return None
    return (
        f"段階 `{step.id}` の助言は、`escalation` の `{setting}` が先に検討会を求めるので求められない",
        f"the step `{step.id}` asks for advice when `{setting}` of `escalation` has asked for a conference already",
    )
