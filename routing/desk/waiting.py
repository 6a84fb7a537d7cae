"""How long people waited: from asking to the first answer, and to acceptance, by the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from routing.desk.file import CaseFile
from routing.desk.referral import Move, Referral

ANSWERS = frozenset({"received", "accepted", "rejected", "in-progress", "on-hold", "failed", "completed"})
"""The states that an agency brings a referral to: with the first of them somebody has answered."""
TAKEN = frozenset({"accepted", "in-progress", "completed"})
"""The states in which an agency has taken on what it was asked."""


def time_until(referral: Referral, moves: Iterable[Move], states: frozenset[str]) -> dt.timedelta | None:
    """How long it took until a referral first came to one of these states; None: it has not."""
    return next((move.at - referral.requested_at for move in moves if move.state in states), None)


def first_contact(file: CaseFile) -> dt.timedelta | None:
    """From the opening of a case to the first answer of any agency that was asked; None: nobody has answered."""
    return _first(file, ANSWERS, file.referrals.values())


def first_owner(file: CaseFile) -> dt.timedelta | None:
    """From the opening of a case until an agency has taken it, or one of its needs, on; None: nobody has."""
    return _first(file, TAKEN, (one for one in file.referrals.values() if one.role in ("lead", "owner")))


def _first(file: CaseFile, states: frozenset[str], asked: Iterable[Referral]) -> dt.timedelta | None:
    waited = ((one.requested_at, time_until(one, one.moves, states)) for one in asked)
    return min((start + time - file.opened_at for start, time in waited if time is not None), default=None)
