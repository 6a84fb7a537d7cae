"""The backup team: when it is asked, for what, and why. Compound needs alone are no reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from routing.settlement.consequences import Rules
from routing.settlement.facts import Facts

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

NO_RULES: Rules = frozenset()

REPORTED = {
    "cannot_solve": ("cannot_solve", "an agency cannot solve the case alone"),
    "no_agreement": ("no_agreement", "the agencies do not agree"),
    "declined": ("declined", "an agency declined the referral"),
    "refused": ("repeated_refusal", "help was refused repeatedly"),
    "hop": ("hops", "the case was passed on repeatedly"),
    "overdue": ("overdue", "an answer is overdue"),
}
"""What people reported in the history of a case, by its type: the reason it is, and in words."""


Trigger = tuple[str, str, str, Rules, str | None]
"""One reason to ask the backup team: the escalation setting that says for what, the code of the reason, its detail, the
rules that give it, and the level it asks for (None: the setting says)."""
Reason = tuple[tuple[str, str], Rules]
"""A reason as a decision tells it: its code and the detail, and the rules that give it."""


def reported(facts: Facts) -> Iterable[Trigger]:
    """The reasons in the history of a case, once for each time they were reported."""
    told: dict[str, list[str | None]] = {}
    for entry in facts.case.history:
        told.setdefault(entry.type, []).append(entry.by)
    for type, status in (("declined", "declined"), ("refused", "refused")):
        involved: list[str | None] = [i.agency for i in facts.case.involvements if i.status == status]
        if len(involved) > len(told.get(type, ())):  # an involvement may tell again what the history tells
            told[type] = involved
    for type, agencies in told.items():
        code, text = REPORTED[type]
        named = sorted({agency for agency in agencies if agency is not None})
        detail = f"{text}: {', '.join(named)}" if named else text
        for _ in agencies:
            yield code, code, detail, NO_RULES, None


def asked_for(triggers: Sequence[Trigger], rulebook: Rulebook) -> tuple[str, list[Reason]] | None:
    """The highest level asked for, and the reasons, merged and sorted; None where nothing calls for the backup team.

    A reason counts once it was given as often as its setting says.
    """
    times: dict[str, int] = {}
    for setting, _, _, _, _ in triggers:
        times[setting] = times.get(setting, 0) + 1
    merged: dict[tuple[str, str], Rules] = {}
    levels: set[str] = set()
    for setting, code, detail, rules, level in triggers:
        if level is None:
            answered = rulebook.escalation[setting]
            if times[setting] < answered.count:
                continue
            level = answered.level
        levels.add(level)
        reason = code, detail
        merged[reason] = rules | merged[reason] if reason in merged else rules
    if not merged:
        return None
    return "conference" if "conference" in levels else "advice", sorted(merged.items())
