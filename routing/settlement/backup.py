"""The backup team: when it is asked, for what, and why. Compound needs alone are no reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

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


class Trigger(NamedTuple):
    """One reason to ask the backup team. `setting` names the escalation setting that says for what."""

    setting: str
    code: str
    detail: str
    rules: Rules = NO_RULES
    level: str | None = None


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
            yield Trigger(code, code, detail)


def asked_for(triggers: Iterable[Trigger], rulebook: Rulebook) -> tuple[str, list[Trigger]] | None:
    """The highest level asked for, and the reasons, merged and sorted; None where nothing calls for the backup team.

    A reason counts once it was given as often as its setting says.
    """
    times: dict[str, int] = {}
    merged: dict[tuple[str, str], Trigger] = {}
    levels: set[str] = set()
    listed = list(triggers)
    for trigger in listed:
        times[trigger.setting] = times.get(trigger.setting, 0) + 1
    for trigger in listed:
        level = trigger.level
        if level is None:
            setting = rulebook.escalation[trigger.setting]
            if times[trigger.setting] < setting.count:
                continue
            level = setting.level
        levels.add(level)
        known = merged.get((trigger.code, trigger.detail), trigger)
        merged[trigger.code, trigger.detail] = Trigger(
            trigger.setting, trigger.code, trigger.detail, known.rules | trigger.rules, level
        )
    if not merged:
        return None
    return "conference" if "conference" in levels else "advice", [merged[key] for key in sorted(merged)]
