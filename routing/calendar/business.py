"""Business time: how much of it lies between two instants, and when so much of it has passed."""

from __future__ import annotations

import datetime as dt
import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from routing.calendar.days import Calendar
from routing.calendar.hours import OFFICE_HOURS, Hours
from routing.calendar.instants import end_of, in_japan, moved, start_of
from routing.calendar.within import Within, due_date, parse_within

MOST_BUSINESS_HOURS = 10_000
_MINUTE = 60_000_000
"""Instants are whole microseconds."""
_HOURS = re.compile(r"([0-9]{1,8})bh", re.ASCII)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A span of time in hours during which the desk is open."""

    hours: int


Span = Within | BusinessHours
"""A span of time: calendar time, business days or business hours."""


@functools.lru_cache(maxsize=1024)
def parse_span(text: str) -> Span:
    """Read a span: `P14D` and `PT48H` (calendar time, through nights and weekends), `5bd`, or `8bh` (business hours).

    Raises `ValueError` for anything else and for more than 10,000 business hours.

    >>> parse_span("8bh")
    BusinessHours(hours=8)
    """
    if found := _HOURS.fullmatch(text):
        if int(found[1]) > MOST_BUSINESS_HOURS:
            raise ValueError(f"a span of time has at most {MOST_BUSINESS_HOURS} business hours")
        return BusinessHours(int(found[1]))
    try:
        return parse_within(text)
    except ValueError as error:
        if "is written" not in str(error):
            raise
        message = "a span of time is written `P14D` or `PT48H` (calendar time), `5bd` (business days) or `8bh` (hours)"
        raise ValueError(f"{message}, in whole numbers") from None


def multiplied(span: Span, times: int) -> Span:
    """A span so many times over.

    >>> multiplied(parse_span("2bd"), 3).business_days
    6
    """
    if isinstance(span, BusinessHours):
        return BusinessHours(span.hours * times)
    if span.business_days is not None:
        return Within(business_days=span.business_days * times)
    return Within(span.months * times, span.days * times, span.minutes * times)


class _Year(NamedTuple):
    """The business days of a year: their ordinals, and the open microseconds before each, with the sum at the end."""

    days: Sequence[int]
    before: Sequence[int]

    def length(self, index: int) -> int:
        """How many microseconds the desk is open on a business day of the year, counted from 0."""
        return self.before[index + 1] - self.before[index]


@dataclass(frozen=True)
class BusinessTime:
    """The business time of a municipality: business days of its calendar, at the opening hours of its desk.

    While the desk is closed this time stands still. A business day has passed when as much of the opening time of the
    days has passed as makes up one: from Monday 10:00 it is over on Tuesday 10:00, from Saturday on Monday at the
    close. So spans add up: five business days are two and then three.

    >>> from routing.calendar import JST
    >>> friday = dt.datetime(2026, 4, 3, 16, 0, tzinfo=JST)
    >>> BusinessTime().after(friday, parse_span("2bh")).isoformat()
    '2026-04-06T09:30:00+09:00'
    """

    calendar: Calendar = field(default_factory=Calendar)
    hours: Hours = OFFICE_HOURS

    def after(self, start: dt.datetime, span: Span) -> dt.datetime:
        """The first instant at which a span has passed since `start`; a span of nothing ends as it starts.

        Calendar time runs through nights, weekends and holidays; months end at the last day of a shorter one. Beyond
        the last moment of the year 9999, that moment. Raises `ValueError` for a time without a zone.
        """
        start = in_japan(start)
        if isinstance(span, BusinessHours):
            return self._after_open(start, span.hours * 60 * _MINUTE)
        if span.business_days is not None:
            return self._after_days(start, span.business_days)
        day = due_date(start.date(), Within(months=span.months, days=span.days), self.calendar)
        return moved(dt.datetime.combine(day, start.timetz()), dt.timedelta(minutes=span.minutes))

    def days_between(self, start: dt.datetime, end: dt.datetime) -> Fraction:
        """The business days from one instant to a later one, as an exact fraction; 0 where `end` is not later."""
        first, last = in_japan(start), in_japan(end)
        if last <= first:
            return Fraction(0)
        whole = sum(len(self._year(year).days) for year in range(first.year, last.year))
        return whole + self._day_of_year(last) - self._day_of_year(first)

    def open_between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How long the desk is open from one instant to a later one; nothing where `end` is not later."""
        first, last = in_japan(start), in_japan(end)
        if last <= first:
            return dt.timedelta(0)
        whole = sum(self._year(year).before[-1] for year in range(first.year, last.year))
        return dt.timedelta(microseconds=whole + self._open_of_year(last) - self._open_of_year(first))

    def _after_days(self, start: dt.datetime, days: int) -> dt.datetime:
        """The same part of a later business day has passed; from a moment between two, the whole of one."""
        if days <= 0:
            return start
        year, found = start.year, self._year(start.year)
        index, inside = bisect_left(found.days, start.toordinal()), self._inside(start)
        length = found.length(index) if inside else 0
        index += days if inside else days - 1
        while index >= len(found.days):
            index -= len(found.days)
            year += 1
            if year > dt.MAXYEAR:
                return end_of(dt.date.max)
            found = self._year(year)
        full = found.length(index)
        return self._within_day(found.days[index], -(-inside * full // length) if inside else full)

    def _after_open(self, start: dt.datetime, micros: int) -> dt.datetime:
        if micros <= 0:
            return start
        left, year = self._open_of_year(start) + micros, start.year
        while left > self._year(year).before[-1]:
            left -= self._year(year).before[-1]
            year += 1
            if year > dt.MAXYEAR:
                return end_of(dt.date.max)
        found = self._year(year)
        index = bisect_left(found.before, left) - 1
        return self._within_day(found.days[index], left - found.before[index])

    def _day_of_year(self, instant: dt.datetime) -> Fraction:
        """The business days of the year that have passed, with the part of today."""
        found = self._year(instant.year)
        index = bisect_left(found.days, instant.toordinal())
        inside = self._inside(instant)
        return index + (Fraction(inside, found.length(index)) if inside else Fraction(0))

    def _open_of_year(self, instant: dt.datetime) -> int:
        found = self._year(instant.year)
        return found.before[bisect_left(found.days, instant.toordinal())] + self._inside(instant)

    def _inside(self, instant: dt.datetime) -> int:
        """How long the desk has been open on the day of an instant; nothing on a day that is no business day."""
        if not self.calendar.is_business_day(instant.date()):
            return 0
        now = (instant.hour * 60 + instant.minute) * _MINUTE + instant.second * 1_000_000 + instant.microsecond
        spans = self.hours.week[instant.weekday()]
        return sum(max(0, min(now, end * _MINUTE) - start * _MINUTE) for start, end in spans)

    def _within_day(self, ordinal: int, micros: int) -> dt.datetime:
        """The first instant of a business day at which the desk has been open for so long."""
        day = dt.date.fromordinal(ordinal)
        for start, end in self.hours.week[day.weekday()]:
            length = (end - start) * _MINUTE
            if micros <= length:
                return moved(start_of(day), dt.timedelta(microseconds=start * _MINUTE + micros))
            micros -= length
        return end_of(day)

    def _year(self, year: int) -> _Year:
        return _year(self, year)


@functools.lru_cache(maxsize=512)
def _year(time: BusinessTime, year: int) -> _Year:
    days: list[int] = []
    before = [0]
    for ordinal in range(dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        open_minutes = sum(end - start for start, end in time.hours.week[day.weekday()])
        if open_minutes and time.calendar.is_business_day(day):
            days.append(ordinal)
            before.append(before[-1] + open_minutes * _MINUTE)
    return _Year(tuple(days), tuple(before))
