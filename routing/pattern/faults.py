"""Errors at a place in a pattern."""

from __future__ import annotations

from routing.errors import PatternError, UnsupportedFeature
from routing.pattern.syntax import Position

REFUSAL = "rules and queries use MATCH, WHERE and RETURN; see docs/reference/language.md"


def position(text: str, start: int, end: int, part: str) -> Position:
    """The place of a range of characters."""
    line = text.count("\n", 0, start) + 1
    return Position(line, start - (text.rfind("\n", 0, start) + 1) + 1, start, end, part)


def error(at: Position, message: str, help: str | None = None, kind: type[PatternError] = PatternError) -> PatternError:
    """A `PatternError` at a place in the syntax tree."""
    found = kind(message, line=at.line, column=at.column, help=help)
    found.part, found.offset = at.part, at.start
    return found


def error_at(text: str, offset: int, part: str, message: str, help: str | None = None) -> PatternError:
    """A `PatternError` at a character of a text."""
    return error(position(text, offset, offset, part), message, help)


def unsupported(at: Position, feature: str, help: str = REFUSAL) -> PatternError:
    """The error for a part of openCypher that is left out on purpose."""
    return error(at, f"{feature}: not supported", help, UnsupportedFeature)


def refused(text: str, offset: int, part: str, feature: str, help: str = REFUSAL) -> PatternError:
    """The same, at a character of a text."""
    return unsupported(position(text, offset, offset, part), feature, help)
