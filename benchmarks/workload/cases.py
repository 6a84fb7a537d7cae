"""Seeded compound cases as plain `case/1` data: what a counter might take in, invented from end to end."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.workload.households import AGES, Chance, Data, Household, households

AS_OF = "2026-04-01"
MUNICIPALITY = "sample-city"

# What a person of each role comes with, by weight. Some codes no rule reads, as in life.
NEEDS: Mapping[str, Mapping[str, int]] = {
    "O": {
        "care.needed": 9, "care.dementia": 5, "care.dementia_suspected": 4, "isolation.alone": 6, "health.untreated": 6,
        "living.household_chores": 5, "income.hardship": 2, "debt.arrears": 4, "disability.physical": 2,
        "transition.discharge": 3, "health.dental": 2, "rights.guardianship": 2, "income.destitute": 1,
    },
    "W": {
        "isolation.hikikomori": 20, "disability.intellectual": 9, "income.unemployed": 6, "debt.arrears": 5,
        "disability.physical": 2, "income.destitute": 2, "mental.distress": 2, "living.hoarding": 1,
    },
    "P": {
        "debt.arrears": 8, "income.hardship": 9, "mental.diagnosed": 7, "care.carer_strained": 6, "abuse.dv": 5,
        "child.rearing": 3, "income.unemployed": 3, "housing.unstable": 2, "income.destitute": 3, "debt.multiple": 2,
        "disability.physical": 2, "foreign.language": 1,
    },
    "C": {"child.school_absence": 8, "child.learning": 6, "disability.developmental": 2, "care.young_carer": 1},
}  # fmt: skip
AGENCIES: Mapping[str, Mapping[str, int]] = {
    "O": {"care_service": 4, "support_center": 3, "medical": 2, "minsei": 1},
    "W": {"disability_consult": 4, "hikikomori_center": 1, "self_reliance": 1},
    "P": {"self_reliance": 2, "welfare_office": 2, "health_center": 2, "disability_consult": 1},
    "C": {"school": 3, "child_family": 2},
}
EVENTS: Mapping[str, Mapping[str, int]] = {
    "O": {"discharge": 9, "visit": 2, "admission": 1},
    "W": {"refusal": 2, "visit": 1},
    "P": {"court_demand": 2, "report": 1, "eviction": 1},
    "C": {"report": 1},
}
HOW_MANY_NEEDS = {0: 1, 1: 7, 2: 9, 3: 3}


def cases(seed: int, count: int, persons: int | tuple[int, int] = (1, 6)) -> list[Data]:
    """Cases of so many persons each, or of a number between two bounds. The same for the same arguments, on every
    version of Python; a longer list begins with the shorter one."""
    low, high = (persons, persons) if isinstance(persons, int) else persons
    return [_case(Chance(seed * 1_000_003 + n), f"{seed}-{n}", low, high) for n in range(count)]


def _case(chance: Chance, name: str, low: int, high: int) -> Data:
    homes = households(chance, chance.between(low, high))
    roles = {id: role for home in homes for role, id in home.members}
    case: Data = {
        "schema": "case/1",
        "case": f"W-{name}",
        "as_of": AS_OF,
        "municipality": MUNICIPALITY,
        "received_by": chance.one(["support_center", "support_center", "social_council", "town_center"]),
        "household_complete": chance.happens(0.5),
    }
    if chance.happens(0.9):
        case["district"] = chance.one(["north", "south"])
    if chance.happens(0.8):
        case["reported_by"] = chance.one(["self", "family", "resident", "minsei", "hospital", "care_manager"])
    case["persons"] = [person(chance, id, role, home) for home in homes for role, id in home.members]
    case["relations"] = [relation for home in homes for relation in home.relations]
    case["needs"] = _needs(chance, homes)
    case["involvements"] = [involvement(chance, id, role) for id, role in roles.items() if chance.happens(0.3)]
    case["events"] = events(chance, homes)
    case["consents"] = [consent(chance, id) for id in roles if chance.happens(0.5)]
    if chance.happens(0.05):
        case["history"] = [{"type": "hop", "by": case["received_by"], "date": "2026-03-02"}]
    return case


def person(chance: Chance, id: str, role: str, home: Household) -> Data:
    """What is known of a person: an age nearly always, the rest as often as counters ask."""
    person: Data = {"id": id}
    attributes: Data = {}
    if chance.happens(0.92):
        person["age"] = chance.between(*AGES[role])
    if chance.happens(0.8):
        person["sex"] = chance.one(["F", "M"])
    if role == "O" and chance.happens(0.7):
        person["care_level"] = chance.between(1, 5)
    if role in "WP" and chance.happens(0.75):
        person["on_assistance"] = chance.happens(0.2)
    if role == "O" and chance.happens(0.7):
        attributes["in_facility"] = chance.happens(0.1)
    if chance.happens(0.75):
        attributes["lives_alone"] = len(home.members) == 1
    if role in "WP" and chance.happens(0.75):
        attributes["employment"] = chance.one(["none", "none", "none", "employed", "job_seeking"])
    if attributes:
        person["attributes"] = attributes
    return person


def _needs(chance: Chance, homes: list[Household]) -> list[Data]:
    needs: list[Data] = []
    for home in homes:
        for role, id in home.members:
            weights = likely(role, id, home)
            codes = {chance.weighted(weights) for _ in range(chance.weighted(HOW_MANY_NEEDS))}
            for code in sorted(codes):
                need: Data = {"id": f"n{len(needs) + 1}", "person": id, "code": code, **state(chance)}
                beside = [other for other in home.of("O", "W", "P") if other != id]
                if code.startswith("debt.") and beside and chance.happens(0.5):  # a debt is often shared
                    need["persons"] = [need.pop("person"), chance.one(beside)]
                needs.append(need)
    return needs or [{"id": "n1", "person": homes[0].members[0][1], "code": "isolation.alone"}]


def likely(role: str, id: str, home: Household) -> Mapping[str, int]:
    """The needs of a role, with more weight on what goes with such a home."""
    beside = set(home.of("O", "W", "P", "C")) - {id}
    suffers = {relation["type"] for relation in home.relations if relation["to"] == id}
    likely = dict(NEEDS[role])
    for applies, code, weight in (
        (role == "O" and not beside, "isolation.alone", 24),
        (role == "O" and beside and beside <= set(home.of("O")), "living.household_chores", 40),
        (role == "O" and home.of("W"), "debt.arrears", 22),
        (role == "O" and home.of("W"), "health.untreated", 27),
        (role == "O" and "CARES_FOR" in suffers, "care.needed", 24),
        (role == "W" and "CARES_FOR" in suffers, "disability.intellectual", 22),
        (role == "P" and "HARMS" in suffers, "abuse.dv", 30),
    ):
        if applies:
            likely[code] += weight
    return likely


def state(chance: Chance) -> Data:
    state: Data = {"status": chance.weighted({"confirmed": 11, "suspected": 6, "resolved": 1, "absent": 1})}
    if chance.happens(0.75):
        state["severity"] = chance.between(1, 3)
    if chance.happens(0.3):
        state["urgent"] = True
    return state


def involvement(chance: Chance, id: str, role: str) -> Data:
    status = chance.weighted({"active": 7, "ended": 2, "refused": 1})
    return {"person": id, "agency": chance.weighted(AGENCIES[role]), "status": status, "role": "support"}


def events(chance: Chance, homes: list[Household]) -> list[Data]:
    events: list[Data] = []
    for role, id, alone in ((role, id, len(home.members) == 1) for home in homes for role, id in home.members):
        if chance.happens(0.45 if alone else 0.2):
            event: Data = {"id": f"e{len(events) + 1}", "person": id, "type": chance.weighted(EVENTS[role])}
            if chance.happens(0.85):
                event["date"] = f"2026-04-{chance.between(2, 28):02}"
            events.append(event)
    return events


def consent(chance: Chance, id: str) -> Data:
    consent: Data = {"person": id, "status": chance.weighted({"given": 7, "refused": 1, "not_asked": 2})}
    if consent["status"] == "given" and chance.happens(0.4):
        consent["to"] = ["support_center", "social_council", "health_center"]
        consent["until"] = "2026-09-30"
    return consent
