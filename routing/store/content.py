"""The data of events and messages as bytes: plain JSON, in UTF-8, refused where it would not come back the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from routing.store.errors import StoreDamaged, StoreError

LONGEST = 16 * 1024 * 1024
"""Bytes of the longest data of one event or message."""
LONGEST_NAME = 255
"""Characters of the longest name of a stream, a type, a command or an addressee."""


@dataclass(frozen=True, slots=True)
class Json:
    """An object that its writer has put into JSON already. It is taken as it is: that it is plain, and read back as it
    was meant, is the writer's to see to."""

    content: bytes


def encoded(data: dict[str, Any] | Json) -> bytes:
    """Data as JSON. Raises `StoreError` for what is no plain JSON (tuples, dates, NaN, keys that are no text)."""
    return _bounded(data.content if isinstance(data, Json) else _written(data))


def _written(data: dict[str, Any]) -> bytes:
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        content = text.encode("utf-8")
        plain = isinstance(data, dict) and json.loads(text) == data
    except (TypeError, ValueError, RecursionError):
        plain = False
    if not plain:
        raise StoreError(
            "the data of an event or message are no plain JSON",
            help="use text, numbers, true, false, null, lists and objects",
        )
    return content


def _bounded(content: bytes) -> bytes:
    if len(content) > LONGEST:
        raise StoreError(f"the data of an event or message take {len(content)} bytes; at most {LONGEST} are kept")
    return content


def decoded(content: bytes) -> dict[str, Any]:
    """Data read back. Raises `StoreDamaged` where the bytes hold no JSON object."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise unreadable()
    return data


def unreadable() -> StoreDamaged:
    """The error for a row that this library cannot have written."""
    return StoreDamaged(
        "data in the store cannot be read", help="the database was damaged or changed from outside; use a backup"
    )


def checked_name(name: str, what: str) -> str:
    """A name as it is. Raises `StoreError` where it is empty, too long, or has characters that do not print."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise StoreError(f"{what} must have 1 to {LONGEST_NAME} characters that can be printed")
    return name
