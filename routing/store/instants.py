"""Instants as the database keeps them: whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """An instant as a number. Raises ValueError for one that does not say its time zone.

    >>> microseconds(datetime(2026, 4, 1, tzinfo=UTC))
    1775001600000000
    """
    if at.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return (at - _EPOCH) // _MICROSECOND


def instant(microseconds: int) -> datetime:
    """The instant of a number, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)
