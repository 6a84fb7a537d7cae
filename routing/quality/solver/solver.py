"""The solver: whether there is a case for which some rules fire and others do not, and which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from routing.pattern.plan import pattern_variables
from routing.pattern.syntax import Pattern
from routing.quality.solver.answers import Answer
from routing.quality.solver.replay import Met, Question
from routing.quality.workshop import WorkshopMissing
from routing.rulebook import Rulebook
from routing.rulebook.rule import Rule

SECONDS = 2.0
"""How long one question may take, unless said otherwise."""


class Solver:
    """Asks about the rules of a rulebook that are in force on one day. Safe to share between threads.

    Raises `WorkshopMissing` where z3 is not installed.

    >>> book = Rulebook.load("national")
    >>> rule = next(rule for rule in book.rules if rule.id == "elder-abuse-report")
    >>> answer = Solver(book, dt.date(2026, 4, 1)).find(fires=[rule])
    >>> answer.case.needs[0].code
    'abuse.elder'
    """

    def __init__(self, rulebook: Rulebook, day: dt.date) -> None:
        try:
            import z3  # noqa: F401
        except ImportError:
            raise WorkshopMissing("the analysis of conditions needs z3") from None
        from routing.quality.solver.search import Search

        self._search = Search(rulebook, day)

    def find(
        self,
        fires: Sequence[Rule] = (),
        silent: Sequence[Rule] = (),
        meet: Sequence[Met] = (),
        apart: Sequence[tuple[int, Pattern]] = (),
        *,
        seconds: float = SECONDS,
    ) -> Answer:
        """A case on the solver's day for which every rule of `fires` fires and none of `silent` does.

        A rule need not be one of the rulebook's; the rules of the rulebook derive the findings. With `meet`, such as
        `((0, "p"), (1, "q"))`, variable `p` of the first rule and `q` of the second are bound to the same node. With
        `apart`, such as `(0, pattern)`, the binding of the first rule is none of another pattern that names the same
        variables. `Found` is confirmed by the engine and minimal; `Impossible` is proved for cases of any size;
        `Unsettled` says why neither. Raises ValueError for a variable that its rule does not name.
        """
        for place, name in (end for pair in meet for end in pair):
            if name not in pattern_variables(fires[place].pattern):
                raise ValueError(f"rule `{fires[place].id}` has no variable `{name}`")
        return self._search.answer(Question(tuple(fires), tuple(silent), tuple(meet), tuple(apart)), seconds)
