"""Texts as canonical JSON (RFC 8785): that is what settlement writes, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from json.encoder import encode_basestring as quoted

__all__ = ["EMPTY", "day", "listed", "nullable", "quoted"]


EMPTY = "[]"


def nullable(text: str | None) -> str:
    """A text, or null."""
    return "null" if text is None else quoted(text)


def day(date: dt.date | None) -> str:
    """A day, or null."""
    return "null" if date is None else f'"{date.isoformat()}"'


def listed(texts: Collection[str]) -> str:
    """Texts as a sorted list."""
    if len(texts) == 1:
        (only,) = texts
        return f"[{quoted(only)}]"
    return f"[{','.join(map(quoted, sorted(texts)))}]"
