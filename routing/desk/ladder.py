"""What the ladder asks for in a case, and when: every step that has fallen due, and the next date of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, takewhile

from routing.calendar import BusinessTime, multiplied, start_of
from routing.desk.clock import deadline
from routing.desk.file import CaseFile
from routing.desk.referral import Referral
from routing.rulebook.ladder import COUNTED, OF_REFERRAL, Ladder, Step

ROUNDS_AT_ONCE = 100
"""How many rounds of one reminder are caught up on at once, where the desk itself has been silent for long."""

_HOLDING = frozenset({"lead", "conference"})
"""Roles with whose acceptance a case comes to rest with somebody."""

Occasion = tuple[str, int, dt.datetime]
"""What a step is about, in which round it is due first, and an instant: from when it lasts, or when the step is due."""


@dataclass(frozen=True, slots=True)
class Due:
    """A step that has fallen due: what it is about (a referral, a need or the case, by id), which round, since when."""

    step: Step
    subject: str
    round: int
    at: dt.datetime

    @property
    def key(self) -> tuple[str, str, int]:
        """By what it is told that it was carried out."""
        return self.step.id, self.subject, self.round


def due_steps(file: CaseFile, ladder: Ladder, time: BusinessTime, now: dt.datetime) -> tuple[Due, ...]:
    """Every step that has fallen due by now and was not carried out, the longest due first; none for a closed case.

    Of a repeated reminder at most a hundred rounds; the others are found when these have been carried out.
    """
    found: list[Due] = []
    for pending in _pending(file, ladder, time):
        found += islice(takewhile(lambda due: due.at <= now, pending), ROUNDS_AT_ONCE)
    return tuple(sorted(found, key=lambda due: (due.at, *due.key)))


def next_date(file: CaseFile, ladder: Ladder, time: BusinessTime) -> dt.datetime | None:
    """The earliest instant at which something falls due as the case stands, a step or its review; None: it is closed.

    It lies in the past where something that is due has not been carried out.
    """
    if not file.open:
        return None
    firsts = (next(pending, None) for pending in _pending(file, ladder, time))
    return min((due.at for due in firsts if due is not None), default=start_of(file.review))


def _pending(file: CaseFile, ladder: Ladder, time: BusinessTime) -> Iterator[Iterator[Due]]:
    """For each step and what it is about: the rounds that were not carried out, in their order."""
    if file.open:
        ends = [r.since for r in file.referrals.values() if r.role == "conference" and not r.open]
        live = file.live  # found once: there are about twenty steps
        for step in ladder.steps:
            for occasion in _occasions(file, live, step, time, ends if step.again is None else []):
                yield _rounds(file, step, occasion, time)


def _rounds(file: CaseFile, step: Step, occasion: Occasion, time: BusinessTime) -> Iterator[Due]:
    subject, first, at = occasion
    if step.again is None:
        if (step.id, subject, first) not in file.stepped:
            yield Due(step, subject, first, at)
        return
    for round in count(first):
        if (step.id, subject, round) not in file.stepped:
            yield Due(step, subject, round, time.after(at, multiplied(step.again, round - first)))


def _occasions(
    file: CaseFile, live: Sequence[Referral], step: Step, time: BusinessTime, ends: list[dt.datetime]
) -> Iterator[Occasion]:
    """When a step is due. A conference that has ended, and left things as they were, begins a new round at its end."""
    if step.on in COUNTED:
        yield from _counted(file, step)
        return
    for subject, round, start in _open_ends(file, live, step):
        yield subject, round + len(ends), time.after(max([start, *ends]), step.wait)


def _open_ends(file: CaseFile, live: Sequence[Referral], step: Step) -> Iterator[Occasion]:
    """What a step is about now, which round it is in, and since when that has lasted."""
    if step.on in OF_REFERRAL:
        for referral in live:
            if step.looks_at(referral.role):
                yield from _of_referral(step, referral)
    elif step.on == "unowned":
        for need in file.case.needs:
            if need.open:
                yield from _unowned(file, need.id)
    else:
        yield from _leaderless(file)


def _of_referral(step: Step, referral: Referral) -> Iterator[Occasion]:
    if step.on == "no_answer":
        if referral.awaits_answer and referral.state != "draft":
            yield referral.id, 1, referral.requested_at
    elif step.on == "on_hold":
        if referral.state == "on-hold":
            yield referral.id, sum(move.state == "on-hold" for move in referral.moves), referral.since
    elif (due := deadline(referral)) is not None:
        yield referral.id, 1, due


def _unowned(file: CaseFile, need: str) -> Iterator[Occasion]:
    """While no agency has the need or is asked to take it on. Each time it is left alone is a round."""
    asked = [r for r in file.referrals.values() if r.role == "owner" and r.need == need]
    now = [r for r in file.since_opened if r.role == "owner" and r.need == need]
    if not any(r.open or r.state == "completed" for r in now):
        yield need, len(asked) + 1, max((r.since for r in asked), default=file.opened_at)


def _leaderless(file: CaseFile) -> Iterator[Occasion]:
    """While nobody has accepted to lead, and no conference that the backup team has taken on is under way.

    Each time a lead was lost is a round.
    """
    if any(r.taken for r in file.referrals.values() if r.role in _HOLDING):
        return
    led = [r for r in file.referrals.values() if r.role == "lead" and any(m.state == "accepted" for m in r.moves)]
    if not any(r.state == "completed" for r in led if r in file.since_opened):
        yield file.id, len(led) + 1, max((r.since for r in led), default=file.opened_at)


def _counted(file: CaseFile, step: Step) -> Iterator[Occasion]:
    """What was learnt is known from its day on, and not before the case came to the desk."""
    entries = [entry for entry in file.case.history if entry.type == COUNTED[step.on]]
    known = sorted(max(start_of(e.date), file.opened_at) if e.date is not None else file.opened_at for e in entries)
    for round in range(1, len(known) // step.times + 1):
        yield file.id, round, known[round * step.times - 1]
