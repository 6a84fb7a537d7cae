"""The step budget: how much work a match may be.

A step is about a microsecond or less. Looking at a candidate is one, and one more for every few parts of the
conditions that are judged for it; so long conditions cannot hide behind few candidates.
"""

from __future__ import annotations

from typing import NoReturn

from routing.errors import RoutingError
from routing.pattern import syntax as s

UNBOUNDED = 1 << 62

PARTS_OF_A_STEP = 4
"""Parts of a compiled condition that are judged in one step."""


class BudgetExceeded(RoutingError):
    """A match took more steps than it may."""


def charge(budget: list[int], steps: int) -> None:
    """Count steps against the budget, a one-element list. Generated source does the same in place."""
    budget[0] -= steps
    if budget[0] < 0:
        exceed(budget)


def exceed(budget: list[int]) -> NoReturn:
    """End a match that needs more steps than it may take: none are left."""
    budget[0] = -1
    raise BudgetExceeded("the step budget is used up")


def size(*expressions: s.Expression) -> int:
    """The number of parts of expressions; a subquery counts for the call, what is inside it is counted there."""
    count = 0
    todo = list(expressions)
    while todo:
        here = todo.pop()
        count += PARTS_OF_A_STEP if isinstance(here, s.Subquery) else 1
        todo.extend(s.children(here))
    return count


def steps(*expressions: s.Expression) -> int:
    """The steps that judging compiled expressions takes, beyond the one of looking at the candidate."""
    return size(*expressions) // PARTS_OF_A_STEP
