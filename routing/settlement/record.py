"""Settled parts as the entries of a decision: plain values, sorted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from routing.settlement.addressees import Asked
from routing.settlement.backup import Reason
from routing.settlement.consent import Lacking
from routing.settlement.consequences import Derived, Exclusion
from routing.settlement.facts import Facts
from routing.settlement.holder import Held
from routing.settlement.owners import Ownership
from routing.settlement.roles import Roles
from routing.settlement.slot import Slot

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

Entry = dict[str, Any]


def holder(held: Held) -> Entry:
    return {"agency": held.holder.agency, "reason": held.reason, "to": held.holder.kind}


def lead(asked: Asked | None, rulebook: Rulebook) -> Entry | None:
    if asked is None:
        return None
    return {
        "about": sorted(asked.about),
        "agency": asked.to.agency,
        "name": _name(asked.to, rulebook),
        "rules": sorted(asked.rules),
        "service": " / ".join(sorted(asked.services)) if asked.services else None,
        "tier": rulebook.tiers[asked.tier],
        "to": asked.to.kind,
    }


def _name(slot: Slot, rulebook: Rulebook) -> Entry:
    office = rulebook.directory.get(slot.agency) if rulebook.directory is not None and slot.agency else None
    if office is not None:
        return {"en": office.en, "ja": office.ja}
    return {lang: rulebook.vocabulary.label(slot.kind, lang) for lang in ("en", "ja")}


def owners(ownership: Ownership, facts: Facts, rulebook: Rulebook) -> list[Entry]:
    return [
        {
            "agency": owner.to.agency,
            "code": facts.open_needs[need].code,
            "need": need,
            "rules": sorted(owner.rules),
            "tier": rulebook.tiers[owner.tier],
            "to": owner.to.kind,
        }
        for need, owner in sorted(ownership.owners.items())
    ]


def addressees(asked: Collection[Asked]) -> list[Entry]:
    if not asked:
        return []
    return [
        {
            "about": sorted(one.about),
            "agency": one.to.agency,
            "due": one.due,
            "rules": sorted(one.rules),
            "services": sorted(one.services),
            "to": one.to.kind,
        }
        for one in sorted(asked, key=_by_address)
    ]


def _by_address(one: Asked) -> tuple[str, str]:
    return one.to.address


def backup(wanted: tuple[str, list[Reason]] | None, team: Slot) -> Entry | None:
    if wanted is None:
        return None
    level, given = wanted
    reasons = [{"code": code, "detail": detail, "rules": sorted(rules)} for (code, detail), rules in given]
    return {"level": level, "reasons": reasons, "team": team.agency}


def gaps(ownership: Ownership, facts: Facts) -> list[Entry]:
    if not ownership.gaps:
        return []
    return [{"code": facts.open_needs[need].code, "need": need} for need in sorted(ownership.gaps)]


def blocked(ownership: Ownership, facts: Facts) -> list[Entry]:
    if not ownership.blocked:
        return []
    return [
        {"code": facts.open_needs[need].code, "need": need, "reason": reason, "rules": sorted(rules)}
        for need, (reason, rules) in sorted(ownership.blocked.items())
    ]


def unsettled(facts: Facts, reason: str) -> list[Entry]:
    """Every open need, where nothing could be settled for this reason."""
    return [
        {"code": facts.open_needs[need].code, "need": need, "reason": reason, "rules": ()}
        for need in sorted(facts.open_needs)
    ]


def excluded(exclusions: Sequence[Exclusion]) -> list[Entry]:
    """The exclusions by what they exclude: the same target once, about everybody it concerns."""
    if not exclusions:
        return []
    merged: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for exclusion in exclusions:
        about, rules = merged.setdefault((exclusion.what, exclusion.target), (set(), set()))
        about |= exclusion.about
        rules |= exclusion.rules
    return [
        {
            "about": sorted(about),
            "kind": target if what == "kind" else None,
            "located_in": target if what == "located_in" else None,
            "office": target if what == "office" else None,
            "person": target if what == "person" else None,
            "rules": sorted(rules),
        }
        for (what, target), (about, rules) in sorted(merged.items())
    ]


def withheld(persons: dict[Lacking, set[str]]) -> list[Entry]:
    return [
        {"about": sorted(about), "missing": missing, "released_by": released_by, "to": kind}
        for (kind, missing, released_by), about in sorted(persons.items())
    ]


def findings(derived: Sequence[Derived]) -> list[Entry]:
    if not derived:
        return []
    merged: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for finding in derived:
        merged.setdefault((finding.kind, tuple(sorted(finding.about))), set()).update(finding.rules)
    return [{"about": about, "kind": kind, "rules": sorted(rules)} for (kind, about), rules in sorted(merged.items())]


def rejected(roles: Roles) -> list[Entry]:
    """Who did not become what a rule proposed: outdone by another lead, or struck."""
    merged: dict[tuple[str, str, str], set[str]] = {}
    for one, lost_to in roles.choice.lost:
        merged.setdefault((one.to.kind, "lead", lost_to), set()).update(one.rules)
    for (proposal, _, _, _), _, struck in roles.missed:
        if struck is not None and proposal.role != "owner":
            merged.setdefault((proposal.kind, proposal.role, struck), set()).update(proposal.rules)
    return [
        {"lost_to": lost_to, "role": role, "rules": sorted(rules), "to": kind}
        for (kind, role, lost_to), rules in sorted(merged.items())
    ]
