"""Deadlines as rules write them: `P14D` and `PT48H` in calendar time, `5bd` in business days."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
import functools
import re
from dataclasses import dataclass

from routing.calendar.days import Calendar

MOST_YEARS = 100
MOST_BUSINESS_DAYS = 1000

_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?)?",
    re.ASCII,
)
_BUSINESS_DAYS = re.compile(r"([0-9]+)bd", re.ASCII)


@dataclass(frozen=True, slots=True)
class Within:
    """A span of time: whole months, days and minutes of calendar time, or business days alone (else None)."""

    months: int = 0
    days: int = 0
    minutes: int = 0
    business_days: int | None = None


@functools.lru_cache(maxsize=1024)
def parse_within(text: str) -> Within:
    """Read `PnYnMnWnDTnHnM` (ISO 8601, whole numbers) or `<n>bd` (business days).

    Raises `ValueError` for anything else, for more than 100 years and for more than 1000 business days.

    >>> parse_within("PT48H").minutes
    2880
    >>> parse_within("5bd").business_days
    5
    """
    if len(text) <= 40:
        if found := _BUSINESS_DAYS.fullmatch(text):
            return _business(int(found[1]))
        if found := _DURATION.fullmatch(text):
            years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
            return _calendar_time(years * 12 + months, weeks * 7 + days, hours * 60 + minutes)
    raise ValueError(
        "a span of time is written `P14D`, `P1M` or `PT48H` (calendar time) or `5bd` (business days), in whole numbers"
    )


def _business(count: int) -> Within:
    if count > MOST_BUSINESS_DAYS:
        raise ValueError(f"a span of time has at most {MOST_BUSINESS_DAYS} business days")
    return Within(business_days=count)


def _calendar_time(months: int, days: int, minutes: int) -> Within:
    if months > MOST_YEARS * 12 or days > MOST_YEARS * 366 or minutes > MOST_YEARS * 366 * 24 * 60:
        raise ValueError(f"a span of time is at most {MOST_YEARS} years")
    return Within(months, days, minutes)


def due_date(as_of: dt.date, within: Within | str, calendar: Calendar) -> dt.date:
    """The last day of a deadline that starts on the day `as_of`.

    Calendar time runs through weekends and holidays and is counted from the start of the day: `PT48H` is two days
    later, `PT12H` the same day. Months end at the last day of a shorter month. Business days count the days after
    `as_of` on which offices are open; `0bd` is `as_of` itself or the next open day. A date after 9999-12-31 is
    that day.

    >>> due_date(dt.date(2026, 1, 31), "P1M", Calendar()).isoformat()
    '2026-02-28'
    """
    return _moved(as_of, within, calendar, 1)


def before(date: dt.date, less: Within | str, calendar: Calendar) -> dt.date:
    """The day a span of time before a date, counted back as `due_date` counts on: `PT12H` before is the day before.

    A date before 0001-01-01 is that day.

    >>> before(dt.date(2026, 4, 10), "P3D", Calendar()).isoformat()
    '2026-04-07'
    """
    return _moved(date, less, calendar, -1)


def _moved(date: dt.date, within: Within | str, calendar: Calendar, sign: int) -> dt.date:
    span = parse_within(within) if isinstance(within, str) else within
    if span.business_days is not None:
        return calendar.business_days_from(date, sign * span.business_days, sign)
    try:
        moved = _months_from(date, sign * span.months)
        return moved + dt.timedelta(days=sign * span.days + (sign * span.minutes) // (24 * 60))
    except OverflowError:
        return dt.date.max if sign > 0 else dt.date.min


def _months_from(date: dt.date, months: int) -> dt.date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError
    return date.replace(year=year, month=month + 1, day=min(date.day, gregorian.monthrange(year, month + 1)[1]))
