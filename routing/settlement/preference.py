"""Who is preferred among equals: the steps of choosing a lead or an owner, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from routing.settlement.addressees import Asked
from routing.settlement.consequences import Rules
from routing.settlement.facts import Facts
from routing.settlement.slot import Slot

Step = Literal["involvement", "urgency", "persons", "lead_order"]
Lost = tuple[str, Rules, str]
"""The kind of an agency that was not chosen, the rules that asked it, and the step it lost at."""

NO_NEED = (False, -1)
"""Less urgent than any need."""


@dataclass(slots=True, eq=False)
class Contest:
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
            measured = self._measure(step, left)
            best = max(measured)
            if measured.count(best) < len(left):
                valued = list(zip(left, measured, strict=True))
                lost += [(one.to.kind, one.rules, step) for one, value in valued if value != best]
                left = [one for one, value in valued if value == best]
        return left, lost

    def _measure(self, step: Step, contenders: Sequence[Asked]) -> list[tuple[bool, int]]:
        """How strongly each agency is preferred at a step: the larger, the more."""
        match step:
            case "involvement":
                involved = self.facts.involved
                return [(involved(one.to.kind, one.to.agency, one.about), 0) for one in contenders]
            case "urgency":
                urgencies = self._urgencies()
                return [urgencies.get(one.to, NO_NEED) for one in contenders]
            case "persons":
                return [(False, len(one.about)) for one in contenders]
            case _:
                order = self.lead_order
                ranks = [order.index(one.to.kind) if one.to.kind in order else None for one in contenders]
                return [(rank is not None, -(rank or 0)) for rank in ranks]

    def _urgencies(self) -> dict[Slot, tuple[bool, int]]:
        """The urgency of the most urgent need that each agency would answer."""
        most: dict[Slot, tuple[bool, int]] = {}
        for need, candidates in self.by_need.items():
            urgency = self.facts.urgency(need)
            for slot, _ in candidates:
                if urgency > most.get(slot, NO_NEED):
                    most[slot] = urgency
        return most
