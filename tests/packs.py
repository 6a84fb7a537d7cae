"""The bundled packs, for the tests of what they promise."""

from __future__ import annotations

from functools import cache

from routing.case import Case
from routing.decision import Decision
from routing.router import Router
from routing.rulebook import Rulebook


@cache
def bundled_rulebook(pack: str) -> Rulebook:
    """A bundled rulebook, loaded once for all tests of a process."""
    return Rulebook.load(pack)


@cache
def router(pack: str) -> Router:
    return Router(bundled_rulebook(pack))


def route(pack: str, **fields: object) -> Decision:
    """Route a case made of a few fields."""
    case = {"case": "t", "as_of": "2026-04-01", "municipality": pack, "received_by": "support_center", **fields}
    return router(pack).route(Case.model_validate(case))


def agencies(decision: Decision) -> set[str | None]:
    """Every office a decision hands anything to."""
    named = [decision.holder, *decision.duties, *decision.owners, *decision.supports, *decision.inform]
    offices = {entry.agency for entry in named}
    if decision.lead:
        offices.add(decision.lead.agency)
    if decision.backup:
        offices.add(decision.backup.team)
    return offices
