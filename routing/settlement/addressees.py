"""Referrals by the agency that answers them, and what all of them together ask of one agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from routing.settlement.consequences import Referral, Rules
from routing.settlement.facts import NOBODY, Persons
from routing.settlement.offices import Offices
from routing.settlement.slot import Slot

Candidate = tuple[Slot, Referral]
"""A referral and the agency that answers it."""


def going_on(referral: Referral, offices: Offices) -> Slot:
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


def highest(placed: Sequence[Candidate]) -> tuple[dict[Slot, list[Referral]], int]:
    """The referrals of the highest tier by the agency they reach, and that tier."""
    top: dict[Slot, list[Referral]] = {}
    highest = placed[0][1][0].tier
    for slot, referral in placed:
        tier = referral[0].tier
        if tier < highest:
            highest, top = tier, {slot: [referral]}
        elif tier == highest:
            if slot in top:
                top[slot].append(referral)
            else:
                top[slot] = [referral]
    return top, highest


def merged(to: Slot, referrals: Sequence[Referral]) -> Asked:
    """All that is asked of an agency: once, with all reasons and services, and the earliest due."""
    last, about, need, due = referrals[0]
    rules, services, tier = last.rules, last.services, last.tier
    needs = NOBODY if need is None or last.role == "inform" else frozenset((need,))
    if len(referrals) == 1:
        return Asked(to, about, rules, needs, services, due, tier)
    for proposal, persons, need, until in referrals[1:]:
        if not persons <= about:
            about |= persons
        if proposal is not last:  # a rule that fired for several says the same each time
            last = proposal
            rules |= proposal.rules
            if proposal.services:
                services |= proposal.services
            if proposal.tier < tier:
                tier = proposal.tier
        if need is not None and need not in needs and proposal.role != "inform":
            needs |= {need}
        if until is not None and (due is None or until < due):
            due = until
    return Asked(to, about, rules, needs, services, due, tier)
