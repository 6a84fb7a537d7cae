"""Instants: moments of time as Japanese offices read them. No clock: every instant is given."""

from __future__ import annotations

import datetime as dt

JST = dt.timezone(dt.timedelta(hours=9), "JST")
"""Japanese time, nine hours ahead of UTC. There has been no summer time since 1951, so no table of zones is needed."""

_FIRST = dt.datetime.min.replace(tzinfo=JST)
_LAST = dt.datetime.max.replace(tzinfo=JST)


def in_japan(instant: dt.datetime) -> dt.datetime:
    """An instant in Japanese time. One beyond the last moment of the year 9999 there is that moment.

    Raises `ValueError` for a time without a zone: nobody could tell which moment it is.

    >>> in_japan(dt.datetime(2026, 4, 1, 15, 30, tzinfo=dt.timezone.utc)).isoformat()
    '2026-04-02T00:30:00+09:00'
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("a time needs its zone, such as `2026-04-01T09:00:00+09:00`")
    try:
        return instant.astimezone(JST)
    except OverflowError:
        return _LAST if instant.year > 5000 else _FIRST


def day_of(instant: dt.datetime) -> dt.date:
    """The day in Japan on which an instant falls."""
    return in_japan(instant).date()


def start_of(day: dt.date) -> dt.datetime:
    """Midnight in Japan at which a day begins."""
    return dt.datetime.combine(day, dt.time.min, JST)


def end_of(day: dt.date) -> dt.datetime:
    """Midnight in Japan at which a day ends: a period counted in days ends with its last day (民法 第141条)."""
    return start_of(day + dt.timedelta(days=1)) if day < dt.date.max else _LAST


def moved(instant: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """An instant so much later (earlier, where negative), in Japanese time; at most the last moment there is."""
    try:
        return in_japan(instant) + by
    except OverflowError:
        return _LAST if by > dt.timedelta(0) else _FIRST
