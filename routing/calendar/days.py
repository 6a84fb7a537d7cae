"""The days on which the offices of a municipality are open."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from importlib import resources

FIRST_YEAR, LAST_YEAR = 2000, 2050
"""The years whose national holidays are known; outside them only weekends and the year's end count as closed."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business days in Japan: Monday to Friday without national holidays, the year's end and municipal closing days.

    `closed` are the municipality's own closing days. `year_end` is the closure from 29 December to 3 January
    (行政機関の休日に関する法律 第1条 and the ordinances that follow it). The national holidays are data
    (`holidays_jp.csv`, 国民の祝日に関する法律, with substitute holidays), loaded when first asked for.

    >>> Calendar().is_business_day(dt.date(2026, 5, 6))
    False
    """

    closed: frozenset[dt.date] = frozenset()
    year_end: bool = True

    def is_business_day(self, day: dt.date) -> bool:
        """Whether offices are open on a day."""
        if day.weekday() >= 5 or day in self.closed or day in national_holidays():
            return False
        return not (self.year_end and (day.month, day.day) in _YEAR_END)

    def business_days_from(self, day: dt.date, count: int, direction: int) -> dt.date:
        """The `count`-th open day after a day (before it, where `count` is negative).

        With a `count` of 0 the day itself if it is open, else the next one in `direction` (1 or -1). Beyond the
        first or last date there is, that date.
        """
        step = _DAY if direction > 0 else -_DAY
        left = abs(count)
        try:
            while left or not self.is_business_day(day):
                day += step
                if left and self.is_business_day(day):
                    left -= 1
        except OverflowError:
            return dt.date.max if direction > 0 else dt.date.min
        return day

    def content(self) -> dict[str, object]:
        """Everything a due date depends on, as plain sorted data: for the digest of a rulebook."""
        return {
            "closed": sorted(day.isoformat() for day in self.closed),
            "national": hashlib.sha256(_holiday_rows().encode()).hexdigest(),
            "year_end": self.year_end,
        }


_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


@functools.cache
def national_holidays() -> dict[dt.date, str]:
    """The national holidays of Japan from `FIRST_YEAR` to `LAST_YEAR`, each with its Japanese name."""
    rows = (line.split(",", 1) for line in _holiday_rows().splitlines()[1:])
    return {dt.date.fromisoformat(date): name for date, name in rows}


def _holiday_rows() -> str:
    return resources.files("routing.calendar").joinpath("holidays_jp.csv").read_text(encoding="utf-8")
