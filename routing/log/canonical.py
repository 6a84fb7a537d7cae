"""The one way in which a record is written as text, so that it has one hash."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as quoted
from typing import Any

from routing.log.errors import LogError

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def canonical(data: Any) -> bytes:
    """Plain data as JSON: keys sorted, nothing between the parts, UTF-8, not escaped beyond need.

    >>> canonical({"b": 1, "a": "介護"}).decode()
    '{"a":"介護","b":1}'
    """
    return canonical_text(data).encode("utf-8")


def canonical_text(data: Any) -> str:
    """The same, before it is encoded."""
    kind = type(data)
    if kind is str:  # most values are short texts and numbers: an encoder takes longer to set up than to write them
        return quoted(data)
    return repr(data) if kind is int else _encode(data)


def read_strictly(line: bytes, what: str) -> dict[str, Any]:
    """The object of a line that is written in the one way. Raises `LogError` for any other text.

    So no two lines mean the same, and no bit of a line can change unseen.
    """
    try:
        data = json.loads(line)
        if isinstance(data, dict) and canonical(data) == line:
            return data
    except (ValueError, RecursionError):
        pass
    raise LogError(f"{what} is not written as the log writes it")
