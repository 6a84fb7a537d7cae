"""The backup team: when it is asked, for what, and why. Compound needs alone are no reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from routing.settlement.consequences import Rules
from routing.settlement.facts import Facts
from routing.settlement.prepared import Answer

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
Wanted = tuple[str, dict[tuple[str, str], Rules]]
"""What the backup team is asked for: the level, and the rules that give each reason, which is a code and its detail."""


def reported(facts: Facts) -> list[Trigger]:
    """The reasons in the history of a case, once for each time they were reported."""
    told: dict[str, list[str | None]] = {}
    for entry in facts.case["history"]:
        told.setdefault(entry["type"], []).append(entry["by"])
    for type in ("declined", "refused"):
        involved = facts.turned_down.get(type, [])
        if len(involved) > len(told.get(type, ())):  # an involvement may tell again what the history tells
            told[type] = [*involved]
    triggers: list[Trigger] = []
    for type, agencies in told.items():
        code, text = REPORTED[type]
        named = sorted({agency for agency in agencies if agency is not None})
        detail = f"{text}: {', '.join(named)}" if named else text
        triggers += [(code, code, detail, NO_RULES, None)] * len(agencies)
    return triggers


def asked_for(triggers: Sequence[Trigger], answers: Mapping[str, Answer]) -> Wanted | None:
    """The highest level asked for, and the reasons, merged; None where nothing calls for the backup team.

    A reason counts once it was given as often as its setting says.
    """
    if not triggers:
        return None
    merged: dict[tuple[str, str], Rules] = {}
    conference = False
    times: Counter[str] | None = None
    for setting, code, detail, rules, level in triggers:
        if level is None:
            count, level = answers[setting]
            if count > 1:
                if times is None:  # not before it is asked for: even an empty counter is dear to make
                    times = Counter([trigger[0] for trigger in triggers])
                if times[setting] < count:
                    continue
        if level == "conference":
            conference = True
        reason = code, detail
        merged[reason] = rules | merged[reason] if reason in merged else rules
    if not merged:
        return None
    return "conference" if conference else "advice", merged
