"""Who is preferred among equals: the steps of choosing a lead or an owner, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from routing.settlement.addressees import Asked
from routing.settlement.facts import Facts
from routing.settlement.slot import Slot

Step = Literal["involvement", "urgency", "persons", "lead_order"]
Lost = tuple[Asked, str]
"""An agency that was not chosen, and the step it lost at."""

NO_NEED = (False, -1)
"""Less urgent than any need."""


class Contest(NamedTuple):
    """What is needed to compare agencies. `by_need` has those that would answer a need, each with what it would do."""

    facts: Facts
    lead_order: Sequence[str]
    by_need: Mapping[str, Sequence[tuple[Slot, object]]]

    def narrow(self, contenders: Iterable[Asked], steps: Iterable[Step]) -> tuple[list[Asked], list[Lost]]:
        """Those preferred after these steps, and the others, each with the step it lost at."""
        left = list(contenders)
        lost: list[Lost] = []
        for step in steps:
            if len(left) < 2:
                break
            measured = [self._measure(step, one) for one in left]
            best = max(measured)
            if measured.count(best) < len(left):
                lost += [(one, step) for one, value in zip(left, measured, strict=True) if value != best]
                left = [one for one, value in zip(left, measured, strict=True) if value == best]
        return left, lost

    def _measure(self, step: Step, one: Asked) -> tuple[bool, int]:
        """How strongly an agency is preferred at a step: the larger, the more."""
        match step:
            case "involvement":
                return (self.facts.involved(one.to.kind, one.to.agency, one.about), 0)
            case "urgency":
                return self._urgency(one.to)
            case "persons":
                return (False, len(one.about))
            case _:
                known = one.to.kind in self.lead_order
                return (known, -self.lead_order.index(one.to.kind) if known else 0)

    def _urgency(self, slot: Slot) -> tuple[bool, int]:
        """The urgency of the most urgent need that an agency would answer."""
        most = NO_NEED
        for need, candidates in self.by_need.items():
            urgency = self.facts.urgency(need)
            if urgency > most and slot in [answer for answer, _ in candidates]:
                most = urgency
        return most
