"""Continuity: an agency that already leads for a person goes on doing so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.settlement.consequences import Referral
from routing.settlement.facts import Active, Facts

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

TIER = "continuity"


def continued(facts: Facts, rulebook: Rulebook) -> Iterator[Referral]:
    """What the agencies that lead for a person now are candidates for, without any rule.

    They own that person's open needs, and lead the case where nobody else has an open need and their kind may hold
    one. A rulebook without a tier `continuity` knows none of this.
    """
    if TIER not in rulebook.tiers:
        return
    tier = rulebook.tiers.index(TIER)
    for active in facts.active:
        if not active.leads:
            continue
        person = frozenset({active.person})
        others = facts.open_needs_of(facts.persons - person)
        if not others and rulebook.vocabulary.agency_kinds[active.kind].may_hold:
            yield _candidate(active, "lead", tier, None)
        for need in facts.open_needs_of(person):
            yield _candidate(active, "owner", tier, need.id)


def _candidate(active: Active, role: str, tier: int, need: str | None) -> Referral:
    return Referral(
        kind=active.kind,
        role=role,
        tier=tier,
        about=frozenset({active.person}),
        rules=frozenset(),
        need=need,
        continued=True,
        office=active.office,
    )
