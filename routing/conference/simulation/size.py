"""How much a scenario asks for: a replication that would never end is refused before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from routing.conference.simulation.scenario import Scenario

MOST_CASES = 100_000
"""New cases that may be expected in a replication, with its warm-up and the days that follow."""
MOST_EVERYDAY = 2_000_000
"""Everyday consultations that may be expected in a replication, of all districts together."""
MOST_CONTACTS = 1_000
"""Contacts that a role may take in the mean."""
YEARS = range(1900, 2201)
"""The years in which a simulation may start."""

TooMuch = tuple[tuple[str | int, ...], str, str | None]


def too_much(scenario: Scenario) -> Iterator[TooMuch]:
    """What of a scenario is beyond what can be simulated: the field, what is wrong with it, and what helps."""
    months = scenario.until * 12 / 365
    if sum(district.per_month.value for district in scenario.districts) * months > MOST_CASES:
        message = f"more than {MOST_CASES:,} new cases would come in a replication"
        yield ("districts",), message, "give fewer a month, fewer days, or fewer districts"
    if sum(one.per_month.value for one in scenario.routine) * len(scenario.districts) * months > MOST_EVERYDAY:
        message = f"more than {MOST_EVERYDAY:,} everyday consultations would come in a replication"
        yield ("routine",), message, "give fewer a month; each is counted in every district"
    for role, mean in scenario.work.contacts.items():
        if mean.value > MOST_CONTACTS:
            yield ("work", "contacts", role), f"must be at most {MOST_CONTACTS:,} contacts", None
    if scenario.start.year not in YEARS:
        yield ("start",), f"must be a day of the years {YEARS[0]} to {YEARS[-1]}", None
