"""Referrals by the agency that answers them, and what all of them together ask of one agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
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


def gather(placed: Iterable[Candidate]) -> dict[Slot, list[Referral]]:
    """Referrals by the agency they reach."""
    grouped: dict[Slot, list[Referral]] = {}
    for slot, referral in placed:
        grouped.setdefault(slot, []).append(referral)
    return grouped


def highest(placed: Sequence[Candidate]) -> tuple[dict[Slot, list[Referral]], int]:
    """The referrals of the highest tier by the agency they reach, and that tier."""
    tier = min([proposal.tier for _, (proposal, _, _, _) in placed])
    return gather([one for one in placed if one[1][0].tier == tier]), tier


def merged(to: Slot, referrals: Sequence[Referral]) -> Asked:
    """All that is asked of an agency: once, with all reasons and services, and the earliest due."""
    whole = sole(to, referrals[0])
    if len(referrals) == 1:
        return whole
    for proposal, about, need, due in referrals[1:]:
        if not about <= whole.about:
            whole.about |= about
        if not proposal.rules <= whole.rules:
            whole.rules |= proposal.rules
        if not proposal.services <= whole.services:
            whole.services |= proposal.services
        if need is not None and need not in whole.needs and proposal.role != "inform":
            whole.needs |= {need}
        if due is not None and (whole.due is None or due < whole.due):
            whole.due = due
        if proposal.tier < whole.tier:
            whole.tier = proposal.tier
    return whole


def sole(to: Slot, referral: Referral) -> Asked:
    """What one referral asks of an agency."""
    proposal, about, need, due = referral
    needs = NOBODY if need is None or proposal.role == "inform" else frozenset((need,))
    return Asked(to, about, proposal.rules, needs, proposal.services, due, proposal.tier)
