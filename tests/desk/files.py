"""Files of cases made by hand, for what looks at them alone: the clock and the ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from routing.calendar import JST, start_of
from routing.case import Case
from routing.desk.events import Learnt, Opened, Requested
from routing.desk.file import CaseFile, apply
from routing.desk.referral import Actor, Holder, Move, Referral
from routing.router import Router
from routing.rulebook import Rulebook

OPENED = dt.datetime(2026, 4, 1, 10, 0, tzinfo=JST)
REVIEW = dt.date(2026, 7, 1)
BY = Actor(kind="health_center")
_RULEBOOK = """
rulebook: town
version: "1"
title: {ja: 町, en: Town}
serves: any
tiers: [specialist]
default_lead: support_center
"""
ROUTER = Router(Rulebook.parse({"rulebook.yaml": _RULEBOOK}), cross_check=False)
_CASE = """
case: K-1
as_of: 2026-04-01
municipality: town
received_by: support_center
persons: [{id: a, age: 82}]
needs: [{id: n1, person: a, code: care.needed}, {id: n2, person: a, code: debt.arrears}]
"""


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=JST)


def referral(number: int, moves: Iterable[tuple[str, dt.datetime]], role: str = "lead", **fields: object) -> Referral:
    """A referral with its moves, each a state and when."""
    made = [Move(state=state, at=when, by=BY) for state, when in moves]  # type: ignore[arg-type]
    return Referral(
        id=f"K-1/{number}",
        role=role,  # type: ignore[arg-type]
        to="health_center",
        agency=None,
        about=("a",),
        decision="sha256:0",
        moves=tuple(made),
        **fields,  # type: ignore[arg-type]
    )


def file_of(referrals: Sequence[Referral] = (), history: Sequence[object] = ()) -> CaseFile:
    """A file that was opened with these referrals and learnt these entries of the history."""
    case = Case.parse(_CASE)
    opened = Opened(
        at=OPENED,
        case=case,
        decision=ROUTER.route(case),
        holder=Holder(kind="support_center", agency=None, since=OPENED, reason="first_receiver"),
        review=REVIEW,
    )
    file = apply(None, opened)
    for one in referrals:
        file = apply(file, Requested(at=one.moves[0].at, referral=one))
    for entry in history:
        file = apply(file, Learnt(at=OPENED, entry=entry))  # type: ignore[arg-type]
    return file


def review_start() -> dt.datetime:
    return start_of(REVIEW)
