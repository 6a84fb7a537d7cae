"""One replication: a ward from its first day to its last."""

from __future__ import annotations

from routing.conference.simulation.answering import answering
from routing.conference.simulation.arrivals import cases, routine
from routing.conference.simulation.openings import DAY
from routing.conference.simulation.reading import Given
from routing.conference.simulation.streams import uniform
from routing.conference.simulation.ward import Ward


def seed_of(seed: int, replication: int) -> int:
    """The seed of a replication, counted from 1: the same for all scenarios of a seed, so that they can be compared."""
    return int(uniform(seed, "replication", replication) * 2**53)


def replicate(given: Given, replication: int) -> Ward:
    """The ward after a replication. The same scenario, rulebook, seed and number give the same, wherever it runs."""
    ward = Ward(given, seed_of(given.scenario.seed, replication))
    ward.on_request = answering(ward)
    for district in given.scenario.districts:
        ward.env.process(cases(ward, district))
        for everyday in given.scenario.routine:
            ward.env.process(routine(ward, district, everyday))
    ward.env.run(until=given.scenario.until * DAY)
    return ward
