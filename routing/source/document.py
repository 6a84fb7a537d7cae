"""A parsed text: its plain data, and where in the text each value stands."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from array import array
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[str | int, ...]
"""Keys and list indexes from the outermost value inwards."""


class Spot:
    """Where a value stands: the half-open range of characters, its style, and the spots of its parts.

    `style` is the YAML scalar style (`""` plain, `'`, `"`, `|`, `>`). `parts` is a list for a list, a dict for a map,
    whose keys stand at `keys`.
    """

    __slots__ = ("end", "keys", "parts", "start", "style")

    def __init__(self, start: int, end: int = 0, style: str = "") -> None:
        self.start = start
        self.end = end
        self.style = style
        self.parts: list[Spot] | dict[str, Spot] = []
        self.keys: dict[str, int] = {}


class Document:
    """Plain data (dict, list, str, int, float, bool, None) read from a text, and the positions of its values.

    `first_line` is the line of the file at which the text begins: 1 but for JSON Lines.

    >>> from routing.source import load_yaml
    >>> document = load_yaml("a:\\n  b: [1, 2]\\n", "x.yaml")
    >>> document.position(("a", "b", 1)), document.key_position(("a", "b"))
    ((2, 10), (2, 3))
    """

    def __init__(self, data: Any, text: str, file: str, spots: Callable[[], Spot], first_line: int = 1) -> None:
        self.data = data
        self.text = text
        self.file = file
        self.first_line = first_line
        self._spots = spots
        self._root: Spot | None = None

    @property
    def root(self) -> Spot:
        """The spots of the text, found when first asked for."""
        if self._root is None:
            self._root = self._spots()
        return self._root

    @functools.cached_property
    def texts(self) -> frozenset[str]:
        """Every scalar value in it, as text: what a message about a case must not repeat."""
        found: set[str] = set()
        waiting = [self.data]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                waiting.extend(value.values())
            elif isinstance(value, (list, tuple)):
                waiting.extend(value)
            elif value is not None:
                found.add(str(value))
        return frozenset(found)

    def position(self, path: Path = ()) -> tuple[int, int]:
        """Line and column of the value at a path, or of the nearest value around it that exists."""
        return self._place(self._nearest(path)[0].start)

    def key_position(self, path: Path) -> tuple[int, int]:
        """Line and column of the key that the value at a path stands under; else as `position`."""
        around, depth = self._nearest(path[:-1])
        if path and depth == len(path) - 1 and path[-1] in around.keys:
            return self._place(around.keys[str(path[-1])])
        return self.position(path)

    def start(self, path: Path) -> int:
        """Where in the text, counted from 0, the value at a path begins, or the nearest around it."""
        return self._nearest(path)[0].start

    def text_position(self, path: Path, offset: int) -> tuple[int, int]:
        """Line and column of a character, counted from 0, of the string value at a path, whatever its style."""
        spot, depth = self._nearest(path)
        value: Any = self.data
        for step in path[:depth]:
            value = value[step]
        if depth < len(path) or not isinstance(value, str):
            return self._place(spot.start)
        return self._place(_character(self.text, spot, value, offset))

    def written(self, path: Path) -> str | None:
        """The text of a value as written, such as `2026.10` for the number 2026.1; None if there is no such value."""
        spot, depth = self._nearest(path)
        return self.text[spot.start : spot.end] if depth == len(path) else None

    def _place(self, index: int) -> tuple[int, int]:
        before = bisect.bisect_left(self._line_ends, index)
        start = self._line_ends[before - 1] + 1 if before else 0
        return before + self.first_line, index - start + 1

    @functools.cached_property
    def _line_ends(self) -> array[int]:
        return array("L", [found.start() for found in re.finditer("\n", self.text)])

    def _nearest(self, path: Path) -> tuple[Spot, int]:
        """The spot of the value at a path, or of the nearest around it, and how many steps of the path lead there."""
        spot = self.root
        for depth, step in enumerate(path):
            parts = spot.parts
            if isinstance(parts, dict) and step in parts:
                spot = parts[str(step)]
            elif isinstance(parts, list) and isinstance(step, int) and 0 <= step < len(parts):
                spot = parts[step]
            else:
                return spot, depth
        return spot, len(path)


_BLANK = frozenset(" \t\r\n\x85\u2028\u2029")
_BLANK_ESCAPES = frozenset("tnrNLP ")
_LONG_ESCAPES = {"x": 2, "u": 4, "U": 8}


def _character(text: str, spot: Spot, value: str, offset: int) -> int:
    """Where the `offset`-th character of a scalar stands in the text.

    Every style keeps the characters that are not blank, in order; only blanks are folded. So the place is found by
    counting those, and a blank is looked for behind the last of them.
    """
    offset = max(0, min(offset, len(value)))
    target = offset if offset < len(value) and value[offset] not in _BLANK else offset - 1
    while target >= 0 and value[target] in _BLANK:
        target -= 1
    if target < 0:
        inside = 1 if spot.style in ("'", '"') else 0
        return min(spot.start + inside, len(text))
    ordinal = sum(1 for character in value[:target] if character not in _BLANK)
    start, end = next(itertools.islice(_visible(text, spot), ordinal, None), (spot.start, spot.start))
    return start if target == offset else min(end + offset - target - 1, spot.end)


def _visible(text: str, spot: Spot) -> Iterator[tuple[int, int]]:
    """The ranges of the text that stand for the characters of a scalar that are not blank, in order."""
    index, end = spot.start, spot.end
    if spot.style in ("|", ">"):
        index = text.find("\n", index, end) + 1 or end
    elif spot.style:
        index, end = index + 1, end - 1
    while index < end:
        character = text[index]
        width, blank = 1, character in _BLANK
        if spot.style == "'" and character == "'":
            width = 2
        elif spot.style == '"' and character == "\\":
            escape = text[index + 1 : index + 2]
            width = 2 + _LONG_ESCAPES.get(escape, 0)
            blank = escape in _BLANK_ESCAPES or escape in _BLANK or _is_blank_code(text[index + 2 : index + width])
            if escape == "u" and text[index + 2] in "dD" and text[index + 3] in "89abAB":
                width *= 2  # two escapes of JSON make one character outside the basic plane
        if not blank:
            yield index, index + width
        index += width


def _is_blank_code(digits: str) -> bool:
    return bool(digits) and chr(int(digits, 16)) in _BLANK
