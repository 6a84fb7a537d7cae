"""Comparing the deadlines of effects."""

from __future__ import annotations

from routing.calendar import parse_within
from routing.calendar.within import Within
from routing.rulebook.effects import Dated


def not_later(one: Dated, other: Dated) -> bool:
    """Whether one effect is due as early as another, as far as the deadlines tell; no deadline comes last."""
    if other.within is None and other.before is None:
        return True
    if one.within is not None and other.within is not None:
        return _as_short(parse_within(one.within), parse_within(other.within))
    return one.before is not None and one.before == other.before


def _as_short(one: Within, other: Within) -> bool:
    if (one.business_days is None) != (other.business_days is None):
        return False
    if one.business_days is not None and other.business_days is not None:
        return one.business_days <= other.business_days
    return minutes(one) <= minutes(other)


def minutes(span: Within) -> int:
    """A span of calendar time in minutes, a month as 30 days."""
    return (span.months * 30 + span.days) * 24 * 60 + span.minutes
