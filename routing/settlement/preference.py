"""Who is preferred among equals: the steps of choosing a lead or an owner, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from routing.settlement.addressees import Asked, most_urgent
from routing.settlement.facts import Facts
from routing.settlement.slot import Slot

Step = Literal["involvement", "urgency", "persons", "lead_order"]
Lost = tuple[Asked, str]
"""An agency that was not chosen, and the step it lost at."""


class Contest(NamedTuple):
    """What is needed to compare agencies. `needs_of` gives the needs that one would answer over all its referrals."""

    facts: Facts
    lead_order: Sequence[str]
    needs_of: Callable[[Slot], Collection[str]]

    def narrow(self, contenders: Iterable[Asked], steps: Iterable[Step]) -> tuple[list[Asked], list[Lost]]:
        """Those preferred after these steps, and the others, each with the step it lost at."""
        left = list(contenders)
        lost: list[Lost] = []
        for step in steps:
            if len(left) < 2:
                break
            measured = [(self._measure(step, one), one) for one in left]
            best = max(value for value, _ in measured)
            lost += [(one, step) for value, one in measured if value != best]
            left = [one for value, one in measured if value == best]
        return left, lost

    def _measure(self, step: Step, one: Asked) -> tuple[bool, int]:
        """How strongly an agency is preferred at a step: the larger, the more."""
        match step:
            case "involvement":
                return (self.facts.involved(one.to.kind, one.to.agency, one.about), 0)
            case "urgency":
                return most_urgent(self.needs_of(one.to), self.facts) or (False, -1)
            case "persons":
                return (False, len(one.about))
            case _:
                known = one.to.kind in self.lead_order
                return (known, -self.lead_order.index(one.to.kind) if known else 0)
