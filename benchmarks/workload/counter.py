"""Seeded cases as the counters of a country might take them in within a year, in the shares that are published.

`cases.py` has as many cases of six persons as of one, to show how work grows; a counter mostly meets one or two persons
with one to three needs. What is published is named beside the number; the rest is taken over from `cases.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from benchmarks.workload.cases import consent, events, involvement, likely, person, state
from benchmarks.workload.households import Chance, Data, Household

YEAR = dt.date(2026, 4, 1)
"""The fiscal year of the consultations begins on it."""

SHAPES: Mapping[str, int] = {
    # lives alone 42.7 % (Osaka rescue programme, FY2016 to FY2019); of them 18.5 % over 65 (self-reliance counters,
    # FY2015 and FY2016) would be counted at one kind of counter alone: between that and all, half are taken as old
    "O": 214, "P": 143, "W": 70,
    # households of elders 30.0 % (the same); in 40 % a grown child lives with them (Setagaya, 2014)
    "OO": 180, "OW": 90, "OOW": 30,
    # mother and child 19.1 % (the same); one to three children: shares assumed
    "PC": 105, "PCC": 67, "PCCC": 19,
    # the rest, 8.2 %: two parents, three generations, several grown children; shares assumed
    "PPC": 25, "PPCC": 25, "OPC": 10, "OPPCC": 10, "OOWW": 6, "OOPPCC": 6,
}  # fmt: skip
"""Households by weight, of 1000, in the roles of `households.py`."""
HOW_MANY_NEEDS: Mapping[int, int] = {1: 30, 2: 35, 3: 20, 4: 10, 5: 5}
"""Needs a case, in per cent: 1, 2, 3, and 15 % with more. An assumption: no source has it."""
MOST_DRAWN = 40
"""After so many draws a household has the needs that it has: some roles have few to draw from."""
RECEIVED_BY = ("support_center", "support_center", "social_council", "self_reliance", "town_center")
MUNICIPALITY = "sample-city"


def counter_cases(seed: int, count: int, first: int = 0) -> Iterator[Data]:
    """So many cases, from the case of a number on. Each hangs on the seed and its number alone."""
    for n in range(first, first + count):
        yield _case(Chance(seed * 10_000_019 + n), f"C{seed}-{n}")


def _case(chance: Chance, name: str) -> Data:
    home = Household(chance, chance.weighted(SHAPES), 1)
    case: Data = {
        "schema": "case/1",
        "case": name,
        "as_of": (YEAR + dt.timedelta(chance.between(0, 364))).isoformat(),
        "municipality": MUNICIPALITY,
        "received_by": chance.one(RECEIVED_BY),
        "household_complete": chance.happens(0.5),
    }
    if chance.happens(0.9):
        case["district"] = chance.one(["north", "south"])
    if chance.happens(0.8):
        case["reported_by"] = chance.one(["self", "family", "resident", "minsei", "hospital", "care_manager"])
    case["persons"] = [person(chance, id, role, home) for role, id in home.members]
    if home.relations:
        case["relations"] = home.relations
    case["needs"] = _needs(chance, home)
    parts: Data = {
        "involvements": [involvement(chance, id, role) for role, id in home.members if chance.happens(0.3)],
        "events": events(chance, [home]),
        "consents": [consent(chance, id) for _, id in home.members if chance.happens(0.5)],
    }
    return {**case, **{field: listed for field, listed in parts.items() if listed}}


def _needs(chance: Chance, home: Household) -> list[Data]:
    """The needs of a case: its number drawn first, then whose each is, and which."""
    found: dict[tuple[str, str], Data] = {}
    wanted, drawn = chance.weighted(HOW_MANY_NEEDS), 0
    while len(found) < wanted and drawn < MOST_DRAWN:
        drawn += 1
        role, id = chance.one(home.members)
        code = chance.weighted(likely(role, id, home))
        if (id, code) not in found:
            found[id, code] = {"person": id, "code": code, **state(chance)}
    return [{"id": f"n{place}", **need} for place, need in enumerate(found.values(), start=1)]
