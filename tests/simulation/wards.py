"""Small wards that several tests simulate: each is simulated once."""

from __future__ import annotations

from functools import cache
from typing import Any

from routing.conference.simulation import Given, Results, load_scenario, simulate
from routing.conference.simulation.replication import replicate
from routing.conference.simulation.running import run_one
from routing.conference.simulation.ward import Ward

SMALL: tuple[tuple[str, Any], ...] = (
    ("warm_up", 0),
    ("seed", 3),
    ("days", 12),
    ("follow", 18),
    ("routine", []),
    ("households.needs", [1, 1]),
    ("replications", {"least": 2, "most": 3}),
)
"""The Kinuta pilot for 30 days, with fewer needs and without everyday consultations: about ten cases."""


def small(*changes: tuple[str, Any]) -> Given:
    """The small ward, with changes."""
    return load_scenario("kinuta-pilot", [*SMALL, *changes])


@cache
def simulated(given_changes: tuple[tuple[str, Any], ...] = (), replication: int = 1) -> Ward:
    """A replication of the small ward."""
    return replicate(small(*given_changes), replication)


@cache
def measured(replication: int, *changes: tuple[str, Any]) -> dict[str, float]:
    """The measures of a replication over all cases."""
    rows = run_one(small(*changes), replication).tables["measures"]
    return {row["measure"]: row["value"] for row in rows if row["by"] == "all"}


TWO: tuple[str, Any] = ("replications", {"least": 2, "most": 2})


@cache
def two() -> Results:
    """Two replications of the small ward."""
    return simulate(small(TWO))
