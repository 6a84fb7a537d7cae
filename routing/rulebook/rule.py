"""A rule as the engines see it: a typed pattern and its effects, with what a reader needs to judge it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.pattern.syntax import Pattern
from routing.rulebook.effects import Basis, Effect


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated version of a rule.

    `start` is inclusive, `until` exclusive; None is open. `match` and `where` are the texts as written, `pattern`
    the checked syntax tree of both. `place` is `file:line` of its id.
    """

    id: str
    title: Mapping[str, str]
    pattern: Pattern
    effects: tuple[Effect, ...]
    match: str
    where: str | None = None
    basis: tuple[Basis, ...] = ()
    start: dt.date | None = None
    until: dt.date | None = None
    pack: str = ""
    place: str = ""
    note: str | None = field(default=None, compare=False)

    def in_force(self, on: dt.date) -> bool:
        """Whether this version holds on a day."""
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)
