"""Calendar time and business time: when something is due. No clock: the day or the instant is always given."""

from routing.calendar.business import BusinessHours, BusinessTime, Span, multiplied, parse_span
from routing.calendar.days import FIRST_YEAR, LAST_YEAR, Calendar
from routing.calendar.hours import OFFICE_HOURS, Hours, parse_hours
from routing.calendar.instants import JST, day_of, end_of, in_japan, moved, start_of
from routing.calendar.within import Within, before, due_date, parse_within

__all__ = [
    "FIRST_YEAR",
    "JST",
    "LAST_YEAR",
    "OFFICE_HOURS",
    "BusinessHours",
    "BusinessTime",
    "Calendar",
    "Hours",
    "Span",
    "Within",
    "before",
    "day_of",
    "due_date",
    "end_of",
    "in_japan",
    "moved",
    "multiplied",
    "parse_hours",
    "parse_span",
    "parse_within",
    "start_of",
]
