"""Calendar time and business days: when something is due. No clock: the day a case stands at is always given."""

from routing.calendar.days import FIRST_YEAR, LAST_YEAR, Calendar
from routing.calendar.within import Within, before, due_date, parse_within

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Calendar", "Within", "before", "due_date", "parse_within"]
