"""Settled parts as the entries of a decision: plain values, sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.settlement.addressees import Asked
from routing.settlement.backup import Trigger
from routing.settlement.consent import Lacking
from routing.settlement.consequences import Derived, Exclusion
from routing.settlement.facts import Facts
from routing.settlement.holder import Held
from routing.settlement.offices import Slot
from routing.settlement.owners import Ownership
from routing.settlement.roles import Roles

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

Entry = dict[str, Any]


def _list(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def holder(held: Held) -> Entry:
    return {"to": held.holder.kind, "agency": held.holder.agency, "reason": held.reason}


def lead(asked: Asked | None, rulebook: Rulebook) -> Entry | None:
    if asked is None:
        return None
    return {
        "to": asked.to.kind,
        "agency": asked.to.agency,
        "name": _name(asked.to, rulebook),
        "about": _list(asked.about),
        "tier": rulebook.tiers[asked.tier],
        "service": " / ".join(_list(asked.services)) or None,
        "rules": _list(asked.rules),
    }


def _name(slot: Slot, rulebook: Rulebook) -> Entry:
    office = rulebook.directory.get(slot.agency) if rulebook.directory is not None and slot.agency else None
    if office is not None:
        return {"ja": office.ja, "en": office.en}
    return {lang: rulebook.vocabulary.label(slot.kind, lang) for lang in ("ja", "en")}


def owners(ownership: Ownership, facts: Facts, rulebook: Rulebook) -> list[Entry]:
    return [
        {
            "need": need,
            "code": facts.open_needs[need].code,
            "to": owner.to.kind,
            "agency": owner.to.agency,
            "tier": rulebook.tiers[owner.tier],
            "rules": _list(owner.rules),
        }
        for need, owner in sorted(ownership.owners.items())
    ]


def addressees(asked: dict[tuple[str, str], Asked]) -> list[Entry]:
    return [
        {
            "to": one.to.kind,
            "agency": one.to.agency,
            "about": _list(one.about),
            "services": _list(one.services),
            "due": one.due,
            "rules": _list(one.rules),
        }
        for _, one in sorted(asked.items())
    ]


def backup(wanted: tuple[str, list[Trigger]] | None, team: Slot) -> Entry | None:
    if wanted is None:
        return None
    level, triggers = wanted
    reasons = [{"code": t.code, "detail": t.detail, "rules": _list(t.rules)} for t in triggers]
    return {"level": level, "team": team.agency, "reasons": reasons}


def gaps(ownership: Ownership, facts: Facts) -> list[Entry]:
    return [{"need": need, "code": facts.open_needs[need].code} for need in sorted(ownership.gaps)]


def blocked(ownership: Ownership, facts: Facts) -> list[Entry]:
    return [
        {"need": need, "code": facts.open_needs[need].code, "reason": reason, "rules": _list(rules)}
        for need, (reason, rules) in sorted(ownership.blocked.items())
    ]


def unsettled(facts: Facts, reason: str) -> list[Entry]:
    """Every open need, where nothing could be settled for this reason."""
    return [
        {"need": need, "code": facts.open_needs[need].code, "reason": reason, "rules": ()}
        for need in sorted(facts.open_needs)
    ]


def excluded(exclusions: Iterable[Exclusion]) -> list[Entry]:
    """The exclusions by what they exclude: the same target once, about everybody it concerns."""
    merged: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for rule in exclusions:
        for field in ("kind", "office", "located_in", "person"):
            target = getattr(rule, field)
            if target is not None:
                about, rules = merged.setdefault((field, target), (set(), set()))
                about |= rule.about
                rules |= rule.rules
    nothing = {"kind": None, "office": None, "located_in": None, "person": None}
    return [
        {**nothing, field: target, "about": _list(about), "rules": _list(rules)}
        for (field, target), (about, rules) in sorted(merged.items())
    ]


def withheld(persons: dict[Lacking, set[str]]) -> list[Entry]:
    return [
        {"to": kind, "about": _list(about), "missing": missing, "released_by": released_by}
        for (kind, missing, released_by), about in sorted(persons.items())
    ]


def findings(derived: Iterable[Derived]) -> list[Entry]:
    merged: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for finding in derived:
        merged.setdefault((finding.kind, _list(finding.about)), set()).update(finding.rules)
    return [{"kind": kind, "about": about, "rules": _list(rules)} for (kind, about), rules in sorted(merged.items())]


def rejected(roles: Roles) -> list[Entry]:
    """Who did not become what a rule proposed: outdone by another lead, or struck."""
    merged: dict[tuple[str, str, str], set[str]] = {}
    for one, lost_to in roles.choice.lost:
        merged.setdefault((one.to.kind, "lead", lost_to), set()).update(one.rules)
    for p in roles.placed:
        if p.reach.lost is not None and p.referral.role != "owner":
            merged.setdefault((p.referral.kind, p.referral.role, p.reach.lost), set()).update(p.referral.rules)
    return [
        {"to": kind, "role": role, "lost_to": lost_to, "rules": _list(rules)}
        for (kind, role, lost_to), rules in sorted(merged.items())
    ]
