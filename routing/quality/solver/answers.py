"""What the solver can say."""

from __future__ import annotations

from dataclasses import dataclass

from routing.case import Case


@dataclass(frozen=True, slots=True)
class Found:
    """There is such a case: this one. The engine was run on it before it was given."""

    case: Case


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no such case, whatever its size."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Neither was shown, for this reason."""

    reason: str


Answer = Found | Impossible | Unsettled

CONTRADICTED = "the engine does not confirm the case that the solver found"
"""The reason where solver and engine disagree: a fault of the solver, never to be seen."""


class NotModelled(Exception):
    """A part of the language that the solver does not follow. The message names it."""


class OutOfBounds(Exception):
    """The question is larger than the solver takes on."""
