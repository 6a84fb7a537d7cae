"""Plain data as YAML that reads back as the same data: a line for each entry of a list, text in quotes where needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][\w.@/-]*|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")
_NO_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some reader of YAML takes for something else than text."""


def yaml_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """A map of fields, a line each; what is in a list stands below it, a line for each entry.

    >>> list(yaml_lines({"a": "x y", "b": [{"c": 1}, {"d": True}]}))
    ['a: "x y"', 'b:', '  - {c: 1}', '  - {d: true}']
    """
    for key, value in data.items():
        if isinstance(value, list) and value:
            yield f"{_text(key)}:"
            yield from (f"  - {flow(entry)}" for entry in value)
        else:
            yield f"{_text(key)}: {flow(value)}"


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.isascii() and text.casefold() not in _NO_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in quoted)
