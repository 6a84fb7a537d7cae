"""Referrals with the agency each one reaches, and what all of them together ask of one agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from routing.settlement.consequences import Persons, Referral, Rules
from routing.settlement.facts import Facts
from routing.settlement.offices import Offices, Slot, Struck

Address = tuple[str, str]
"""Kind and office (empty: only the kind is known)."""

NOBODY: frozenset[str] = frozenset()


class Placed(NamedTuple):
    """A referral and the agency it reaches: as lead or owner (`answer`), and as support or informed (`reach`).

    Where there is an answer, both are one: who owns a need supports from the same office. Where a lead or owner was
    asked for and there is none, `struck` says why.
    """

    referral: Referral
    answer: Slot | None
    reach: Slot
    struck: Struck | None = None

    @property
    def leads(self) -> bool:
        return self.referral.role == "lead"

    @property
    def owns(self) -> bool:
        """Whether it is a candidate for owning a need; to inform is not to answer."""
        return self.referral.need is not None and self.referral.role != "inform"


def place(referrals: Iterable[Referral], offices: Offices) -> list[Placed]:
    """Every referral with the agency it reaches."""
    return [_place(referral, offices) for referral in referrals]


def _place(referral: Referral, offices: Offices) -> Placed:
    asked = (referral.kind, referral.about, referral.rules, referral.need, referral.if_absent)
    if referral.continued:
        answer = _continued(referral, offices)
    elif referral.role == "lead" or (referral.need is not None and referral.role == "support"):
        answer = offices.answering(*asked)
    else:
        reaching = offices.informing if referral.role == "inform" else offices.supporting
        return Placed(referral, None, reaching(*asked))
    if answer.lost is None:
        return Placed(referral, answer, answer)
    reach = offices.supporting(*asked) if referral.role == "support" else answer
    return Placed(referral, None, reach, answer.lost)


def _continued(referral: Referral, offices: Offices) -> Slot:
    """Who goes on: the office the case names, listed or not; else the one the directory would give."""
    kind, need = referral.kind, referral.need
    if referral.office is None:
        slot = offices.answering(kind, referral.about, referral.rules, need)
        if slot.lost != "empty_slot":
            return slot
    known = offices.known(kind, referral.office, referral.about, need)
    # without a directory there are kinds only, so that one agency is not taken for two
    return Slot(kind, None, known.lost) if offices.directory is None else known


class Asked(NamedTuple):
    """Everything asked of one agency. `needs` are the open needs it would answer."""

    to: Slot
    about: Persons
    rules: Rules
    needs: frozenset[str]
    services: frozenset[str]
    due: dt.date | None
    tier: int


def gather(placed: Iterable[tuple[Slot, Referral]]) -> dict[Address, Asked]:
    """Referrals by the agency they reach, merged: once, with all reasons and services, and the earliest due."""
    grouped: dict[Slot, list[Referral]] = {}
    for slot, referral in placed:
        grouped.setdefault(slot, []).append(referral)
    return {slot.address: _merged(slot, referrals) for slot, referrals in grouped.items()}


def _merged(to: Slot, referrals: list[Referral]) -> Asked:
    if len(referrals) == 1:
        (r,) = referrals
        return Asked(to, r.about, r.rules, _answered(referrals), _services(referrals), r.due, r.tier)
    return Asked(
        to=to,
        about=NOBODY.union(*[r.about for r in referrals]),
        rules=NOBODY.union(*[r.rules for r in referrals]),
        needs=_answered(referrals),
        services=_services(referrals),
        due=min([r.due for r in referrals if r.due is not None], default=None),
        tier=min([r.tier for r in referrals]),
    )


def _answered(referrals: list[Referral]) -> frozenset[str]:
    return frozenset([r.need for r in referrals if r.need is not None and r.role != "inform"])


def _services(referrals: list[Referral]) -> frozenset[str]:
    return frozenset([r.service for r in referrals if r.service])


def most_urgent(needs: Iterable[str], facts: Facts) -> tuple[bool, int] | None:
    """The urgency of the most urgent of these needs; None where there is none."""
    return max((facts.open_needs[need].urgency for need in needs), default=None)
