"""The clock of a referral: when it runs, when it is paused, when it has stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from routing.calendar import BusinessTime, moved
from routing.desk.referral import Referral
from routing.desk.states import State

Clock = Literal["running", "paused", "stopped"]
CLOCKS: Mapping[State, Clock] = MappingProxyType(
    {
        "draft": "paused",
        "requested": "running",
        "received": "running",
        "accepted": "running",
        "in-progress": "running",
        "on-hold": "paused",
        "rejected": "stopped",
        "failed": "stopped",
        "completed": "stopped",
        "cancelled": "stopped",
        "entered-in-error": "stopped",
    }
)
"""What the clock of a referral does in each state. A draft has not been sent: nobody can be late with it."""

Spell = tuple[dt.datetime, dt.datetime | None]
"""From when until when; None: it goes on."""


def spells(referral: Referral, clock: Clock) -> Iterator[Spell]:
    """When the clock of a referral did so, in order."""
    for move, later in pairwise((*referral.moves, None)):
        if move is not None and CLOCKS[move.state] == clock:
            yield move.at, later.at if later is not None else None


def elapsed(referral: Referral, time: BusinessTime, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
    """How long the clock of a referral ran in business time between two instants."""
    total = dt.timedelta(0)
    for start, end in spells(referral, "running"):
        total += time.open_between(max(start, since), until if end is None else min(end, until))
    return total


def deadline(referral: Referral) -> dt.datetime | None:
    """The instant from which a referral is overdue; None where it has no deadline, or its clock does not run now.

    A pause moves the deadline on by as long as it lasts. That of a statutory report never moves: the law knows no
    pause, and the report is not late any more once it was received.
    """
    due = referral.due
    if due is None or CLOCKS[referral.state] == "stopped":
        return None
    if referral.role == "duty":
        return due if referral.awaits_answer else None
    for start, end in spells(referral, "paused"):
        if start < due:
            if end is None:
                return None
            due = moved(due, max(end - start, dt.timedelta(0)))
    return due
