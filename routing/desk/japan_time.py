"""Time at the desk: instants are aware datetimes, days are those of Japan.

Japan has had no summer time since 1951, so its days are those of UTC+9 and no time zone data is needed.
"""

from __future__ import annotations

import datetime as dt

JST = dt.timezone(dt.timedelta(hours=9), "JST")


def local_day(instant: dt.datetime) -> dt.date:
    """The day in Japan at an instant.

    >>> local_day(dt.datetime(2026, 3, 31, 15, 0, tzinfo=dt.timezone.utc)).isoformat()
    '2026-04-01'
    """
    return instant.astimezone(JST).date()


def start_of(day: dt.date) -> dt.datetime:
    """The instant at which a day begins in Japan."""
    return dt.datetime.combine(day, dt.time(), JST)


def end_of(day: dt.date) -> dt.datetime:
    """The instant at which a day is over in Japan: what is due on that day is overdue from then on."""
    return start_of(day) + dt.timedelta(days=1) if day < dt.date.max else start_of(day)
