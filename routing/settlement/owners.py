"""The owner of each open need: who answers it.

A need no rule routes is a gap; one all of whose candidates are struck is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from routing.settlement.addressees import Asked, Placed, highest, merged
from routing.settlement.consequences import Referral, Rules
from routing.settlement.offices import gravest
from routing.settlement.preference import Contest
from routing.settlement.slot import Slot, Struck
from routing.settlement.standing import Standing


class Ownership(NamedTuple):
    """Who owns which need; the needs that are blocked, with the reason and the rules; the gaps. All by need id."""

    owners: dict[str, Asked]
    blocked: dict[str, tuple[Struck, Rules]]
    gaps: frozenset[str]


def assign_owners(standing: Standing, lead: Slot | None, contest: Contest) -> Ownership:
    """An owner for every open need: the highest tier, then the lead, then as the lead is chosen, last by name."""
    owners = {need: _owner(highest(candidates)[0], lead, contest) for need, candidates in standing.by_need.items()}
    blocked = {need: _why_blocked(struck) for need, struck in standing.struck.items() if need not in owners}
    gaps = [need for need in contest.facts.open_needs if need not in owners and need not in blocked]
    return Ownership(owners, blocked, frozenset(gaps))


def _owner(contenders: Mapping[Slot, Sequence[Referral]], lead: Slot | None, contest: Contest) -> Asked:
    if lead is not None and lead in contenders:
        return merged(lead, contenders[lead])
    asked = [merged(slot, referrals) for slot, referrals in contenders.items()]
    left, _ = contest.narrow(asked, ("involvement", "urgency", "persons", "lead_order"))
    return left[0] if len(left) == 1 else min(left, key=lambda one: one.to.address)


def _why_blocked(candidates: Iterable[Placed]) -> tuple[Struck, Rules]:
    """What struck the candidates: an exclusion before a refusal before a missing office."""
    struck = {p.struck for p in candidates if p.struck is not None}
    return gravest(struck), frozenset(rule for p in candidates for rule in p.referral[0].rules)
