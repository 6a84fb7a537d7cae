"""What is told of the coverage of a pack: figures, and for each rule what its tests exercise and what they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from routing.pattern.syntax import Position
from routing.quality.coverage.truths import Truth

What = Literal["hit", "missed", "true", "false", "null", "decisive"]
"""What a test can owe: that a rule fires, that it does not, a truth of a condition, that an effect decides."""


class Place(NamedTuple):
    """Where something stands in a rule file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Missing(NamedTuple):
    """Something no test exercises: `what` of `text`, a piece of the rule file (for a rule, its id)."""

    rule: str
    what: What
    text: str
    place: Place


class Figure(NamedTuple):
    """So many of so many. `percent` is rounded down, so that 100 means all; of nothing it is 100."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 100


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """A smallest condition of a rule. `at` is its range in the text of `match` or `where` (see `Position.part`).

    `tests` counts, by truth, the tests in which it takes that truth somewhere; `owed` are those it can take.
    """

    text: str
    at: Position
    place: Place
    owed: tuple[Truth, ...]
    tests: Mapping[Truth, int]

    @property
    def missing(self) -> tuple[Truth, ...]:
        """The truths it can take and takes in no test."""
        return tuple(truth for truth in self.owed if not self.tests[truth])


@dataclass(frozen=True, slots=True)
class EffectCoverage:
    """An effect of a rule, named as in traces. `decides_in` is the place of the first test whose decision would be
    another one without it; None where there is no such test."""

    text: str
    place: Place
    decides_in: str | None


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One dated version of a rule, and the places of the tests that exercise it, in the order of the files.

    It fires in the tests `hit`. In those of `missed` it does not fire, although they hold what the rule starts from or
    say that it must not fire; `denied` are those that say so.
    """

    id: str
    start: dt.date | None
    title: Mapping[str, str]
    pack: str
    place: Place
    match: str
    where: str | None
    hit: tuple[str, ...]
    missed: tuple[str, ...]
    denied: tuple[str, ...]
    conditions: tuple[ConditionCoverage, ...]
    effects: tuple[EffectCoverage, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What no test exercises, in the order of the file."""
        return tuple(self._missing())

    def _missing(self) -> Iterator[Missing]:
        if not self.hit:
            yield Missing(self.id, "hit", self.id, self.place)
        if not self.missed:
            yield Missing(self.id, "missed", self.id, self.place)
        for condition in self.conditions:
            for truth in condition.missing:
                yield Missing(self.id, truth, condition.text, condition.place)
        for effect in self.effects:
            if effect.decides_in is None:
                yield Missing(self.id, "decisive", effect.text, effect.place)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of a pack exercise of its rules, which stand in the order of the files.

    `unfinished` are the places of tests in which measuring a rule took more steps than a case may take, each with the
    rule: what they exercise of its conditions is not counted.
    """

    rulebook: str
    version: str
    tests: int
    rules: tuple[RuleCoverage, ...]
    unfinished: tuple[tuple[str, str], ...] = ()

    @property
    def figures(self) -> dict[str, Figure]:
        """`rules` hit and missed, truths of `conditions` taken of those owed, `effects` that decide."""
        conditions = [condition for rule in self.rules for condition in rule.conditions]
        effects = [effect for rule in self.rules for effect in rule.effects]
        owed = sum(len(condition.owed) for condition in conditions)
        open = sum(len(condition.missing) for condition in conditions)
        return {
            "rules": Figure(sum(bool(rule.hit and rule.missed) for rule in self.rules), len(self.rules)),
            "conditions": Figure(owed - open, owed),
            "effects": Figure(sum(effect.decides_in is not None for effect in effects), len(effects)),
        }

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What no test exercises, rule by rule."""
        return tuple(missing for rule in self.rules for missing in rule.missing)
