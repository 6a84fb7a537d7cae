"""Days, written one way only: YYYY-MM-DD (ISO 8601, extended calendar format)."""

from __future__ import annotations

import datetime as dt
import re

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def iso_date(text: str) -> dt.date:
    """The day that a text names. Raises ValueError, with a message that does not quote the text.

    Other forms that ISO 8601 knows (`20260401`, `2026-W14-3`) are refused: what looks alike must be alike.
    """
    if not _WRITTEN.fullmatch(text):
        raise ValueError("must be a date, written YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a day of the calendar") from None
