"""Referrals with the agency each one reaches, and what all of them together ask of one agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.settlement.consequences import Referral, Rules
from routing.settlement.facts import NOBODY, Persons
from routing.settlement.offices import Mode, Offices
from routing.settlement.slot import Slot, Struck


@dataclass(slots=True, eq=False)
class Placed:
    """A referral and the agency it reaches: as lead or owner (`answer`), and as support or informed (`reach`).

    Where there is an answer, both are one: who owns a need supports from the same office. Where a lead or owner was
    asked for and there is none, `struck` says why.
    """

    referral: Referral
    answer: Slot | None
    reach: Slot
    struck: Struck | None = None


Candidate = tuple[Slot, Referral]
"""A referral and the agency that answers it."""


def place(referrals: Iterable[Referral], offices: Offices) -> list[Placed]:
    """Every referral with the agency it reaches."""
    return [_place(referral, offices) for referral in referrals]


def _place(referral: Referral, offices: Offices) -> Placed:
    proposal, about, need, _ = referral
    role = proposal.role
    if proposal.continued:
        answer = _continued(referral, offices)
    elif role == "lead" or (need is not None and role == "support"):
        answer = offices.find("answer", proposal.kinds, about, proposal.rules, need)
    else:
        mode: Mode = "inform" if role == "inform" else "support"
        return Placed(referral, None, offices.find(mode, proposal.kinds, about, proposal.rules, need))
    if answer.lost is None:
        return Placed(referral, answer, answer)
    reach = offices.find("support", proposal.kinds, about, proposal.rules, need) if role == "support" else answer
    return Placed(referral, None, reach, answer.lost)


def _continued(referral: Referral, offices: Offices) -> Slot:
    """Who goes on: the office the case names, listed or not; else the one the directory would give."""
    proposal, about, need, _ = referral
    if proposal.office is None:
        slot = offices.find("answer", proposal.kinds, about, proposal.rules, need)
        if slot.lost != "empty_slot":
            return slot
    known = offices.known(proposal.kind, proposal.office, about, need)
    # without a directory there are kinds only, so that one agency is not taken for two
    return Slot(proposal.kind, None, known.lost) if offices.directory is None else known


@dataclass(slots=True, eq=False)
class Asked:
    """Everything asked of one agency. `needs` are the open needs it would answer."""

    to: Slot
    about: Persons
    rules: Rules
    needs: frozenset[str]
    services: frozenset[str]
    due: dt.date | None
    tier: int


def gather(placed: Iterable[Candidate]) -> dict[Slot, list[Referral]]:
    """Referrals by the agency they reach."""
    grouped: dict[Slot, list[Referral]] = {}
    for slot, referral in placed:
        grouped.setdefault(slot, []).append(referral)
    return grouped


def highest(placed: Sequence[Candidate]) -> tuple[dict[Slot, list[Referral]], int]:
    """The referrals of the highest tier by the agency they reach, and that tier."""
    if len(placed) == 1:
        slot, referral = placed[0]
        return {slot: [referral]}, referral[0].tier
    tier = min([proposal.tier for _, (proposal, _, _, _) in placed])
    return gather([one for one in placed if one[1][0].tier == tier]), tier


def merged(to: Slot, referrals: Sequence[Referral]) -> Asked:
    """All that is asked of an agency: once, with all reasons and services, and the earliest due."""
    if len(referrals) == 1:
        proposal, about, need, due = referrals[0]
        needs = NOBODY if need is None or proposal.role == "inform" else frozenset((need,))
        return Asked(to, about, proposal.rules, needs, proposal.services, due, proposal.tier)
    persons: set[str] = set()
    rules: set[str] = set()
    answers: set[str] = set()
    services: set[str] = set()
    days: list[dt.date] = []
    tiers: list[int] = []
    for proposal, about, need, due in referrals:
        persons |= about
        rules |= proposal.rules
        services |= proposal.services
        tiers.append(proposal.tier)
        if need is not None and proposal.role != "inform":
            answers.add(need)
        if due is not None:
            days.append(due)
    due = min(days) if days else None
    return Asked(to, frozenset(persons), frozenset(rules), frozenset(answers), frozenset(services), due, min(tiers))
