"""`unused-tier`, `unused-setting`: what a rulebook declares and nothing in it uses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from routing.quality.check.finding import Finding, Words
from routing.quality.check.subject import Subject
from routing.rulebook.effects import Refer

CONTINUITY = "continuity"
"""The tier of an agency that is there already: settlement lifts it, no rule names it."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell what is declared and not used; each finding belongs to the pack that declares it."""
    for setting, findings in (("tiers", _tiers), ("lead_order", _order), ("contested", _contested)):
        for finding in findings(subject):
            yield dataclasses.replace(finding, owner=subject.written.giver(setting))


def _tiers(subject: Subject) -> Iterator[Finding]:
    named = {effect.tier for effect in _referrals(subject)}
    for index, tier in enumerate(subject.rulebook.tiers):
        if tier not in named and tier != CONTINUITY:
            yield subject.finding(
                "unused-tier",
                subject.written.setting("tiers", index),
                (f"段 `{tier}` を使うルールがない", f"no rule uses the tier `{tier}`"),
            )


def _order(subject: Subject) -> Iterator[Finding]:
    leading, order = _leading(subject), subject.rulebook.lead_order
    for index, kind in enumerate(order):
        if kind not in leading:
            yield _unused(subject, kind, ("lead_order", index), _never_leads("lead_order", kind))
        elif kind in order[:index]:
            words = (f"`lead_order` に `{kind}` が二度ある", f"`lead_order` names `{kind}` twice")
            yield _unused(subject, kind, ("lead_order", index), words)


def _contested(subject: Subject) -> Iterator[Finding]:
    leading = _leading(subject)
    for row, group in enumerate(subject.rulebook.contested):
        for kind in group:
            if kind not in leading:
                yield _unused(subject, kind, ("contested", row), _never_leads("contested", kind))


def _never_leads(setting: str, kind: str) -> Words:
    return (
        f"`{setting}` の `{kind}` を主担当や担当にするルールがない",
        f"`{setting}` names `{kind}`, which no rule makes a lead or an owner",
    )


def _unused(subject: Subject, kind: str, steps: tuple[str | int, ...], text: Words) -> Finding:
    return subject.finding("unused-setting", subject.written.setting(*steps), text, kinds=[kind])


def _referrals(subject: Subject) -> list[Refer]:
    return [effect for rule in subject.rulebook.rules for effect in rule.effects if isinstance(effect, Refer)]


def _leading(subject: Subject) -> set[str]:
    """The kinds that a rule can make a lead or an owner, and the default lead."""
    kinds = {
        kind
        for effect in _referrals(subject)
        if effect.role == "lead" or (effect.need is not None and effect.role != "inform")
        for kind in (effect.to, *effect.if_absent)
    }
    return kinds | ({subject.rulebook.default_lead} if subject.rulebook.default_lead is not None else set())
