"""What a text may hold at most, and which characters it may not hold. Beyond: a typed error, not a long wait."""

from __future__ import annotations

import re

from routing.errors import SourceError

MOST_BYTES = {"yaml": 1 << 20, "json": 4 << 20}
"""Bytes of one YAML text, one JSON text, or one line of JSON Lines."""

MOST_DEPTH = 32
"""Lists and maps inside one another."""

MOST_ITEMS = 100_000
"""Values, keys, lists and maps in one text."""

MOST_KEYS = 2000
"""Keys of one map."""

MOST_DIGITS = 18
"""Digits of a whole number: beyond, 64 bits no longer hold it."""

# tab, line feed and carriage return are the only controls a text needs; a lone surrogate is no character at all
_REFUSED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
refused_character = re.compile(f"[{_REFUSED}]")


def refusal(character: str) -> str:
    """Why a character is refused."""
    return (
        "half of a surrogate pair is no character"
        if "\ud800" <= character <= "\udfff"
        else "control characters are not allowed"
    )


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1 and in characters, of a place in a text."""
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def refuse(
    text: str, index: int, message: str, file: str, error: type[SourceError], help: str | None = None
) -> SourceError:
    """The error at a place in a text, to be raised by the caller."""
    line, column = line_and_column(text, index)
    return error(message, file=file, line=line, column=column, help=help)


def checked_text(text: str | bytes, kind: str, file: str, error: type[SourceError]) -> str:
    """The text without a byte order mark, if it is valid UTF-8, not too long and free of control characters."""
    most = MOST_BYTES[kind]
    size = len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        help = f"at most {most >> 20} MiB of {kind.upper()} are read; split the file"
        raise error("the text is too long", file=file, line=1, column=1, help=help)
    if isinstance(text, bytes):
        text = _decoded(text, file, error)
    text = text.removeprefix("\ufeff")
    if found := refused_character.search(text):
        raise refuse(text, found.start(), refusal(found[0]), file, error)
    return text


def _decoded(raw: bytes, file: str, error: type[SourceError]) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start].decode("utf-8")
        raise refuse(before, len(before), "the text is not valid UTF-8", file, error) from None
