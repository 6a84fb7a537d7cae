"""When the counter of an office is open, in seconds from the start of a simulation."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from routing.calendar import Calendar, Hours

DAY = 86_400


class Openings:
    """The spells in which an office is open, in order; none at all: it never closes."""

    def __init__(self, spells: Sequence[tuple[int, int]]) -> None:
        self._opens = [start for start, _ in spells]
        self._closes = [end for _, end in spells]
        self._before = [0, *itertools.accumulate(end - start for start, end in spells)]

    @classmethod
    def of(cls, hours: Hours, calendar: Calendar, start: dt.date, days: int) -> Openings:
        """The opening hours of an office on the days from a start on.

        From Monday to Friday it opens on business days alone; on a Saturday or a Sunday for which hours are given it
        opens, unless the municipality closes.
        """
        spells: list[tuple[int, int]] = []
        for number in range(days):
            day = start + dt.timedelta(days=number)
            weekday = day.weekday()
            if (weekday < 5 and calendar.is_business_day(day)) or (weekday >= 5 and day not in calendar.closed):
                spells += [(number * DAY + a * 60, number * DAY + b * 60) for a, b in hours.week[weekday]]
        return cls(spells)

    def until_open(self, now: int) -> int:
        """How long it is until the office is open: 0 where it is. Behind the last spell it stays open."""
        place = bisect_right(self._closes, now)
        return max(0, self._opens[place] - now) if place < len(self._opens) else 0

    def after_close(self, start: int, length: int) -> int:
        """How much of something that begins while the office is open, or before, lies behind its closing."""
        place = bisect_right(self._closes, start)
        return max(0, start + length - self._closes[place]) if place < len(self._closes) else 0

    def open_between(self, start: int, end: int) -> int:
        """How long the office is open from one moment to a later one; all of it where it never closes."""
        if not self._opens:
            return end - start
        both = zip(self._opens, self._closes, strict=True)
        return sum(max(0, min(close, end) - max(opens, start)) for opens, close in both)

    def after_open(self, open_seconds: float) -> int | None:
        """The moment at which it has been open for so long since the start; None: it never is."""
        if not self._opens:
            return int(open_seconds)
        place = bisect_left(self._before, open_seconds, 1) - 1
        if place >= len(self._opens):
            return None
        return self._opens[place] + int(open_seconds - self._before[place])


ALWAYS = Openings(())
"""An office that never closes."""
