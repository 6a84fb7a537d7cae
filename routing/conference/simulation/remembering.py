"""The router of a simulation: the real one, which remembers what it decided and is told which offices are full."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

from routing.case import Case
from routing.decision import Decision
from routing.router import Router

MOST_REMEMBERED = 20_000


class RememberingRouter(Router):
    """Decides as the router it is made from, whose compiled rules it shares. A case with the same availability is
    decided once.

    `full` gives the offices that have no place today, which is all that it tells the router of their load.
    """

    def __init__(self, router: Router, full: Callable[[], Mapping[str, int]] = dict) -> None:
        super().__init__(router.rulebook, router.budget)
        object.__setattr__(self, "_in_force", router._in_force)
        object.__setattr__(self, "full", full)
        object.__setattr__(self, "told", {})
        object.__setattr__(self, "_known", OrderedDict())

    full: Callable[[], Mapping[str, int]]
    told: dict[str, dict[str, int]]
    """By the digest of a decision: the availability it was made with, where there was any."""
    _known: OrderedDict[tuple[str, tuple[tuple[str, int], ...]], Decision]

    def route(self, case: Case, availability: Mapping[str, int] | None = None) -> Decision:
        """As `Router.route`; without an `availability`, with that of now."""
        told = dict(sorted((self.full() if availability is None else availability).items()))
        key = case.to_json(), tuple(told.items())
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = super().route(case, told or None)
            if told:
                self.told[known.digest] = told
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return known
