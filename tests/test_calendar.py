"""Deadlines: calendar time runs on, business days skip closed days, and no date ends in a traceback."""

import datetime as dt
import importlib.util
from pathlib import Path

import pytest

from routing.calendar import Calendar, Within, before, due_date, parse_within
from routing.calendar.days import national_holidays

CALENDAR = Calendar()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P14D", Within(days=14)),
        ("PT48H", Within(minutes=2880)),
        ("P1Y2M3W4DT5H6M", Within(months=14, days=25, minutes=306)),
        ("P0D", Within()),
        ("5bd", Within(business_days=5)),
    ],
)
def test_a_span_is_read(text: str, span: Within) -> None:
    assert parse_within(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "14D", "P1.5D", "-P1D", "P-1D", "PT5S", "5 bd", "bd", "1D", "p1d", "P١D", "P" + "1" * 60],
)
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="a span of time is written `P14D`"):
        parse_within(text)


@pytest.mark.parametrize("text", ["P101Y", "P1201M", "P99999W", "P99999999D", "PT99999999999H"])
def test_a_span_of_more_than_a_hundred_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most 100 years"):
        parse_within(text)


def test_a_span_of_more_than_a_thousand_business_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1000 business days"):
        parse_within("1001bd")


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        ("2026-04-01", "P14D", "2026-04-15"),
        ("2026-04-01", "PT48H", "2026-04-03"),
        ("2026-04-01", "PT12H", "2026-04-01"),
        ("2026-04-01", "PT36H", "2026-04-02"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-04-03", "P1D", "2026-04-04"),  # a Saturday
    ],
)
def test_calendar_time_runs_through_weekends_and_clips_to_the_month(start: str, within: str, due: str) -> None:
    assert due_date(day(start), within, CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        ("2026-04-01", "5bd", "2026-04-08"),  # a weekend between
        ("2026-04-30", "1bd", "2026-05-01"),
        ("2026-05-01", "1bd", "2026-05-07"),  # the holidays of May
        ("2026-12-28", "1bd", "2027-01-04"),  # the year's end
        ("2026-04-04", "0bd", "2026-04-06"),  # from a Saturday
        ("2026-04-01", "0bd", "2026-04-01"),
        ("2026-09-18", "1bd", "2026-09-24"),  # a holiday between two holidays
    ],
)
def test_business_days_skip_weekends_holidays_and_the_years_end(start: str, within: str, due: str) -> None:
    assert due_date(day(start), within, CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("date", "less", "expected"),
    [
        ("2026-04-10", "P3D", "2026-04-07"),
        ("2026-04-10", "PT12H", "2026-04-09"),
        ("2026-03-31", "P1M", "2026-02-28"),
        ("2026-01-05", "1bd", "2025-12-26"),
        ("2026-04-05", "0bd", "2026-04-03"),
        ("2026-04-10", "P0D", "2026-04-10"),
    ],
)
def test_a_deadline_is_counted_back_from_a_date(date: str, less: str, expected: str) -> None:
    assert before(day(date), less, CALENDAR) == day(expected)


def test_municipal_closing_days_are_no_business_days() -> None:
    closed = Calendar(closed=frozenset({day("2026-04-02")}))
    assert due_date(day("2026-04-01"), "1bd", closed) == day("2026-04-03")


def test_a_municipality_may_stay_open_at_the_years_end() -> None:
    assert due_date(day("2026-12-28"), "1bd", Calendar(year_end=False)) == day("2026-12-29")


@pytest.mark.parametrize("within", ["P1D", "P1Y", "50bd"])
def test_a_due_date_beyond_the_last_date_is_the_last_date(within: str) -> None:
    assert due_date(dt.date.max, within, CALENDAR) == dt.date.max


@pytest.mark.parametrize("less", ["P1D", "P1Y", "50bd"])
def test_a_date_before_the_first_date_is_the_first_date(less: str) -> None:
    assert before(dt.date.min, less, CALENDAR) == dt.date.min


def test_the_content_of_a_calendar_tells_calendars_apart() -> None:
    contents = [
        Calendar().content(),
        Calendar(year_end=False).content(),
        Calendar(closed=frozenset({day("2026-04-02")})).content(),
    ]
    assert [contents.count(content) for content in contents] == [1, 1, 1]


def test_holidays_carry_their_names() -> None:
    assert national_holidays()[day("2026-05-06")] == "振替休日"


@pytest.mark.skipif(importlib.util.find_spec("holidays") is None, reason="the `holidays` library is not installed")
def test_the_holidays_are_those_of_the_library() -> None:
    script = Path(__file__).parent.parent / "scripts" / "make_calendar.py"
    spec = importlib.util.spec_from_file_location("make_calendar", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.rows()
