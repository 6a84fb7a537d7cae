"""What of a decision a recipient may be told: what also follows from the view alone.

The view is routed as if it were the whole case. A part of the decision is told where a rule behind it fires there too:
then nothing but what the recipient may know stands behind it. What follows from the view and not from the whole case is
not told either, since it is not so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt

    from routing.decision import Addressee, Decision
    from routing.letters.view import View
    from routing.router import Router


class Named(Protocol):
    """A part of a decision that rules lead to."""

    @property
    def rules(self) -> tuple[str, ...]: ...


class Upheld:
    """A decision as far as it follows from a view."""

    def __init__(self, router: Router, decision: Decision, view: View) -> None:
        self.decision = decision
        self.view = view
        self.alone = router.route(view.case)
        own = {*view.about, *view.needs, *(event.id for event in view.case.events)}
        others = {person.id for person in view.case.persons} - set(view.about)
        self.fired: frozenset[str] = frozenset(
            fired.rule for fired in self.alone.trace if _concerns(fired.ids, own, others)
        )

    def rules(self, part: Named) -> tuple[str, ...]:
        """The rules behind a part of the decision that fire on the view alone."""
        return tuple(rule for rule in part.rules if rule in self.fired)

    def holds(self, part: Named) -> bool:
        """Whether a part of the decision follows from the view alone."""
        return bool(self.rules(part))

    def serves(self, kind: str, agency: str | None) -> bool:
        """Whether the view itself tells that an agency is at work with whom it is about."""
        return any(
            one.agency == kind and one.status == "active" and (one.office in (None, agency) or agency is None)
            for one in self.view.case.involvements
        )

    def due(self, part: Addressee) -> dt.date | None:
        """When an addressee is to have acted, as far as the view alone says so."""
        days = [one.due for one in self._same(part) if one.due is not None]
        return min(days) if days and part.due is not None else None

    def services(self, to: str, services: Iterable[str]) -> tuple[str, ...]:
        """The services asked of an agency kind, as far as the view alone says so."""
        known = {
            service for one in (*self.alone.supports, *self.alone.inform) if one.to == to for service in one.services
        }
        if self.alone.lead is not None and self.alone.lead.to == to and self.alone.lead.service:
            known.update(self.alone.lead.service.split(" / "))
        return tuple(service for service in services if service in known)

    def _same(self, part: Addressee) -> list[Addressee]:
        return [one for one in (*self.alone.supports, *self.alone.inform) if one.to == part.to]


def _concerns(bound: frozenset[str], own: set[str], others: set[str]) -> bool:
    """Whether a firing is about whom the view is about: not about others alone, of whom nothing but kin is known."""
    return not bound.isdisjoint(own) or bound.isdisjoint(others)
