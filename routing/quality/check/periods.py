"""Days that stand for periods: the set of rules in force changes only on some days, so one day of each is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from routing.rulebook import Rule, Rulebook

ONE_DAY = dt.timedelta(days=1)
FIRST_DAY = dt.date(2026, 4, 1)
"""A day for rulebooks in which nothing begins or ends."""


def last_day(rules: Iterable[Rule], rulebook: Rulebook) -> dt.date | None:
    """A day as late as makes a difference on which all of these rules hold; None where there is none."""
    rules = list(rules)
    start = max((rule.start for rule in rules if rule.start is not None), default=None)
    until = min((rule.until for rule in rules if rule.until is not None), default=None)
    if until is not None:
        day = until - ONE_DAY
        return day if start is None or start <= day else None
    newest = rulebook.breakpoints[-1] if rulebook.breakpoints else FIRST_DAY
    return max(newest, start or newest)


def days_of(rule: Rule, rulebook: Rulebook) -> list[dt.date]:
    """A day in each period in which a rule holds, the latest first."""
    days = {day for day in rulebook.breakpoints if rule.in_force(day)}
    last = last_day([rule], rulebook)
    if rule.start is None and rulebook.breakpoints:
        days.add(rulebook.breakpoints[0] - ONE_DAY)
    return sorted(days | ({last} if last is not None else set()), reverse=True)


def newest(rulebook: Rulebook) -> dt.date:
    """The day on which the last change of the rules has come into force."""
    return rulebook.breakpoints[-1] if rulebook.breakpoints else FIRST_DAY
