"""Opening hours of a desk, as people write them: `Mo-Fr 08:30-17:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOW = "write opening hours as `Mo-Fr 08:30-17:00` or `Mo-Th 08:30-12:00,13:00-17:00; Fr 08:30-15:00`"
MOST_CHARACTERS = 500

_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})", re.ASCII)

Minutes = tuple[tuple[int, int], ...]
"""When a day is open: from, until, in minutes after midnight; in order, without overlap."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a desk is open in an ordinary week. `week` has the minutes of each day, Monday first."""

    week: tuple[Minutes, ...]

    @property
    def on_each_business_day(self) -> bool:
        """Whether it opens on every day from Monday to Friday, and on no other."""
        return all(self.week[:5]) and not any(self.week[5:])

    def content(self) -> list[list[list[int]]]:
        """The hours as plain data: for the digest of a rulebook."""
        return [[list(span) for span in day] for day in self.week]


def parse_hours(text: str) -> Hours:
    """Read opening hours, in the plain part of the form that OpenStreetMap uses.

    Days are `Mo` to `Su`, single, as a range or in a list; spans of a day stand between commas; groups of days
    between semicolons. Raises `ValueError` for anything else, for a span that ends before it begins, and for a day
    that is named twice.

    >>> parse_hours("Mo-Fr 08:30-17:00").week[0]
    ((510, 1020),)
    """
    week: dict[int, Minutes] = {}
    for group in text.split(";") if len(text) <= MOST_CHARACTERS else ():
        named, _, spans = group.strip().partition(" ")
        for day in _days(named):
            if day in week:
                raise ValueError(f"opening hours name `{DAYS[day]}` twice; {HOW}")
            week[day] = _minutes(spans.strip())
    if not week:
        raise ValueError(HOW)
    return Hours(tuple(week.get(day, ()) for day in range(7)))


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(HOW)
        start = DAYS.index(first)
        end = DAYS.index(last) if dash else start
        if end < start:
            raise ValueError(f"a range of days goes from Monday to Sunday; {HOW}")
        found += range(start, end + 1)
    return found


def _minutes(text: str) -> Minutes:
    spans: list[tuple[int, int]] = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(HOW)
        hour, minute, until_hour, until_minute = (int(number) for number in found.groups())
        start, end = hour * 60 + minute, until_hour * 60 + until_minute
        if minute > 59 or until_minute > 59 or end > 24 * 60 or start >= end or (spans and start < spans[-1][1]):
            raise ValueError(f"opening hours run forward within a day, in order; {HOW}")
        spans.append((start, end))
    return tuple(spans)


OFFICE_HOURS = parse_hours("Mo-Fr 08:30-17:00")
"""What holds where a rulebook says nothing: the usual hours of a Japanese office."""
