"""Continuity: an agency that already leads for a person goes on doing so."""

from __future__ import annotations

from routing.settlement.consequences import Referral, Rules
from routing.settlement.facts import Active, Facts, Persons
from routing.settlement.prepared import Prepared, Proposal

TIER = "continuity"
NO_RULES: Rules = frozenset()


def continued(facts: Facts, prepared: Prepared) -> list[Referral]:
    """What the agencies that lead for a person now are candidates for, without any rule.

    They own that person's open needs, and lead the case where nobody else has an open need and their kind may hold
    one. A rulebook without a tier `continuity` knows none of this.
    """
    tier = prepared.tiers.get(TIER)
    found: list[Referral] = []
    if tier is None:
        return found
    for active in [one for same_kind in facts.active.values() for one in same_kind if one.leads]:
        person = frozenset((active.person,))
        others = facts.open_needs_of(facts.persons - person)
        if not others and active.kind in prepared.holding:
            found.append(_candidate(active, person, "lead", tier, None))
        found += [_candidate(active, person, "owner", tier, need) for need in facts.open_needs_of(person)]
    return found


def _candidate(active: Active, person: Persons, role: str, tier: int, need: str | None) -> Referral:
    kinds = (active.kind,)
    proposal = Proposal(active.kind, kinds, role, tier, NO_RULES, continued=True, office=active.office)
    return proposal, person, need, None
