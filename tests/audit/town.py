"""Decided cases of the small town of the desk tests: `chores` are what none of its rules routes."""

from __future__ import annotations

from functools import cache
from typing import Any

from routing.audit.decided import DecidedCase
from routing.case import Case
from routing.decision import Decision
from tests.desk.desks import router, town_case

CHORES = "living.household_chores"


@cache
def _decision(needs: tuple[tuple[str, str, str], ...]) -> Decision:
    return router().route(town_case(needs={id: (person, code) for id, person, code in needs}))


def decided(name: str, *codes: str, **fields: Any) -> DecidedCase:
    """A case of that id whose person a has needs of these codes, and what the town decides about it."""
    needs = tuple((f"n{number}", "a", code) for number, code in enumerate(codes))
    made: Case = town_case(case=name, needs={id: (person, code) for id, person, code in needs}, **fields)
    return DecidedCase(made, _decision(needs))
