"""Whether a mutant fires as its rule does in every case: put to the solver, never guessed.

Two rules fire alike if no case makes one fire for a binding that the other has not. What a rule finds also depends on
the rules that derive the findings it reads, which change with the years: the question is asked once for each set of
them that was in force together with the rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.case import Case
from routing.errors import RoutingError
from routing.rulebook import Rulebook
from routing.rulebook.reads import ANY, reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds

if TYPE_CHECKING:
    from routing.quality.solver import Solver

SECONDS = 2.0
"""How long each question may take."""
NOWADAYS = dt.date(2026, 4, 1)
"""The day that is asked about where no rule in sight begins or ends."""


@dataclass(frozen=True, slots=True)
class Proof:
    """No case leads to another decision: the mutant fires as the rule does, or what differs can reach nobody."""


class Prover:
    """Puts rules and their mutants to the solver, if it is installed."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._solvers: dict[dt.date, Solver] = {}

    def settle(self, rule: Rule, mutated: Rule) -> Proof | Case | str:
        """A proof that both fire alike, a case in which they do not, or why neither could be had."""
        from routing.quality.solver import Found, Impossible

        try:
            for day in self._days(rule, mutated):
                solver = self._solver(day)
                for one, other in ((rule, mutated), (mutated, rule)):
                    if one.in_force(day):
                        apart = [(0, other.pattern)] if other.in_force(day) else []
                        answer = solver.find(fires=[one], apart=apart, seconds=SECONDS)
                        if isinstance(answer, Found):
                            return answer.case
                        if not isinstance(answer, Impossible):
                            return f"not settled: {answer.reason}"
        except RoutingError as problem:
            return f"not settled: {problem}".replace("\n", "; ")
        return Proof()

    def _days(self, rule: Rule, mutated: Rule) -> Iterator[dt.date]:
        """One day of each time in which the same rules derive what the two read, and each day on which only one of
        the two is in force."""
        seen: set[tuple[object, ...]] = set()
        ends = [day for one in (rule, mutated) for day in (one.start, one.until) if day is not None]
        for day in sorted({NOWADAYS, *self.rulebook.breakpoints, *ends}, reverse=True):
            holding = rule.in_force(day), mutated.in_force(day)
            if any(holding) and (rule.pattern != mutated.pattern or not all(holding)):
                key = (*holding, *self._behind(rule, mutated, day))
                if key not in seen:
                    seen.add(key)
                    yield day

    def _behind(self, rule: Rule, mutated: Rule, day: dt.date) -> tuple[tuple[str, dt.date | None], ...]:
        """The rules in force on a day that derive what two rules read, or what is read for that."""
        schema = self.rulebook.schema
        wanted = set(reads(rule.pattern, schema).all | reads(mutated.pattern, schema).all)
        behind: dict[tuple[str, dt.date | None], Rule] = {}
        pending = bool(wanted)
        while pending:
            pending = False
            for one in self.rulebook.rules_in_force(day):
                kinds = derived_kinds(one)
                if (one.id, one.start) not in behind and kinds and (ANY in wanted or not wanted.isdisjoint(kinds)):
                    behind[one.id, one.start] = one
                    wanted |= self.rulebook.reads(one).all
                    pending = True
        return tuple(sorted(behind, key=str))

    def _solver(self, day: dt.date) -> Solver:
        from routing.quality.solver import Solver

        if day not in self._solvers:
            self._solvers[day] = Solver(self.rulebook, day)
        return self._solvers[day]
