"""Who stands for what: referrals with who answers them, sorted by what the roles of a decision ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routing.settlement.addressees import Candidate, going_on
from routing.settlement.consequences import Referral
from routing.settlement.offices import Mode, Offices
from routing.settlement.slot import Slot, Struck


class Missed(NamedTuple):
    """A referral that reaches nobody, or not whom it asked for.

    `struck` says why the lead or owner it asked for is missing, None where it asked for neither; `unreached` why it
    reaches no agency at all, None where it reaches one.
    """

    referral: Referral
    struck: Struck | None
    unreached: Struck | None


class Standing(NamedTuple):
    """Referrals with the agencies that answer them, each under every question it bears on.

    `leads` stand for lead, `by_need` for owning a need, `supports` were proposed as such. `asked` holds everything but
    what merely informs, which is in `informed`. `struck` would have owned a need, but nobody is left to answer; it is
    a part of `missed`.
    """

    leads: list[Candidate]
    by_need: dict[str, list[Candidate]]
    supports: set[Slot]
    asked: dict[Slot, list[Referral]]
    informed: dict[Slot, list[Referral]]
    struck: dict[str, list[Missed]]
    missed: list[Missed]


def standing(referrals: Iterable[Referral], offices: Offices) -> Standing:
    """Find who answers, and sort.

    Who owns a need supports from the same office. Where a resident can ask nobody to own one, professionals may still
    ask for support.
    """
    found = Standing([], {}, set(), {}, {}, {}, [])
    leads, by_need, supports, asked, informed, _, _ = found
    find = offices.find
    for referral in referrals:
        proposal, about, need, _ = referral
        role = proposal.role
        if role == "inform":
            slot = find("inform", proposal.kinds, about, proposal.rules, need)
            if slot.lost is None:
                informed.setdefault(slot, []).append(referral)
            else:
                found.missed.append(Missed(referral, None, slot.lost))
            continue
        if proposal.continued:
            slot = going_on(referral, offices)
        else:
            mode: Mode = "support" if need is None and role == "support" else "answer"
            slot = find(mode, proposal.kinds, about, proposal.rules, need)
        if slot.lost is not None:
            _miss(found, referral, slot.lost, offices)
            continue
        asked.setdefault(slot, []).append(referral)
        if role == "support":
            supports.add(slot)
        if need is not None:
            by_need.setdefault(need, []).append((slot, referral))
        if role == "lead":
            leads.append((slot, referral))
    return found


def _miss(found: Standing, referral: Referral, lost: Struck, offices: Offices) -> None:
    """Note that nobody answers, and ask for support where that is what was wanted of whoever owns a need."""
    proposal, about, need, _ = referral
    if proposal.role != "support":
        missed = Missed(referral, lost, lost)
    elif need is None:
        missed = Missed(referral, None, lost)
    else:
        slot = offices.find("support", proposal.kinds, about, proposal.rules, need)
        missed = Missed(referral, lost, slot.lost)
        if slot.lost is None:
            found.asked.setdefault(slot, []).append(referral)
            found.supports.add(slot)
    found.missed.append(missed)
    if need is not None:
        found.struck.setdefault(need, []).append(missed)
