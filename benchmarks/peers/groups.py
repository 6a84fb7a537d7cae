"""The facts of a case grouped by what rules look them up by, for engines whose input is one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.workload.facts import Facts

READ = ("age", "lives_alone", "on_assistance", "in_facility", "care_level", "employment")
"""What the rules read of a person; no more is handed over."""
BOTH_WAYS = {"LIVES_WITH": "beside", "SPOUSE_OF": "spouses", "SIBLING_OF": "siblings"}
ONE_WAY = {
    "PARENT_OF": (("children", 0), ("parents", 1)),
    "CARES_FOR": (("carers", 1),),
    "HARMS": (("harmers", 1),),
}

Groups = dict[str, list[Any]]


def grouped(facts: Facts) -> dict[str, dict[str, Any]]:
    """Needs by code, codes by domain, relations by person.

    Who has a need stands beside what is known of the need; a group that would be empty is not there.
    """
    has: Groups = {}
    codes: Groups = {}
    needs = {need["id"]: need for need in facts["needs"]}
    for how, person, id in facts["has"]:
        if how == "HAS":
            need = needs[id]
            held = {"person": person, "need": id}
            if need["urgent"]:
                held["urgent"] = True
            if "severity" in need:
                held["severity"] = need["severity"]
            if need["code"] not in has:
                has[need["code"]] = []
                codes.setdefault(need["domain"], []).append(need["code"])
            has[need["code"]].append(held)
    kin: dict[str, Groups] = {}
    for type, *ends in facts["relations"]:
        if type in BOTH_WAYS:
            group = kin.setdefault(BOTH_WAYS[type], {})
            group.setdefault(ends[0], []).append(ends[1])
            group.setdefault(ends[1], []).append(ends[0])
        else:
            for name, end in ONE_WAY.get(type, ()):
                kin.setdefault(name, {}).setdefault(ends[end], []).append(ends[1 - end])
    served: Groups = {}
    for how, person, id in facts["involvements"]:
        if how == "SERVED_BY":
            kind = next(agency["kind"] for agency in facts["agencies"] if agency["id"] == id)
            served.setdefault(kind, []).append(person)
    subjects: Groups = {}
    for _, person, id in facts["subjects"]:
        type = next(event["type"] for event in facts["events"] if event["id"] == id)
        subjects.setdefault(type, []).append({"person": person, "event": id})
    return {
        "persons": {
            person["id"]: {name: person[name] for name in READ if name in person} for person in facts["persons"]
        },
        "household": {person: household for _, person, household in facts["members"]},
        "has": has,
        "codes": codes,
        "served": served,
        "subjects": subjects,
        **kin,
    }
