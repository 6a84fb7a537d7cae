"""One case, two rulebooks: what each decides, and which changed rules fire."""

from __future__ import annotations

from routing.case import Case
from routing.decision import Decision
from routing.decision.shifts import Shift, shifts
from routing.errors import RoutingError
from routing.router import Router
from routing.rulebook import Rulebook


class Pair:
    """Routes cases by both. `changed` are the ids of the rules that differ."""

    def __init__(self, old: Rulebook, new: Rulebook, changed: set[str]) -> None:
        self.routers = Router(old), Router(new)
        self.changed = changed

    def look(self, case: Case) -> frozenset[Shift] | str | None:
        """What shifts; what the one that does not take the case says, where the other does; None where neither does."""
        old, new = (self._decided(router, case) for router in self.routers)
        if isinstance(old, Decision) and isinstance(new, Decision):
            return shifts(old, new)
        if isinstance(old, str) and isinstance(new, str):
            return None
        told = old if isinstance(old, str) else new
        return f"{'old' if told is old else 'new'}: {told}"

    def behind(self, case: Case) -> set[str]:
        """The changed rules that fire in a case, by one version or the other, or would if more were known."""
        fired: set[str] = set()
        for router in self.routers:
            decision = self._decided(router, case)
            if isinstance(decision, Decision):
                fired |= fired_in(decision)
        return fired & self.changed

    @staticmethod
    def _decided(router: Router, case: Case) -> Decision | str:
        try:
            return router.route(case)
        except RoutingError as error:
            return str(getattr(error, "message", error))


def fired_in(decision: Decision) -> set[str]:
    """The rules that fired for a decision, or would have if more were known."""
    fired = {entry.rule for entry in decision.trace}
    return fired.union(*(question.rules for question in decision.questions))
