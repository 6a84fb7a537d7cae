"""Business time stands still while the desk is closed, adds up, and does not care in which zone an instant is given."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.calendar import (
    JST,
    BusinessHours,
    BusinessTime,
    Calendar,
    Within,
    day_of,
    due_date,
    end_of,
    moved,
    parse_hours,
    parse_span,
    start_of,
)

DESK = BusinessTime()
SPLIT = BusinessTime(hours=parse_hours("Mo-Th 08:30-12:00,13:00-17:15; Fr 09:00-15:00"))
DESKS = st.sampled_from([DESK, SPLIT, BusinessTime(Calendar(closed=frozenset({dt.date(2026, 4, 2)}), year_end=False))])
INSTANTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2032, 12, 31), timezones=st.just(JST))
DAYS = st.integers(0, 40)
HOURS = st.integers(0, 300)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-04-01 10:00", "2bd", "2026-04-03 10:00"),
        ("2026-04-03 16:00", "2bh", "2026-04-06 09:30"),  # over a weekend
        ("2026-04-04 10:00", "1bd", "2026-04-06 17:00"),  # from a Saturday: Monday has to pass
        ("2026-04-01 07:00", "1bd", "2026-04-01 17:00"),  # before the doors open
        ("2026-04-01 17:00", "1bd", "2026-04-02 17:00"),
        ("2026-04-01 23:59", "1bd", "2026-04-02 17:00"),
        ("2026-12-28 12:00", "1bd", "2027-01-04 12:00"),  # the year's end
        ("2026-12-28 16:30", "1bh", "2027-01-04 09:00"),
        ("2026-05-01 10:00", "1bd", "2026-05-07 10:00"),  # the holidays of May
        ("2026-04-03 16:00", "PT48H", "2026-04-05 16:00"),  # hours of a statute run through the weekend
        ("2026-12-29 09:00", "PT48H", "2026-12-31 09:00"),
        ("2026-01-31 10:00", "P1M", "2026-02-28 10:00"),
        ("2026-04-01 10:00", "P14DT3H", "2026-04-15 13:00"),
        ("2026-04-01 10:00", "0bd", "2026-04-01 10:00"),
        ("2026-04-01 10:00", "0bh", "2026-04-01 10:00"),
    ],
)
def test_a_span_has_passed(start: str, span: str, end: str) -> None:
    assert DESK.after(at(start), parse_span(span)) == at(end)


def test_the_noon_break_and_a_short_friday_are_no_business_time() -> None:
    assert SPLIT.after(at("2026-04-02 11:30"), BusinessHours(1)) == at("2026-04-02 13:30")
    assert SPLIT.after(at("2026-04-03 14:30"), BusinessHours(1)) == at("2026-04-06 09:00")
    assert SPLIT.days_between(at("2026-04-03 00:00"), at("2026-04-03 12:00")) == Fraction(1, 2)


def test_a_municipal_closing_day_is_no_business_day() -> None:
    closed = BusinessTime(Calendar(closed=frozenset({dt.date(2026, 4, 2)})))
    assert closed.after(at("2026-04-01 10:00"), parse_span("1bd")) == at("2026-04-03 10:00")


@given(DESKS, INSTANTS, INSTANTS, DAYS, HOURS)
def test_business_time_never_runs_backwards(
    desk: BusinessTime, one: dt.datetime, other: dt.datetime, days: int, hours: int
) -> None:
    first, last = sorted([one, other])
    for span in (Within(business_days=days), BusinessHours(hours)):
        assert first <= desk.after(first, span) <= desk.after(last, span)
    assert desk.open_between(first, last) <= last - first
    assert desk.open_between(last, first) == dt.timedelta(0)
    assert desk.days_between(last, first) == 0


@given(DESKS, INSTANTS, HOURS, HOURS)
def test_business_hours_add_up_and_are_measured_as_they_were_counted(
    desk: BusinessTime, start: dt.datetime, one: int, more: int
) -> None:
    middle = desk.after(start, BusinessHours(one))
    assert desk.open_between(start, middle) == dt.timedelta(hours=one)
    assert desk.after(middle, BusinessHours(more)) == desk.after(start, BusinessHours(one + more)) or one + more == 0


@given(DESKS, INSTANTS, DAYS, DAYS)
def test_business_days_add_up_and_are_measured_as_they_were_counted(
    desk: BusinessTime, start: dt.datetime, one: int, more: int
) -> None:
    middle = desk.after(start, Within(business_days=one))
    rounded = Fraction(1, 60_000_000)  # instants are whole microseconds
    assert 0 <= desk.days_between(start, middle) - one <= rounded
    end = desk.after(start, Within(business_days=one + more))
    assert desk.open_between(end, desk.after(middle, Within(business_days=more))) <= dt.timedelta(microseconds=3)
    assert end <= desk.after(middle, Within(business_days=more))


@given(INSTANTS, INSTANTS, INSTANTS)
def test_the_business_time_of_two_spans_is_that_of_both_together(
    one: dt.datetime, two: dt.datetime, three: dt.datetime
) -> None:
    first, middle, last = sorted([one, two, three])
    assert SPLIT.open_between(first, middle) + SPLIT.open_between(middle, last) == SPLIT.open_between(first, last)
    assert SPLIT.days_between(first, middle) + SPLIT.days_between(middle, last) == SPLIT.days_between(first, last)


@given(INSTANTS, DAYS)
def test_business_days_from_an_instant_end_on_the_day_that_a_deadline_of_as_many_names_or_before(
    start: dt.datetime, days: int
) -> None:
    end = DESK.after(start, Within(business_days=days))
    assert days == 0 or DESK.calendar.is_business_day(day_of(end))
    assert day_of(end) <= due_date(day_of(start), Within(business_days=days), DESK.calendar)


@settings(max_examples=50)
@given(INSTANTS, st.integers(-14, 14), DAYS, HOURS)
def test_the_same_instant_in_another_zone_gives_the_same_end(
    start: dt.datetime, offset: int, days: int, hours: int
) -> None:
    elsewhere = start.astimezone(dt.timezone(dt.timedelta(hours=offset)))
    for span in (Within(business_days=days), BusinessHours(hours), Within(months=1, days=2, minutes=3)):
        assert DESK.after(elsewhere, span) == DESK.after(start, span)


def test_an_evening_in_utc_is_the_next_day_in_japan() -> None:
    assert day_of(dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)) == dt.date(2027, 1, 1)


def test_no_year_has_an_hour_twice() -> None:
    start = start_of(dt.date(2026, 1, 1))
    assert all(moved(start, dt.timedelta(hours=h)).hour == h % 24 for h in range(0, 366 * 24, 7))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a time needs its zone"):
        DESK.after(dt.datetime(2026, 4, 1), Within())


def test_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    assert end_of(dt.date(2026, 4, 1)) == start_of(dt.date(2026, 4, 2))


@pytest.mark.parametrize("span", ["1bd", "1bh", "P1D", "PT48H"])
def test_beyond_the_last_moment_there_is_that_moment(span: str) -> None:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    assert DESK.after(last, parse_span(span)) == end_of(dt.date.max)
    assert moved(dt.datetime.min.replace(tzinfo=JST), -dt.timedelta(1)).year == 1


@pytest.mark.parametrize("text", ["", "8", "8 bh", "8BH", "-1bh", "1.5bh", "bh", "8bhd"])
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r"`8bh` \(hours\)"):
        parse_span(text)


def test_a_span_of_too_many_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10000 business hours"):
        parse_span("10001bh")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:30-17:00",
        "Mo",
        "Mo 8:30-17:00",
        "Mo 08:30",
        "Mo-Xx 08:30-17:00",
        "Fr-Mo 08:30-17:00",
        "Mo 17:00-08:30",
        "Mo 08:30-08:30",
        "Mo 08:60-09:00",
        "Mo 08:30-25:00",
        "Mo 13:00-17:00,08:30-12:00",
        "Mo-We 08:30-17:00; We 08:30-12:00",
        "Mo 08:30-17:00;",
        "Mo " + "08:30-17:00," * 60,
    ],
)
def test_anything_else_is_no_opening_hours(text: str) -> None:
    with pytest.raises(ValueError, match="write opening hours as"):
        parse_hours(text)


def test_opening_hours_are_read_day_by_day() -> None:
    hours = parse_hours("Mo,We-Th 08:30-12:00, 13:00-17:00; Sa 00:00-24:00")
    half = ((510, 720), (780, 1020))
    assert hours.week == (half, (), half, half, (), ((0, 1440),), ())
    assert not hours.on_each_business_day
    assert DESK.hours.on_each_business_day
