"""JSON text (RFC 8259) as plain data; positions are looked for only when an error needs one."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from routing.errors import SourceError
from routing.source.document import Document, Path, Spot
from routing.source.limits import (
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_ITEMS,
    MOST_KEYS,
    checked_text,
    refusal,
    refuse,
    refused_character,
)

# possessive, so that a string without its closing quote costs one pass and no memory
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_STRUCTURE = re.compile(rf"{_STRING}|[\[\]{{}},]", re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}}:,]|[^\s\[\]{{}}:,\"]+", re.DOTALL)

_SENTENCES = {
    "Expecting value": "a value is missing or not valid here",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing here",
    "Expecting ':' delimiter": "a `:` is missing here",
    "Expecting ',' delimiter": "a `,` is missing here",
    "Extra data": "there is more text after the end of the value",
    "Unterminated string starting at": "a closing double quote is missing",
    "Invalid control character": "a string must end on its line; write a line break as `\\n`",
    "Invalid \\": "a `\\` in a string begins an escape that JSON does not have",
    "Illegal trailing comma before end of object": "a comma must not stand before `}`",
    "Illegal trailing comma before end of array": "a comma must not stand before `]`",
}


class _Refused(Exception):
    """A number or key that JSON allows and this library does not; its place is found by a second look."""


def load_json(
    text: str | bytes, file: str = "<text>", *, error: type[SourceError] = SourceError, first_line: int = 1
) -> Document:
    """Read one JSON value, with the limits of `routing.source.limits`.

    Duplicate keys, `NaN`, infinite numbers, whole numbers of more than 18 digits and lone surrogates are refused.
    `first_line` is the line of the file at which the text begins.

    Raises `error` with the position.
    """
    try:
        text = checked_text(text, "json", file, error)
    except SourceError as problem:
        raise _moved(problem, first_line) from None
    try:
        _check_size(text)
        data = _decoder.decode(text)
        if "\\" in text:
            _check_characters(data, text)
    except _Located as problem:
        raise _moved(refuse(text, problem.index, problem.message, file, error), first_line) from None
    except json.JSONDecodeError as problem:
        sentence = next(
            (said for start, said in _SENTENCES.items() if problem.msg.startswith(start)),
            "something is not as JSON wants it",
        )
        raise _moved(refuse(text, problem.pos, f"not valid JSON: {sentence}", file, error), first_line) from None
    except _Refused as problem:
        found = _scan(text)[1] or (0, str(problem))
        raise _moved(refuse(text, found[0], found[1], file, error), first_line) from None
    return Document(data, text, file, functools.partial(_spots, text), first_line)


class _Located(Exception):
    def __init__(self, index: int, message: str) -> None:
        self.index = index
        self.message = message


def _moved(problem: SourceError, first_line: int) -> SourceError:
    problem.line = (problem.line or 1) + first_line - 1
    return problem


def _check_size(text: str) -> None:
    """Refuse depth and number before anything is built."""
    depth = items = 0
    for token in _STRUCTURE.finditer(text):
        character = text[token.start()]
        if character == '"':
            continue
        items += 1
        if items > MOST_ITEMS:
            raise _Located(token.start(), f"the text holds more than {MOST_ITEMS} values")
        if character in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise _Located(token.start(), f"lists and maps stand more than {MOST_DEPTH} deep in one another")
        elif character != ",":
            depth -= 1


def _check_characters(data: Any, text: str) -> None:
    """Escapes can name characters that the text itself may not hold."""
    for path, value in _strings(data):
        if found := refused_character.search(value):
            document = Document(data, text, "", functools.partial(_spots, text))
            raise _Located(document.start(path), refusal(found[0]))


def _strings(data: Any) -> Iterator[tuple[Path, str]]:
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for key, part in value.items():
                yield path, key
                waiting.append(((*path, key), part))
        elif isinstance(value, list):
            waiting.extend(((*path, index), part) for index, part in enumerate(value))


_TOO_MANY_KEYS = f"a map has at most {MOST_KEYS} keys"


def _map(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_KEYS:
        raise _Refused(_TOO_MANY_KEYS)
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _Refused("the same key stands twice in one map")
    return result


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise _Refused(f"a whole number has at most {MOST_DIGITS} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= 400 else float("inf")
    if number in (float("inf"), float("-inf")):
        raise _Refused("the number is too large")
    return number


def _constant(_: str) -> NoReturn:
    raise _Refused("numbers must be finite")


_decoder = json.JSONDecoder(object_pairs_hook=_map, parse_int=_integer, parse_float=_float, parse_constant=_constant)


def _spots(text: str) -> Spot:
    return _scan(text)[0]


def _scan(text: str) -> tuple[Spot, tuple[int, str] | None]:
    """The spots of all values, and the first key or number that is refused, with its place.

    The text is valid JSON, at least as far as that key or number.
    """
    root: Spot | None = None
    stack: list[tuple[Spot, list[str]]] = []  # open lists and maps, and for a map the key that waits for its value
    for token in _TOKEN.finditer(text):
        start, end, character = token.start(), token.end(), text[token.start()]
        if character in ":,":
            continue
        if character in "]}":
            stack.pop()[0].end = end
            continue
        if stack and isinstance(stack[-1][0].parts, dict) and not stack[-1][1]:
            problem = _take_key(token[0], start, stack[-1])
            if problem:
                return root or Spot(start), (start, problem)
            continue
        spot = Spot(start, end, '"' if character == '"' else "")
        if character in "[{":
            spot.parts = {} if character == "{" else []
        elif problem := _number_problem(token[0]):
            return root or spot, (start, problem)
        root = root or spot
        if stack:
            _place(spot, stack[-1])
        if character in "[{":
            stack.append((spot, []))
    return root or Spot(0), None


def _take_key(written: str, start: int, around: tuple[Spot, list[str]]) -> str | None:
    key = str(json.loads(written))
    if key in around[0].keys:
        return "the same key stands twice in one map"
    if len(around[0].keys) >= MOST_KEYS:
        return _TOO_MANY_KEYS
    around[0].keys[key] = start
    around[1].append(key)
    return None


def _place(spot: Spot, around: tuple[Spot, list[str]]) -> None:
    outer, waiting = around
    if isinstance(outer.parts, list):
        outer.parts.append(spot)
    else:
        outer.parts[waiting.pop()] = spot


def _number_problem(written: str) -> str | None:
    if written[0] == '"':
        return None
    try:
        _decoder.decode(written)
    except _Refused as problem:
        return str(problem)
    return None
