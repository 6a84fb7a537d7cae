"""Continuity: an agency that already leads for a person goes on doing so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.settlement.consequences import Referral, Rules
from routing.settlement.facts import Active, Facts, Persons
from routing.settlement.prepared import Prepared, Proposal

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

TIER = "continuity"
NO_RULES: Rules = frozenset()


def continued(facts: Facts, prepared: Prepared, rulebook: Rulebook) -> Iterator[Referral]:
    """What the agencies that lead for a person now are candidates for, without any rule.

    They own that person's open needs, and lead the case where nobody else has an open need and their kind may hold
    one. A rulebook without a tier `continuity` knows none of this.
    """
    tier = prepared.tiers.get(TIER)
    if tier is None or not facts.active:
        return
    for active in [one for same_kind in facts.active.values() for one in same_kind if one.leads]:
        person = facts.alone[active.person]
        others = facts.open_needs_of(facts.persons - person)
        if not others and rulebook.vocabulary.agency_kinds[active.kind].may_hold:
            yield _candidate(active, person, "lead", tier, None)
        for need in facts.open_needs_of(person):
            yield _candidate(active, person, "owner", tier, need)


def _candidate(active: Active, person: Persons, role: str, tier: int, need: str | None) -> Referral:
    proposal = Proposal((active.kind,), role, tier, NO_RULES, continued=True, office=active.office)
    return proposal, person, need, None
