"""A state of the proof: a file, the instant it stands at, and how it came to that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from routing.calendar import JST
from routing.desk.asked import BACKUP
from routing.desk.file import CaseFile
from routing.desk.ladder import due_steps
from routing.desk.referral import Referral
from routing.quality.ladder.worlds import World

BEGIN = dt.datetime(2026, 4, 1, 10, 0, tzinfo=JST)
"""When the case comes to the desk: a Wednesday, so that business and calendar time part."""
FAR = dt.timedelta(days=366)
"""A step that has not fallen due by then, with nobody doing anything, comes too late for anybody."""
REVIEW = "P100Y"
"""The review of a case is left out of the proof: it asks nobody."""

Event = tuple[str, ...]
"""What happened on the way: what was done, to whom or which step."""


@dataclass(frozen=True)
class State:
    """The file of a case at an instant. `way` is what happened, `moves` how much of it others did.

    `closed_over` is what nobody had taken on when the case was closed.
    """

    world: World
    file: CaseFile
    now: dt.datetime
    way: tuple[Event, ...] = ()
    moves: int = 0
    closed_over: tuple[str, ...] = ()

    @cached_property
    def pending(self) -> tuple[tuple[str, str, dt.timedelta], ...]:
        """The steps that will come if nobody does anything, and how long from now."""
        book = self.world.router.rulebook
        steps = due_steps(self.file, book.ladder, book.business_time, self.now + FAR)
        return tuple((due.step.id, due.subject, due.at - self.now) for due in steps)

    @property
    def escalated(self) -> bool:
        """Whether the backup team has the case: it is asked to call a conference, or has taken the case."""
        asked = any(referral.role == "conference" for referral in self.file.live)
        return asked or self.file.holder.kind == BACKUP

    @property
    def conferred(self) -> bool:
        """Whether a conference has ended."""
        return any(r.role == "conference" and not r.open for r in self.file.referrals.values())

    @property
    def alone(self) -> tuple[str, ...]:
        """What nobody has taken on: `lead`, `need`, `report`."""
        if not self.file.open:
            return self.closed_over
        referrals = self.file.referrals.values()
        led = any(r.role == "lead" and (r.taken or r.state == "completed") for r in referrals)
        needs = ["need" for need in self.file.case.needs if need.open and self.file.taken_by(need.id) is None]
        reports = ["report" for r in referrals if r.role == "duty" and r.open and r.awaits_answer]
        return (*(() if led else ("lead",)), *needs, *reports)

    @property
    def key(self) -> Hashable:
        """What the future depends on: two states with the same key go on alike.

        What became of advice is left out: a conference is asked for beside it and in its place.
        """
        file = self.file
        referrals = sorted(
            (r.role, r.to, r.need or "", r.source, r.state, r.moves[-1].reason or "", _counting(r))
            for r in file.referrals.values()
            if r.role != "advice"
        )
        history = sorted((e.type, e.by or "", e.need or "", e.person or "") for e in file.case.history)
        holder = (file.holder.kind, file.holder.reason)
        return tuple(referrals), tuple(history), holder, file.open, self.pending


def _counting(referral: Referral) -> tuple[str, ...]:
    """The reasons for which the backup team is not asked again; a step of the ladder is another reason each round."""
    return tuple(reason for reason in referral.reasons if not reason.startswith("step "))
