"""Readings above the words (ふりがな): for readers who know few kanji."""

from __future__ import annotations

import re
from typing import NamedTuple

from routing.letters.wording import readings

KANJI = re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LONGEST = 12


class Word(NamedTuple):
    """A stretch of text, with its reading where it has one."""

    text: str
    reading: str | None = None


def read(text: str) -> list[Word]:
    """A text as stretches, the longest known word first wherever one begins.

    Kanji that stand together are read together or not at all: how a part of a name is read is anybody's guess.

    >>> read("今の担当")
    [Word(text='今', reading='いま'), Word(text='の', reading=None), Word(text='担当', reading='たんとう')]
    """
    found: list[Word] = []
    at, plain = 0, ""
    while at < len(text):
        words = _words_at(text, at)
        if not words:
            end = max(at + 1, _end_of_kanji(text, at))
            plain, at = plain + text[at:end], end
            continue
        if plain:
            found.append(Word(plain))
            plain = ""
        found += words
        at += sum(len(word) for word, _ in words)
    return [*found, Word(plain)] if plain else found


def _words_at(text: str, at: int) -> list[Word]:
    """The known words that begin here: one, or those that together make up the kanji that stand together."""
    end = _end_of_kanji(text, at)
    if end - at < 2:
        one = _longest(text, at, at + _LONGEST)
        return [one] if one else []
    found: list[Word] = []
    while at < end:
        one = _longest(text, at, end)
        if one is None or len(one.text) < 2:
            return []
        found.append(one)
        at += len(one.text)
    return found


def _longest(text: str, at: int, end: int) -> Word | None:
    known = readings()
    return next((Word(text[at:to], known[text[at:to]]) for to in range(end, at, -1) if text[at:to] in known), None)


def _end_of_kanji(text: str, at: int) -> int:
    """Where the kanji end that stand together from here on; here, where there is none."""
    while at < len(text) and KANJI.match(text[at]):
        at += 1
    return at


def in_brackets(text: str) -> str:
    """A text with each reading in brackets behind its word.

    >>> in_brackets("今の担当")
    '今(いま)の担当(たんとう)'
    """
    return "".join(f"{word}({reading})" if reading else word for word, reading in read(text))


def unread(text: str) -> str:
    """The kanji of a text that have no reading."""
    return "".join(c for word, reading in read(text) if reading is None for c in word if KANJI.match(c))
