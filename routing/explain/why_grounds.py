"""Grounds: firings of rules with what they rest on, down through the findings to the facts of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.engines.findings import derived
from routing.engines.firings import Firing, Firings, Unknown
from routing.explain.bounded import Bounded
from routing.explain.facts import Fact
from routing.explain.why_support import every_part_named, support
from routing.pattern.syntax import Pattern
from routing.rulebook.rule import Rule

if TYPE_CHECKING:
    from routing.case import Case

DEEPEST = 12
"""Findings in a row that are followed down to the facts."""
MOST = 2_000
"""Firings that derive findings that are followed in one explanation: chains may branch at every step."""


@dataclass(frozen=True, slots=True)
class Step:
    """A finding that a ground rests on, and the grounds of each rule that derives it: one alone would do."""

    kind: str
    about: tuple[str, ...]
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that fired, the facts it read, and the findings it took from other rules. `unknown` are facts not
    recorded that could undo it."""

    rule: Rule
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    unknown: tuple[Unknown, ...] = ()

    def all_facts(self) -> Iterator[Fact]:
        """Its facts and those of the findings it rests on."""
        yield from self.facts
        for step in self.steps:
            for ground in step.grounds:
                yield from ground.all_facts()


class Grounds:
    """The grounds of the firings of one case, each worked out once."""

    def __init__(self, case: Case, firings: Firings) -> None:
        self.firings = firings
        self._evaluator = Bounded(firings.graph, case.as_of)
        self._named: dict[str, Pattern] = {}  # by rule id: its pattern, with every part named
        self._left = MOST
        self._deriving: dict[str, list[Firing]] | None = None
        self._known: dict[int, Ground] = {}
        self._open: set[str] = set()

    def of(self, fired: Iterable[Firing]) -> tuple[Ground, ...]:
        """The grounds of some firings, those that say the same of the same facts once."""
        found: dict[tuple[str, tuple[Fact, ...]], Ground] = {}
        for firing in fired:
            ground = self._ground(firing)
            found.setdefault((ground.rule.id, ground.facts), ground)
        return tuple(found.values())

    def _ground(self, firing: Firing) -> Ground:
        known = self._known.get(id(firing))
        if known is not None:
            return known
        rule = firing.rule
        if rule.id not in self._named:
            self._named[rule.id] = every_part_named(rule.pattern)
        rests = support(firing, self._named[rule.id], self._evaluator)
        steps = tuple(self._step(finding) for finding in rests.findings if finding not in self._open)
        made = Ground(firing.rule, tuple(rests.facts), steps, firing.unknown)
        if not self._open:  # what was cut short within a circle of findings is not the whole of it
            self._known[id(firing)] = made
        return made

    def _step(self, finding: str) -> Step:
        node = self.firings.graph.nodes[finding]
        about = sorted(r.end.values["id"] for r in self.firings.graph.outgoing("ABOUT", finding))
        self._open.add(finding)
        deriving = self.deriving.get(finding, []) if len(self._open) <= DEEPEST else []
        grounds = self.of(deriving[: max(self._left, 0)])
        self._left -= len(deriving)
        self._open.discard(finding)
        return Step(node.values["kind"], tuple(about), grounds)

    @property
    def deriving(self) -> dict[str, list[Firing]]:
        """The firings that derive a finding, by its id."""
        if self._deriving is None:
            self._deriving = {}
            for firing in self.firings.fired:
                for finding, _ in derived(firing.rule, firing.bindings):
                    self._deriving.setdefault(finding, []).append(firing)
        return self._deriving
