"""The 25 rules as plain Python, by hand: the yardstick.

What a programmer would write who wants only the answer, and fast: one pass over the facts to index what the rules
ask for, then one branch per need code that the case has. No trace of why, no rule that can be changed without a
programmer, no unknown facts, no budget. An age of -1 stands for unknown; ranges leave it out on both sides.

The answer is flat: `(rule id, id, id, ...)`, the ids in the order of the rule's variable names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.workload.facts import Entity, Facts

Fired = tuple[str, ...]
Kin = dict[str, list[str]]
Held = list[tuple[str, str]]
"""Who has a need of one code: pairs of a person and a need."""


class Known:
    """The facts of one case, indexed as far as its needs ask for it."""

    __slots__ = (
        "age", "carers", "cares", "children", "doubled", "facts", "fired", "harmers", "held", "home", "housed",
        "needs", "parents", "persons", "related", "siblings", "spouses", "together", "watched",
    )  # fmt: skip
    facts: Facts
    persons: dict[str, Entity]
    age: dict[str, int]
    needs: dict[str, Entity]
    held: dict[str, Held]
    home: dict[str, str] | None
    """The household of each person; None as long as no rule asked for it."""
    housed: bool
    """Whether `together` is there."""
    together: Kin
    related: bool
    """Whether the relations below are there."""
    carers: Kin
    cares: Kin
    children: Kin
    parents: Kin
    siblings: Kin
    spouses: Kin
    harmers: Kin
    watched: set[str]
    """Whom a finding `watch` is about."""
    doubled: set[str]
    """Whom a finding `double-care` is about."""
    fired: set[Fired]


def answer(facts: Facts) -> set[Fired]:
    """All firings of a case."""
    known = Known()
    known.facts = facts
    known.persons = {person["id"]: person for person in facts["persons"]}
    known.age = {person["id"]: person.get("age", -1) for person in facts["persons"]}
    known.needs = needs = {need["id"]: need for need in facts["needs"]}
    held: dict[str, Held] = {}
    known.held = held
    for how, person, need in facts["has"]:
        if how == "HAS":
            code = needs[need]["code"]
            if code in held:
                held[code].append((person, need))
            else:
                held[code] = [(person, need)]
    known.related = known.housed = False
    known.home = None
    known.watched = set()
    known.doubled = set()
    known.fired = set()
    for code in held:
        if code in RULES:
            RULES[code](known, held[code])
    if facts["subjects"]:
        _discharge(known)
    if "care.carer_strained" in held:  # reads what the others find, so it comes after them
        _strained(known, held["care.carer_strained"])
    if len(known.watched) > 1:
        _to_watch(known)
    return known.fired


def _relate(known: Known) -> None:
    """Index who is what to whom, where a need makes it matter."""
    children: Kin = {}
    parents: Kin = {}
    siblings: Kin = {}
    cares: Kin = {}
    carers: Kin = {}
    spouses: Kin = {}
    harmers: Kin = {}
    known.children, known.parents, known.siblings, known.spouses = children, parents, siblings, spouses
    known.cares, known.carers, known.harmers = cares, carers, harmers
    known.related = True
    for type, one, other in known.facts["relations"]:
        if type == "LIVES_WITH":
            continue
        if type == "PARENT_OF":
            children.setdefault(one, []).append(other)
            parents.setdefault(other, []).append(one)
        elif type == "SIBLING_OF":
            siblings.setdefault(one, []).append(other)
            siblings.setdefault(other, []).append(one)
        elif type == "CARES_FOR":
            cares.setdefault(one, []).append(other)
            carers.setdefault(other, []).append(one)
        elif type == "SPOUSE_OF":
            spouses.setdefault(one, []).append(other)
            spouses.setdefault(other, []).append(one)
        elif type == "HARMS":
            harmers.setdefault(other, []).append(one)


def _house(known: Known) -> None:
    """Index who lives with whom, which is most of what a case says of relations."""
    together: Kin = {person: [] for person in known.age}
    known.together, known.housed = together, True
    for type, one, other in known.facts["relations"]:
        if type == "LIVES_WITH":
            together[one].append(other)
            together[other].append(one)


def _alone(known: Known, held: Held) -> None:
    for p, n in held:
        if known.age[p] >= 75 and known.persons[p].get("lives_alone"):
            known.watched.add(p)
            known.fired.add(("old-and-isolated", n, p))


def _dementia_suspected(known: Known, held: Held) -> None:
    for p, n in held:
        if known.age[p] >= 65 and known.needs[n].get("severity", 0) >= 2:
            known.fired.add(("dementia-suspected", n, p))


def _hardship(known: Known, held: Held) -> None:
    for p, n in held:
        if 18 <= known.age[p] < 65 and known.persons[p].get("on_assistance") is False:
            known.fired.add(("hardship-of-working-age", n, p))


def _destitute(known: Known, held: Held) -> None:
    for p, n in held:
        if known.age[p] >= 18 and known.needs[n]["urgent"]:
            known.fired.add(("destitute-today", n, p))


def _care(known: Known, held: Held) -> None:
    if not known.related:
        _relate(known)
    age, persons, fired = known.age, known.persons, known.fired
    for p, n in held:
        old = age[p]
        if old >= 65:
            person = persons[p]
            if person.get("care_level", 0) >= 3 and person.get("in_facility") is False:
                fired.add(("heavy-care-at-home", n, p))
            for carer in known.carers.get(p, ()):
                for c in known.children.get(carer, ()):
                    if 0 <= age[c] < 18:
                        known.doubled.add(carer)
                        fired.add(("double-care", c, p, n, carer))
            if old >= 75:
                for q in known.spouses.get(p, ()):
                    if age[q] >= 75 and persons[q].get("care_level", 0) >= 1:
                        known.watched.update((p, q))
                        fired.add(("frail-couple", n, p, q))
        _young_carers(known, p, n)


def _young_carers(known: Known, p: str, n: str) -> None:
    if p in known.carers and known.age[p] >= 18:
        for c in known.carers[p]:
            if 0 <= known.age[c] < 18:
                known.fired.add(("young-carer", c, n, p))


def _mental(known: Known, held: Held) -> None:
    if not known.related:
        _relate(known)
    age = known.age
    for p, n in held:
        _young_carers(known, p, n)
        for g in known.parents.get(p, ()):
            if age[g] >= 65:
                for c in known.children.get(p, ()):
                    if 0 <= age[c] < 18:
                        known.fired.add(("three-generations", c, g, n, p))


def _withdrawn(known: Known, held: Held) -> None:
    if not known.housed:
        _house(known)
    age = known.age
    for c, n in held:
        years = age[c]
        if 18 <= years < 65:
            if known.persons[c].get("employment") == "none":
                known.fired.add(("withdrawn-and-workless", n, c))
            if years >= 40:
                for p in known.together[c]:
                    if age[p] >= 75:
                        known.fired.add(("household-8050", c, n, p))
                        _8050(known, p, c)


def _8050(known: Known, p: str, c: str) -> None:
    about = f"{p}\t{c}" if p < c else f"{c}\t{p}"
    owing = [n for q, n in known.held.get("debt.arrears", ()) if q == p]
    if owing:
        finding = "finding/household-8050\t" + about
        for n in owing:
            known.fired.add(("household-8050-in-arrears", c, finding, n, p))
        finding = "finding/household-8050-in-arrears\t" + about
        for q, n in known.held.get("health.untreated", ()):
            if q == p:
                known.fired.add(("household-8050-untreated", finding, n, p))


def _intellectual(known: Known, held: Held) -> None:
    if not known.related:
        _relate(known)
    age, fired = known.age, known.fired
    for p, m in held:
        for c in known.carers.get(p, ()):
            years = age[c]
            if years >= 65 and age[p] >= 18:
                fired.add(("ageing-carer", c, m, p))
            if years >= 18:
                for y in known.cares[c]:
                    if y != p:
                        for q, n in known.held.get("care.needed", ()):
                            if q == y:
                                fired.add(("one-carer-for-two", c, m, n, p, y))


def _arrears(known: Known, held: Held) -> None:
    if not known.related:
        _relate(known)
    short: dict[str, int] = {}
    known.home = home = {person: household for _, person, household in known.facts["members"]}
    for code, people in known.held.items():
        if code.startswith("income."):
            for p, _ in people:
                short[home[p]] = short.get(home[p], 0) + 1
    for p, n in held:
        for c in known.children.get(p, ()):
            if 0 <= known.age[c] < 18:
                known.fired.add(("arrears-and-child", c, n, p))
        h = home[p]
        if known.age[p] >= 18 and short.get(h, 0) >= 2:
            known.fired.add(("household-short-of-money", h, n, p))


def _violence(known: Known, held: Held) -> None:
    if not known.housed:
        _house(known)
    if not known.related:
        _relate(known)
    for b, n in held:
        if known.age[b] >= 18:
            for a in known.harmers.get(b, ()):
                if a in known.together[b]:
                    known.fired.add(("harmed-at-home", a, b, n))


def _child(known: Known, held: Held) -> None:
    if len(held) > 1:
        if not known.related:
            _relate(known)
        for a, m in held:
            if 0 <= known.age[a] < 18 and a in known.siblings:
                beside = known.siblings[a]
                for b, n in held:
                    if b in beside:
                        known.fired.add(("siblings-alike", a, b, m, n))


def _chores(known: Known, held: Held) -> None:
    if not known.housed:
        _house(known)
    age = known.age
    for p, n in held:
        if age[p] >= 75:
            ages = [age[o] for o in known.together[p] if age[o] >= 0]
            if ages and min(ages) >= 75:
                known.fired.add(("nobody-young-at-home", n, p))


def _dementia(known: Known, held: Held) -> None:
    if not known.related:
        _relate(known)
    for p, n in held:
        if known.age[p] >= 65 and p not in known.carers:
            known.watched.add(p)
            known.fired.add(("dementia-without-carer", n, p))


def _disabled(known: Known, held: Held) -> None:
    consults = {agency["id"] for agency in known.facts["agencies"] if agency["kind"] == "disability_consult"}
    served = {p for how, p, agency in known.facts["involvements"] if agency in consults and how == "SERVED_BY"}
    for p, n in held:
        if known.age[p] >= 18 and p not in served:
            known.fired.add(("disabled-and-unserved", n, p))


def _discharge(known: Known) -> None:
    discharges = {event["id"] for event in known.facts["events"] if event["type"] == "discharge"}
    for _, p, e in known.facts["subjects"]:
        if e in discharges and known.age[p] >= 65:
            if not known.housed:
                _house(known)
            for o in known.together[p]:
                if known.age[o] >= 18:
                    break
            else:
                known.fired.add(("discharge-without-support", e, p))


def _strained(known: Known, held: Held) -> None:
    for p, n in held:
        if known.age[p] >= 18 and p not in known.doubled:
            known.fired.add(("strained-by-one-care", n, p))


def _to_watch(known: Known) -> None:
    home = known.home or {person: household for _, person, household in known.facts["members"]}
    count: dict[str, int] = {}
    for p in known.watched:
        count[home[p]] = count.get(home[p], 0) + 1
    for p in known.watched:
        if count[home[p]] >= 2:
            known.fired.add(("household-to-watch", "finding/watch\t" + p, home[p], p))


CHILD = ("rearing", "school_absence", "delinquency", "pregnancy_risk", "medical_care", "learning")
RULES: dict[str, Callable[[Known, Held], Any]] = {
    "isolation.alone": _alone,
    "care.dementia_suspected": _dementia_suspected,
    "income.hardship": _hardship,
    "income.destitute": _destitute,
    "care.needed": _care,
    "mental.diagnosed": _mental,
    "isolation.hikikomori": _withdrawn,
    "disability.intellectual": _intellectual,
    "debt.arrears": _arrears,
    "abuse.dv": _violence,
    **dict.fromkeys(
        (
            f"child.{name}"
            for name in ("rearing", "school_absence", "delinquency", "pregnancy_risk", "medical_care", "learning")
        ),
        _child,
    ),
    "living.household_chores": _chores,
    "care.dementia": _dementia,
    "disability.physical": _disabled,
}
