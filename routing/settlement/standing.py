"""Who stands for what: referrals with who answers them, sorted by what the roles of a decision ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(slots=True, eq=False)
class Standing:
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
    leads: list[Candidate] = []
    by_need: dict[str, list[Candidate]] = {}
    supports: set[Slot] = set()
    asked: dict[Slot, list[Referral]] = {}
    found = Standing(leads, by_need, supports, asked, {}, {}, [])
    active, resident, professional = offices.facts.active, offices.asked, offices.told
    for referral in referrals:
        proposal, about, need, _ = referral
        role, kind = proposal.role, proposal.kind
        if role == "inform":
            _inform(found, referral, offices)
            continue
        slot = None
        if kind not in active:  # what `find` does first, without the call
            slot = professional[kind] if need is None and role == "support" else resident[kind]
        if slot is None or proposal.continued:
            if proposal.continued:
                slot = going_on(referral, offices)
            else:
                mode: Mode = "support" if need is None and role == "support" else "answer"
                slot = offices.find(mode, proposal.kinds, about, proposal.rules, need)
            if slot.lost is not None:
                _miss(found, referral, slot.lost, offices)
                continue
        known = asked.get(slot)
        if known is None:
            asked[slot] = [referral]
        else:
            known.append(referral)
        candidate = (slot, referral)
        if role == "lead":
            leads.append(candidate)
        elif role == "support":
            supports.add(slot)
        if need is not None:
            if need in by_need:
                by_need[need].append(candidate)
            else:
                by_need[need] = [candidate]
    return found


def _inform(found: Standing, referral: Referral, offices: Offices) -> None:
    proposal, about, need, _ = referral
    slot = offices.find("inform", proposal.kinds, about, proposal.rules, need)
    if slot.lost is None:
        found.informed.setdefault(slot, []).append(referral)
    else:
        found.missed.append(Missed(referral, None, slot.lost))


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
