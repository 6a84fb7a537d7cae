"""YAML 1.2 text as plain data, built from parser events: no tags, no aliases, no types beyond the core schema."""

from __future__ import annotations

import re
from typing import Any

import yaml

from routing.errors import SourceError
from routing.source.document import Document, Spot
from routing.source.limits import (
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_ITEMS,
    MOST_KEYS,
    checked_text,
    refuse,
    refused_character,
)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_NUMERIC_START = frozenset("0123456789+-.")


def load_yaml(text: str | bytes, file: str = "<text>", *, error: type[SourceError] = SourceError) -> Document:
    """Read one YAML document.

    Plain scalars follow the YAML 1.2 core schema: `null`, `~` and nothing are None, only `true` and `false` are
    booleans (`yes`, `no` and dates stay text), `010` is ten. Anchors, aliases, tags, merge keys, duplicate keys, keys
    that are not text, a second document, infinite numbers and whole numbers of more than 18 digits are refused, and
    so is what exceeds the limits of `routing.source.limits`.

    Raises `error` with the position.
    """
    return _Reading(checked_text(text, "yaml", file, error), file, error).document()


class _Reading:
    """One pass over the events of a text. A stack stands in for recursion: depth is data here, never a crash."""

    def __init__(self, text: str, file: str, error: type[SourceError]) -> None:
        self.text = text
        self.file = file
        self.error = error
        self.root: Any = None
        self.root_spot = Spot(0)
        # open lists and maps: the data, its spot, and for a map the key that waits for its value
        self.stack: list[tuple[Any, Spot, list[str]]] = []
        self.items = 0
        self.documents = 0

    def document(self) -> Document:
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                self._take(event)
        except yaml.YAMLError as problem:
            raise self._syntax_error(problem) from None
        spot = self.root_spot
        return Document(self.root, self.text, self.file, lambda: spot)

    def _take(self, event: Any) -> None:
        kind = type(event)
        start = event.start_mark.index
        if kind is yaml.ScalarEvent:
            self._refuse_extras(event, start)
            self._scalar(event, start)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_extras(event, start)
            self._open({} if kind is yaml.MappingStartEvent else [], start)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.stack.pop()[1].end = event.end_mark.index
        elif kind is yaml.AliasEvent:
            raise self._refused(start, "aliases are not allowed", "write the value out")
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._refused(start, "a file holds one YAML document", "remove the `---` line, or split the file")
            if event.tags:
                raise self._refused(start, "tags are not allowed", "remove the `%TAG` line")

    def _refuse_extras(self, event: Any, start: int) -> None:
        if event.anchor is not None:
            raise self._refused(start, "anchors are not allowed", "write the value out where it is needed")
        if event.tag is not None:
            raise self._refused(start, "tags are not allowed", "remove the `!`; put text that begins with it in quotes")
        self.items += 1
        if self.items > MOST_ITEMS:
            raise self._refused(start, f"the text holds more than {MOST_ITEMS} values", "split the file")

    def _open(self, value: Any, start: int) -> None:
        if len(self.stack) >= MOST_DEPTH:
            raise self._refused(start, f"lists and maps stand more than {MOST_DEPTH} deep in one another")
        spot = Spot(start)
        spot.parts = {} if isinstance(value, dict) else []
        self._place(value, spot)
        self.stack.append((value, spot, []))

    def _scalar(self, event: Any, start: int) -> None:
        written: str = event.value
        style: str = event.style or ""
        if self.stack:
            around, spot, waiting = self.stack[-1]
            if isinstance(around, dict) and not waiting:
                self._key(written, style, start, around, spot, waiting)
                return
        if style and refused_character.search(written):
            raise self._refused(start, "control characters are not allowed")
        value = written if style else self._plain(written, start)
        self._place(value, Spot(start, event.end_mark.index, style))

    def _key(self, key: str, style: str, start: int, around: dict[str, Any], spot: Spot, waiting: list[str]) -> None:
        if not style and (key in _CONSTANTS or (key[0] in _NUMERIC_START and type(self._plain(key, start)) is not str)):
            raise self._refused(start, "a key must be text", "put it in quotes")
        if key == "<<" and not style:
            raise self._refused(start, "merge keys are not allowed", "write the values out")
        if refused_character.search(key):
            raise self._refused(start, "control characters are not allowed")
        if key in around:
            raise self._refused(start, "the same key stands twice in one map")
        if len(around) >= MOST_KEYS:
            raise self._refused(start, f"a map has at most {MOST_KEYS} keys")
        spot.keys[key] = start
        waiting.append(key)

    def _place(self, value: Any, spot: Spot) -> None:
        if not self.stack:
            self.root, self.root_spot = value, spot
            return
        around, outer, waiting = self.stack[-1]
        if isinstance(around, list):
            around.append(value)
            outer.parts.append(spot)  # type: ignore[union-attr]
        elif waiting:
            key = waiting.pop()
            around[key] = value
            outer.parts[key] = spot  # type: ignore[call-overload]
        else:
            raise self._refused(spot.start, "a key must be text", "write `key: value`; a list or map cannot be a key")

    def _plain(self, written: str, start: int) -> Any:
        if written in _CONSTANTS:
            return _CONSTANTS[written]
        if written[0] not in _NUMERIC_START:
            return written
        if _INTEGER.fullmatch(written):
            if len(written.lstrip("+-0ox")) > MOST_DIGITS:
                raise self._refused(start, f"a whole number has at most {MOST_DIGITS} digits", "put text in quotes")
            base = {"0o": 8, "0x": 16}.get(written[:2], 10)
            return int(written[2:] if base != 10 else written, base)
        if _FLOAT.fullmatch(written):
            number = float(written) if len(written) <= 400 else float("inf")
            if number in (float("inf"), float("-inf")):
                raise self._refused(start, "the number is too large", "put text in quotes")
            return number
        if _NOT_A_NUMBER.fullmatch(written):
            raise self._refused(start, "numbers must be finite", "put text in quotes")
        return written

    def _refused(self, index: int, message: str, help: str | None = None) -> SourceError:
        return refuse(self.text, index, message, self.file, self.error, help)

    def _syntax_error(self, problem: yaml.YAMLError) -> SourceError:
        mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
        message = (getattr(problem, "problem", None) or "").lower()
        # the parser in Python quotes the text it stumbled over, the one in C does not
        message = f"not valid YAML: {message}" if message and not re.search(r"['\"<]", message) else "not valid YAML"
        index = min(mark.index, len(self.text)) if mark else 0
        if self.text[index : index + 1] == "\t":
            return self._refused(index, message, "indent with spaces, not with tabs")
        help = "put text with `: ` or ` #` in it, or that begins with one of `[]{}*&!|>%@,`, in quotes"
        return self._refused(index, message, help)
