"""The 25 rules, loaded."""

from __future__ import annotations

from pathlib import Path

from routing import Rulebook

RULES = Path(__file__).parent / "rules"


def rulebook() -> Rulebook:
    """The rulebook of the workload: exactly 25 rules, all in force on every day."""
    return Rulebook.load(RULES)
