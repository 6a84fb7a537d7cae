"""When the counter of an office is open."""

from __future__ import annotations

import datetime as dt

from routing.calendar import Calendar, parse_hours
from routing.conference.simulation.openings import ALWAYS, DAY, Openings

HOUR = 3600
MONDAY = dt.date(2015, 5, 4)  # みどりの日, then こどもの日 and a substitute holiday


def test_an_office_is_closed_on_holidays_and_open_on_the_saturday_it_names() -> None:
    openings = Openings.of(parse_hours("Mo-Sa 09:00-17:00"), Calendar(), MONDAY, 7)
    assert openings.until_open(0) == 3 * DAY + 9 * HOUR
    assert openings.open_between(0, 7 * DAY) == 3 * 8 * HOUR
    assert openings.until_open(5 * DAY + 10 * HOUR) == 0


def test_the_moment_of_closing_is_closed() -> None:
    openings = Openings([(0, 10), (20, 30)])
    assert (openings.until_open(9), openings.until_open(10)) == (0, 10)


def test_open_time_is_counted_over_closed_spells() -> None:
    openings = Openings([(5, 10), (20, 30)])
    assert [openings.after_open(n) for n in (0, 5, 6, 15, 16)] == [5, 10, 21, 30, None]


def test_an_office_that_never_closes_is_always_open() -> None:
    assert (ALWAYS.until_open(123), ALWAYS.open_between(3, 10), ALWAYS.after_close(5, 50)) == (0, 7, 0)
    assert ALWAYS.after_open(12) == 12
