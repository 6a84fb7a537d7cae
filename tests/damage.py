"""Damage to text files, the way editors, transfers and attackers do it: seeded, so that a failure can be repeated."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Damage = Callable[[str, random.Random], str | bytes]

_ODD = [
    "\x00",
    "\x07",
    "\x1b[31m",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u2028",
    "\x85",
    "𠮷",
    "e\u0301",
    "\uffff",
    "\t",
    "\r",
    "　",
]
_TOKENS = [
    "null",
    "~",
    "true",
    "yes",
    "-1",
    "1e999",
    ".nan",
    ".inf",
    "NaN",
    "Infinity",
    "9" * 30,
    "-" + "9" * 19,
    "0x1F",
    "1.5",
    "''",
    '""',
    "[]",
    "{}",
    "[[[]]]",
    "{a: {b: {c: 1}}}",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "P-1D",
    "x" * 300,
    '"\\ud800"',
    '"\\u0000"',
    "*a",
    "&a b",
    "!!python/object/apply:os.system [x]",
    "!!str 1",
    "<<: {a: 1}",
    "? [a]",
    "|",
    ">-",
]


def damaged(text: str, seed: int) -> str | bytes:
    """The text with one to three kinds of damage; bytes where it is no longer valid UTF-8."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        broken = chance.choice(_KINDS)(text, chance)
        if isinstance(broken, bytes):
            return broken
        text = broken
    return text


def _place(text: str, chance: random.Random) -> int:
    return chance.randrange(len(text) + 1)


def _truncate(text: str, chance: random.Random) -> str:
    return text[: _place(text, chance)]


def _cut(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at + chance.randrange(1, 30) :]


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _repeat_lines(text: str, chance: random.Random) -> str:
    """Duplicate keys, duplicate entries."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[: at + 1], *lines[at : at + chance.randrange(1, 4)], *lines[at + 1 :]])


def _drop_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _indent(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(("  ", "\t", " ")) + lines[at] if chance.random() < 0.6 else lines[at].lstrip()
    return "\n".join(lines)


def _odd_characters(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + chance.choice(_ODD) + text[at:]


def _insert_token(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + chance.choice(_TOKENS) + text[at:]


def _replace_value(text: str, chance: random.Random) -> str:
    """Another value in the place of one: a wrong type, a huge number, an alias, a tag."""
    values = list(re.finditer(r'(?<=[:\[,])( ?)("[^"\n]*"|[^\s,\[\]{}"][^,\n\[\]{}]*)', text))
    if not values:
        return text
    found = chance.choice(values)
    return f"{text[: found.start()]} {chance.choice(_TOKENS)}{text[found.end() :]}"


def _rename_word(text: str, chance: random.Random) -> str:
    """A misspelt field or code."""
    words = list(re.finditer(r"[a-z_]{3,}", text))
    if not words:
        return text
    found = chance.choice(words)
    at = found.start() + chance.randrange(found.end() - found.start())
    return text[:at] + chance.choice("abcxyz_") + text[at + 1 :]


def _nest(text: str, chance: random.Random) -> str:
    at, depth = _place(text, chance), chance.choice((5, 31, 40, 3000))
    opening = chance.choice(("[", "{", "- ", '{"a":'))
    return text[:at] + opening * depth + text[at:]


def _mirror_brackets(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at : at + 40].translate(str.maketrans("[]{}:,", "}{][,:")) + text[at + 40 :]


def _break_bytes(text: str, chance: random.Random) -> bytes:
    raw = bytearray(text.encode())
    for _ in range(chance.randrange(1, 4)):
        raw.insert(chance.randrange(len(raw) + 1), chance.choice((0xFF, 0xC0, 0xED, 0xA0, 0x80, 0xFE)))
    return bytes(raw)


def _other_encoding(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(("utf-16", "shift_jis", "utf-32")), "replace")


_KINDS: tuple[Damage, ...] = (
    _truncate,
    _cut,
    _swap_lines,
    _repeat_lines,
    _drop_line,
    _indent,
    _odd_characters,
    _insert_token,
    _insert_token,
    _replace_value,
    _replace_value,
    _replace_value,
    _rename_word,
    _nest,
    _mirror_brackets,
    _break_bytes,
    _other_encoding,
)
