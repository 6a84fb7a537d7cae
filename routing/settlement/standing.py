"""Who stands for what: the placed referrals, sorted by the questions that the roles of a decision answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routing.settlement.addressees import Placed
from routing.settlement.consequences import Referral
from routing.settlement.slot import Slot

Grouped = dict[Slot, list[Referral]]
"""Referrals by the agency they reach."""


class Standing(NamedTuple):
    """Placed referrals, each under every question it bears on; only those that reach an agency, but in `by_need`.

    `leads` stand for lead, `by_need` for owning a need (with those nobody answers), `supports` were proposed as such.
    `asked` holds everything but what merely informs, which is in `informed`.
    """

    leads: list[tuple[Slot, Referral]]
    by_need: dict[str, list[Placed]]
    supports: set[Slot]
    asked: Grouped
    informed: Grouped

    def needs_of(self, slot: Slot) -> list[str]:
        """The needs that an agency would answer, over all its referrals."""
        return [need for need, placed in self.by_need.items() if any(p.answer == slot for p in placed)]


def standing(placed: Iterable[Placed]) -> Standing:
    """Sort placed referrals."""
    found = Standing([], {}, set(), {}, {})
    leads, by_need, supports, asked, informed = found
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
        if need is not None:
            by_need.setdefault(need, []).append(p)
        if role == "lead" and answer is not None:
            leads.append((answer, referral))
    return found
