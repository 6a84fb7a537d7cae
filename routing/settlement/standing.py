"""Who stands for what: the placed referrals, sorted by the questions that the roles of a decision answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routing.settlement.addressees import Candidate, Placed
from routing.settlement.consequences import Referral
from routing.settlement.slot import Slot


class Standing(NamedTuple):
    """Placed referrals, each under every question it bears on; only those that reach an agency, but in `struck`.

    `leads` stand for lead, `by_need` for owning a need, `supports` were proposed as such. `asked` holds everything but
    what merely informs, which is in `informed`. `struck` would have owned a need, but nobody is left to answer.
    """

    leads: list[Candidate]
    by_need: dict[str, list[Candidate]]
    supports: set[Slot]
    asked: dict[Slot, list[Referral]]
    informed: dict[Slot, list[Referral]]
    struck: dict[str, list[Placed]]


def standing(placed: Iterable[Placed]) -> Standing:
    """Sort placed referrals."""
    found = Standing([], {}, set(), {}, {}, {})
    leads, by_need, supports, asked, informed, struck = found
    for p in placed:
        referral, answer, reach = p.referral, p.answer, p.reach
        proposal, _, need, _ = referral
        role = proposal.role
        if role == "inform":
            if reach.lost is None:
                informed.setdefault(reach, []).append(referral)
            continue
        if reach.lost is None:
            asked.setdefault(reach, []).append(referral)
            if role == "support":
                supports.add(reach)
        if answer is None:
            if need is not None:
                struck.setdefault(need, []).append(p)
            continue
        if need is not None:
            by_need.setdefault(need, []).append((answer, referral))
        if role == "lead":
            leads.append((answer, referral))
    return found
