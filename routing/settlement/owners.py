"""The owner of each open need: who answers it.

A need no rule routes is a gap; one all of whose candidates are struck is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.settlement.addressees import Candidate, highest, merged
from routing.settlement.consequences import Referral, Rules
from routing.settlement.facts import Persons
from routing.settlement.offices import gravest
from routing.settlement.preference import Contest
from routing.settlement.slot import Slot, Struck
from routing.settlement.standing import Missed, Standing

Owner = tuple[Slot, Persons, Rules, int]
"""Who owns a need: the agency, the persons and rules it is asked for, and the tier."""


@dataclass(slots=True, eq=False)
class Ownership:
    """Who owns which need; the needs that are blocked, with the reason and the rules; the gaps. All by need id."""

    owners: dict[str, Owner]
    blocked: dict[str, tuple[Struck, Rules]]
    gaps: list[str]


def assign_owners(standing: Standing, lead: Slot | None, contest: Contest) -> Ownership:
    """An owner for every open need: the highest tier, then the lead, then as the lead is chosen, last by name."""
    owners: dict[str, Owner] = {}
    for need, candidates in standing.by_need.items():
        slot, (proposal, about, _, _) = candidates[0]
        if len(candidates) == 1:
            owners[need] = slot, about, proposal.rules, proposal.tier
        else:
            owners[need] = _owner(candidates, lead, contest)
    blocked: dict[str, tuple[Struck, Rules]] = {}
    for need, struck in standing.struck.items():
        if need not in owners:
            blocked[need] = _why_blocked(struck)
    gaps = [need for need in contest.facts.open_needs if need not in owners and need not in blocked]
    return Ownership(owners, blocked, gaps)


def _owner(candidates: Sequence[Candidate], lead: Slot | None, contest: Contest) -> Owner:
    contenders, tier = highest(candidates)
    if len(contenders) == 1:
        ((slot, referrals),) = contenders.items()
        return _owning(slot, referrals, tier)
    if lead is not None and lead in contenders:
        return _owning(lead, contenders[lead], tier)
    asked = [merged(slot, referrals) for slot, referrals in contenders.items()]
    left, _ = contest.narrow(asked, ("involvement", "urgency", "persons", "lead_order"))
    chosen = left[0] if len(left) == 1 else min(left, key=lambda one: one.to.address)
    return chosen.to, chosen.about, chosen.rules, tier


def _owning(slot: Slot, referrals: Sequence[Referral], tier: int) -> Owner:
    """Who owns a need for these reasons: less than all that `merged` says of an agency."""
    proposal, about, _, _ = referrals[0]
    if len(referrals) == 1:
        return slot, about, proposal.rules, tier
    return (
        slot,
        about.union(*[persons for _, persons, _, _ in referrals]),
        proposal.rules.union(*[other.rules for other, _, _, _ in referrals]),
        tier,
    )


def _why_blocked(candidates: Iterable[Missed]) -> tuple[Struck, Rules]:
    """What struck the candidates: an exclusion before a refusal before a missing office."""
    struck = {p.struck for p in candidates if p.struck is not None}
    return gravest(struck), frozenset(rule for p in candidates for rule in p.referral[0].rules)
