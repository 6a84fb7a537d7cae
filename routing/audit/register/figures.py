"""What a decision log says of the use: how many decisions, how many fail-safe, escalated, withheld, overridden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from routing.audit.past import Past


@dataclass(frozen=True)
class Figures:
    """Counts of decisions. `first` and `last` are the days they were logged; None where there are none.

    `overridden` are decisions that a person changed. What was redacted counts as a decision and for nothing else.
    """

    decisions: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    fail_safe: int = 0
    escalated: int = 0
    withheld: int = 0
    gaps: int = 0
    overridden: int = 0


def figures(past: Iterable[Past], rulebook: str | None = None) -> Figures:
    """The figures of a log; with `rulebook`, of the decisions by the rulebook of this digest."""
    days: list[dt.date] = []
    counts = dict.fromkeys(("fail_safe", "escalated", "withheld", "gaps", "overridden"), 0)
    for one in past:
        if rulebook not in (None, one.rulebook):
            continue
        days.append(one.at.date())
        counts["overridden"] += bool(one.overrides)
        if one.whole:
            decision = one.decision
            counts["fail_safe"] += decision.fail_safe
            counts["escalated"] += decision.backup is not None
            counts["withheld"] += bool(decision.withheld)
            counts["gaps"] += bool(decision.gaps)
    if not days:
        return Figures()
    return Figures(decisions=len(days), first=min(days), last=max(days), **counts)
