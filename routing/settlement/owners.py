"""The owner of each open need: who answers it.

A need no rule routes is a gap; one all of whose candidates are struck is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.settlement.addressees import Asked, Placed, gather
from routing.settlement.consequences import Rules
from routing.settlement.offices import Slot, Struck, gravest
from routing.settlement.preference import Contest


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns which need; the needs that are blocked, with the reason and the rules; the gaps. All by need id."""

    owners: dict[str, Asked]
    blocked: dict[str, tuple[Struck, Rules]]
    gaps: frozenset[str]


def assign_owners(placed: Sequence[Placed], lead: Slot | None, contest: Contest) -> Ownership:
    """An owner for every open need: the highest tier, then the lead, then as the lead is chosen, last by name."""
    by_need: dict[str, list[Placed]] = {}
    for p in placed:
        if p.owns and p.referral.need is not None:
            by_need.setdefault(p.referral.need, []).append(p)
    owners: dict[str, Asked] = {}
    blocked: dict[str, tuple[Struck, Rules]] = {}
    for need, candidates in by_need.items():
        standing = [(p.answer, p.referral) for p in candidates if p.answer is not None]
        if not standing:
            blocked[need] = _why_blocked(candidates)
            continue
        tier = min(referral.tier for _, referral in standing)
        top = gather((slot, referral) for slot, referral in standing if referral.tier == tier)
        owners[need] = _owner(list(top.values()), lead, contest)
    return Ownership(owners, blocked, frozenset(contest.facts.open_needs) - owners.keys() - blocked.keys())


def _owner(contenders: list[Asked], lead: Slot | None, contest: Contest) -> Asked:
    leading = [one for one in contenders if lead is not None and one.to.address == lead.address]
    if leading:
        return leading[0]
    left, _ = contest.narrow(contenders, ("involvement", "urgency", "persons", "lead_order"))
    return min(left, key=lambda one: one.to.address)


def _why_blocked(candidates: Iterable[Placed]) -> tuple[Struck, Rules]:
    """What struck the candidates: an exclusion before a refusal before a missing office."""
    struck = {p.struck for p in candidates if p.struck is not None}
    return gravest(struck), frozenset(rule for p in candidates for rule in p.referral.rules)
