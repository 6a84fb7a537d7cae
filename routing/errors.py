"""What can go wrong, said once.

Only invalid input raises. Every error a user can meet is a `RoutingError`; one that can be pinned to a place in a
text is a `SourceError` and says file, line, column, what is wrong and what to do. Messages quote rule text, never a
value of a case.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_SHEET = re.compile(r"\.(?:csv|xlsx:[^:]*)$")
"""The end of the name of a sheet of cells."""


SPACES = "\u3000\u00a0"
"""Spaces between the words of a Japanese name. They steer nothing, though `str.isprintable` does not take them."""


def printable(text: str) -> str:
    """Text without characters that could steer a terminal or turn the line around: each becomes `?`."""
    return "".join(c if c.isprintable() or c in SPACES else "?" for c in text)


class RoutingError(Exception):
    """Base of every error this library raises on purpose."""


class UnplacedError(RoutingError):
    """What cannot be done though no text is at fault. `help` is one sentence that says what to do, or None."""

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}\nhelp: {self.help}" if self.help else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.message, self.help)


def _again(kind: type[UnplacedError], message: str, help: str | None) -> UnplacedError:
    return kind(message, help=help)


class SourceError(RoutingError):
    """Invalid text, with its position.

    `line` and `column` count from 1, `column` in characters; either is None where no place can be named.
    `help` is one sentence that says what to do, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.help = help

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known; in a sheet the cell, `desks.table.csv:C7`."""
        if self.line is not None and self.column is not None and _SHEET.search(self.file or ""):
            mark = ":" if str(self.file).endswith(".csv") else "!"
            return f"{printable(str(self.file))}{mark}{column_letters(self.column)}{self.line}"
        parts = [printable(self.file or "<text>")]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    def __str__(self) -> str:
        known = self.file is not None or self.line is not None
        text = f"{self.place}: {self.message}" if known else self.message
        return f"{text}\nhelp: {self.help}" if self.help else text

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.file, self.line, self.column, self.help)


def _rebuild(
    kind: type[SourceError], message: str, file: str | None, line: int | None, column: int | None, help: str | None
) -> SourceError:
    return kind(message, file=file, line=line, column=column, help=help)


class PatternError(SourceError):
    """A pattern or query that is not well formed or not well typed.

    `part` says which text it stands in (`match` or `where` of a rule) and `offset` at which character, so that a
    reader of a whole file can find the place there; line and column count within that text alone.
    """

    part: str = "match"
    offset: int = 0


class UnsupportedFeature(PatternError):
    """A part of openCypher that this library leaves out; refused by name, never guessed."""


class CaseError(SourceError):
    """A case file, or a case, that is not valid."""


class RulebookError(SourceError):
    """A rulebook file (rules, vocabulary, directory, tests) that is not valid."""


class RulebookErrors(RulebookError):
    """Several errors of one rulebook, found in one reading; `errors` holds each."""

    def __init__(self, errors: Iterable[RulebookError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.message, file=first.file, line=first.line, column=first.column, help=first.help)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)

    def __reduce__(self) -> tuple[object, ...]:
        return RulebookErrors, (self.errors,)


def column_letters(column: int) -> str:
    """The name of a column of a sheet, counted from 1.

    >>> column_letters(3), column_letters(28)
    ('C', 'AB')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def did_you_mean(word: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """A help sentence naming the nearest of the known words, or `otherwise`."""
    near = difflib.get_close_matches(word, sorted(_comparable(word, known)), n=1, cutoff=0.6)
    hint = f"did you mean `{near[0]}`?" if near else None
    return " ".join(part for part in (hint, otherwise) if part) or None


LONGEST_GUESS = 64
"""Characters of the longest word that a near one is looked for; comparing takes time."""
MOST_GUESSES = 500
"""Known words that a word is compared with."""


def _comparable(word: str, known: Iterable[str]) -> list[str]:
    """The known words worth comparing a word with: those of about its length, first those that begin like it."""
    if len(word) > LONGEST_GUESS:
        return []
    alike = [other for other in known if len(other) <= 2 * len(word) + 2 and len(word) <= 2 * len(other) + 2]
    if len(alike) > MOST_GUESSES:
        alike.sort(key=lambda other: (other[:3] != word[:3], abs(len(other) - len(word)), other))
    return alike[:MOST_GUESSES]


def listed(names: Iterable[str], most: int = 20) -> str:
    """Names in alphabetical order for a message, the first of many."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:most])
    return shown if len(ordered) <= most else f"{shown} and {len(ordered) - most} more"
