"""Can this be? A question about conditions is put to the known cases first, then to the solver, within a deadline.

Every case that is an answer was fired again and shows what was asked. What stays open is kept and told.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from routing.case import Case
from routing.errors import RoutingError
from routing.pattern.reference import Evaluator
from routing.quality.check.corpus import Corpus, Firing, Known
from routing.quality.shrink import smaller
from routing.rulebook import Rule, Rulebook

if TYPE_CHECKING:
    from routing.quality.solver import Solver

SECONDS = 45.0
"""How long the solver may be asked about one rulebook altogether, unless said otherwise."""
MOST_KNOWN = 40
"""Known cases that a question is put to."""


@dataclass
class Questions:
    """Answers questions about one rulebook. `unsettled` are those nobody answered: what, of which rules, and why.

    `late` counts those that were not asked any more, because the solver had been asked for longer than `seconds`.
    """

    rulebook: Rulebook
    corpus: Corpus
    firing: Firing
    unsettled: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    asked: int = 0
    seconds: float = SECONDS
    late: Counter[str] = field(default_factory=Counter)
    missing: str | None = None
    _spent: float = 0.0
    _solvers: dict[int, Any] = field(default_factory=dict, repr=False)

    def example(
        self,
        rule: Rule,
        day: dt.date,
        about: str,
        rules: tuple[str, ...] = (),
        among: Iterable[Known] = (),
    ) -> Known | bool:
        """A case in which a pattern holds, fired; False where there is none, True where that stays open.

        `among` are known cases worth trying; `about` and `rules` say what an open question was about.
        """
        for known in list(among)[:MOST_KNOWN]:
            if holds(known, rule):
                return known
        solver = self._solver(day)
        if solver is None:
            return True
        if self._spent > self.seconds:
            self.late[about] += 1
            return True
        self.asked += 1
        started = time.monotonic()
        answer = solver.find(fires=[rule])
        self._spent += time.monotonic() - started
        if hasattr(answer, "case"):
            found = self.firing.fire(self.firing.at_home(answer.case))
            if found is not None and holds(found, rule):
                self.corpus.add(found)
                return found
            self.unsettled.append((about, rules, "the case found does not show it when it is fired again"))
            return True
        if hasattr(answer, "reason"):
            self.unsettled.append((about, rules, answer.reason))
            return True
        return False

    def small(self, known: Known, still: Callable[[Known], bool]) -> Known:
        """The smallest case found for which something still holds. It is fired again."""

        def shown(case: Case) -> bool:
            fired = self.firing.fire(case)
            return fired is not None and still(fired)

        return self.firing.fire(smaller(known.case, shown)) or known

    def _solver(self, day: dt.date) -> Solver | None:
        if self.missing is not None:
            return None
        strata = self.rulebook.strata(day)
        if id(strata) not in self._solvers:
            try:
                from routing.quality.solver import Solver

                self._solvers[id(strata)] = Solver(self.rulebook, day)
            except (ImportError, RoutingError) as error:
                self.missing = str(error)
                return None
        solver: Solver = self._solvers[id(strata)]
        return solver


def holds(known: Known, rule: Rule) -> bool:
    """Whether the pattern of a rule, which need not be one of the rulebook's, holds in a case that was fired."""
    return next(Evaluator(known.graph, known.case.as_of).pattern(rule.pattern, {}), None) is not None
