"""`unused-tier`, `unused-setting`: what a rulebook declares and nothing in it uses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from routing.quality.check.finding import Finding
from routing.quality.check.subject import Subject
from routing.rulebook.effects import Refer

CONTINUITY = "continuity"
"""The tier of an agency that is there already: settlement lifts it, no rule names it."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell what is declared and not used; each finding belongs to the pack that declares it."""
    for setting, finding in _unused(subject):
        yield dataclasses.replace(finding, owner=subject.written.giver(setting))


def _unused(subject: Subject) -> Iterator[tuple[str, Finding]]:
    """Tell tiers that no rule names, and kinds in `lead_order` and `contested` that never lead."""
    rulebook = subject.rulebook
    referrals = [effect for rule in rulebook.rules for effect in rule.effects if isinstance(effect, Refer)]
    named = {effect.tier for effect in referrals}
    for index, tier in enumerate(rulebook.tiers):
        if tier not in named and tier != CONTINUITY:
            yield (
                "tiers",
                subject.finding(
                    "unused-tier",
                    subject.written.setting("tiers", index),
                    (f"段 `{tier}` を使うルールがない", f"no rule uses the tier `{tier}`"),
                ),
            )
    leading = {
        kind
        for effect in referrals
        if effect.role == "lead" or (effect.need is not None and effect.role != "inform")
        for kind in (effect.to, *effect.if_absent)
    }
    if rulebook.default_lead is not None:
        leading.add(rulebook.default_lead)
    for index, kind in enumerate(rulebook.lead_order):
        if kind not in leading:
            yield (
                "lead_order",
                subject.finding(
                    "unused-setting",
                    subject.written.setting("lead_order", index),
                    (
                        f"`lead_order` の `{kind}` を主担当や担当にするルールがない",
                        f"`lead_order` names `{kind}`, which no rule makes a lead or an owner",
                    ),
                    kinds=[kind],
                ),
            )
        elif kind in rulebook.lead_order[:index]:
            yield (
                "lead_order",
                subject.finding(
                    "unused-setting",
                    subject.written.setting("lead_order", index),
                    (f"`lead_order` に `{kind}` が二度ある", f"`lead_order` names `{kind}` twice"),
                    kinds=[kind],
                ),
            )
    for row, group in enumerate(rulebook.contested):
        for kind in group:
            if kind not in leading:
                yield (
                    "contested",
                    subject.finding(
                        "unused-setting",
                        subject.written.setting("contested", row),
                        (
                            f"`contested` の `{kind}` を主担当や担当にするルールがない",
                            f"`contested` names `{kind}`, which no rule makes a lead or an owner",
                        ),
                        kinds=[kind],
                    ),
                )
