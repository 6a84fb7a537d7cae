"""Small random rulebooks whose conditions contradict themselves often enough, and small random cases close to them."""

from __future__ import annotations

import json
import random
from typing import Any

from routing.rulebook import Rulebook

Data = dict[str, Any]

AS_OF = "2026-04-01"
CODES = ("care.dementia", "care.carer_lost", "debt.arrears")
DOMAINS = ("care", "debt")
KINDS = ("npo", "support_center")
EVENTS = ("discharge", "eviction")
DATES = ("2026-03-31", "2026-04-01", "2026-04-03")

VOCABULARY = """
vocabulary: small
extends: core
properties: {Person: {flag: boolean, nick: string, points: integer, moved: date, weight: float}}
"""
HEAD = """
rulebook: small
version: '1'
title: {ja: x, en: x}
serves: any
vocabulary: vocabulary.yaml
tiers: [protection, specialist]
default_lead: npo
"""
NOTHING = {"escalate": {"level": "advice", "reason": "x"}}


def rulebook(rules: list[tuple[str, str | None, list[Data]]]) -> Rulebook:
    """A rulebook of rules given as match, where and effects (none: one that derives nothing); `r0`, `r1`, ..."""
    entries = [
        {
            "id": f"r{number}",
            "title": {"ja": "x", "en": "x"},
            "basis": [{"law": "x", "status": "memory"}],
            "match": match,
            **({"where": where} if where else {}),
            "then": effects or [NOTHING],
        }
        for number, (match, where, effects) in enumerate(rules)
    ]
    texts = {"rulebook.yaml": HEAD, "vocabulary.yaml": VOCABULARY, "rules.yaml": json.dumps({"rules": entries})}
    return Rulebook.parse(texts)


class Conditions:
    """Draws rules. Number n may read the findings `k0` to `k(n-1)` of those before it, if they derive any."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.depth = 0

    def rulebook(self, count: int) -> Rulebook:
        return rulebook([self.rule(number) for number in range(count)])

    def rule(self, number: int) -> tuple[str, str | None, list[Data]]:
        paths, scope = self.paths({}, number, self.rng.choice((1, 1, 1, 2)))
        where = self.condition(scope, number, 2) if self.rng.random() < 0.9 else None
        effects = []
        if self.rng.random() < 0.8:
            about = [name for name, label in scope.items() if label in ("Person", "Need", "Event")][:2]
            if about:
                effects.append({"finding": {"kind": f"k{number}", "about": about}})
        if not effects and number == 0:
            return "(p:Person)", None, [{"finding": {"kind": "k0", "about": ["p"]}}]
        return paths, where, effects or [{"finding": {"kind": f"k{number}", "about": [next(iter(scope))]}}]

    def new(self, scope: dict[str, str], label: str) -> str:
        name = f"{label[0].lower()}{len(scope)}"
        scope[name] = label
        return name

    def paths(self, outer: dict[str, str], number: int, count: int) -> tuple[str, dict[str, str]]:
        scope = dict(outer)
        return ", ".join(self.path(scope, number) for _ in range(count)), scope

    def person(self, scope: dict[str, str]) -> str:
        known = [name for name, label in scope.items() if label == "Person"]
        if known and self.rng.random() < 0.75:
            return f"({self.rng.choice(known)})"
        return f"({self.new(scope, 'Person')}:Person)"

    def path(self, scope: dict[str, str], number: int) -> str:
        pick, person = self.rng.choice, self.person(scope)
        shapes = ["alone", "need", "need", "need", "person", "person", "agency", "event", "home", "walk", "case"]
        shape = pick([*shapes, *(["finding"] * 4 if number else [])])
        if shape == "need":
            inline = pick(("", f" {{code: '{pick(CODES)}'}}", f" {{domain: '{pick(DOMAINS)}'}}"))
            return f"{person}-[:{pick(('HAS', 'HAS', 'HAD', 'HAS|LACKS'))}]->({self.new(scope, 'Need')}:Need{inline})"
        if shape == "person":
            arrow = pick(("-[:LIVES_WITH]-", "-[:HARMS]->", "<-[:HARMS]-", "-[:HARMS]-", "-[:HARMS|LIVES_WITH]-"))
            return f"{person}{arrow}{self.person(scope)}"
        if shape == "walk":
            return f"{person}-[:HARMS*{pick(('1..2', '0..1', '2..2'))}]->{self.person(scope)}"
        if shape == "agency":
            inline = pick(("", f" {{kind: '{pick(KINDS)}'}}"))
            role = pick(("", "", " {role: 'lead'}"))
            return f"{person}-[:{pick(('SERVED_BY', 'REFUSED'))}{role}]->({self.new(scope, 'Agency')}:Agency{inline})"
        if shape == "event":
            return f"{person}-[:SUBJECT_OF]->({self.new(scope, 'Event')}:Event {{type: '{pick(EVENTS)}'}})"
        if shape == "home":
            return f"{person}-[:MEMBER_OF]->({self.new(scope, 'Household')}:Household)"
        if shape == "case":
            return f"{person}-[:IN]->({self.new(scope, 'Case')}:Case)"
        if shape == "finding":
            kind = self.rng.randrange(number)
            return f"{person}, (:Finding {{kind: 'k{kind}'}})-[:ABOUT]->({self.about(scope)})"
        return person

    def about(self, scope: dict[str, str]) -> str:
        known = [name for name, label in scope.items() if label in ("Person", "Need", "Event")]
        return self.rng.choice(known)

    def condition(self, scope: dict[str, str], number: int, depth: int) -> str:
        roll = self.rng.random()
        if depth and roll < 0.5:
            joined = self.rng.choice((" AND ", " AND ", " OR ", " XOR "))
            return "(" + joined.join(self.condition(scope, number, depth - 1) for _ in range(2)) + ")"
        if depth and roll < 0.6:
            return f"NOT ({self.condition(scope, number, depth - 1)})"
        if roll < 0.8 and self.depth < 2:
            return self.subquery(scope, number)
        return self.atom(scope)

    def atom(self, scope: dict[str, str]) -> str:
        pick = self.rng.choice
        name = pick(sorted(scope))
        others = [other for other, label in scope.items() if label == scope[name]]
        atoms = {
            "Person": self.of_person(name, pick(others)),
            "Need": [
                f"{name}.severity {pick(('>=', '<', '='))} {pick((1, 2, 3, 4))}",
                f"{name}.code {pick(('=', '<>'))} '{pick(CODES)}'",
                f"{name}.domain = '{pick(DOMAINS)}'",
                f"{name}.code STARTS WITH 'care.'",
                f"{name}.status = '{pick(('confirmed', 'suspected', 'resolved'))}'",
                f"{name}.urgent",
                f"{name}.due < '{pick(DATES)}'",
                f"{name} = {pick(others)}",
            ],
            "Agency": [f"{name}.kind = '{pick(KINDS)}'", f"{name} <> {pick(others)}"],
            "Event": [
                f"days_until({name}.date) {pick(('>', '<='))} {pick((-1, 0, 2))}",
                f"{name}.date >= '{pick(DATES)}'",
                f"{name}.date IS NULL",
            ],
            "Household": [f"{name}.size {pick(('>=', '<', '='))} {pick((1, 2, 3))}", f"{name}.alone = true"],
            "Case": [
                f"{name}.received_by = '{pick(KINDS)}'",
                f"{name}.reported_by = 'police'",
                f"{name}.district = 'x'",
            ],
        }
        return pick(atoms[scope[name]])

    def of_person(self, name: str, other: str) -> list[str]:
        pick = self.rng.choice
        return [
            f"{name}.age {pick(('>=', '<', '=', '<>'))} {pick((18, 65, 131))}",
            f"18 <= {name}.age < {pick((18, 65))}",
            f"coalesce({name}.age, {pick((10, 70))}) >= 65",
            f"{name}.age {pick(('IS NULL', 'IS NOT NULL'))}",
            f"{name}.age IN [17, 18, {pick(('65', 'null'))}]",
            f"{name}.age {pick(('<', '='))} {other}.age",
            f"{name}.age + {name}.points {pick(('>', '<'))} 100",
            f"{name}.points {pick(('/', '%', '*'))} 3 = {pick((-2, 2, 6))}",
            f"{name}.flag",
            f"{name}.flag {pick(('=', '<>'))} {other}.flag",
            f"{name}.sex = 'F'",
            f"{name}.nick {pick(('=', '<>'))} '{pick(('ab', 'b'))}'",
            f"{name}.nick {pick(('STARTS WITH', 'ENDS WITH', 'CONTAINS'))} '{pick(('a', 'b'))}'",
            f"{name}.nick = {other}.nick",
            f"{name} {pick(('=', '<>'))} {other}",
            f"{name}.id {pick(('=', '<>'))} {other}.id",
            f"days_until({name}.moved) < 0",
            f"{name}.birth_date < '1961-04-01'",
            f"{name}.weight > 1.5",
            f"{name}.care_level >= {pick((1, 5, 6))}",
        ]

    def subquery(self, outer: dict[str, str], number: int) -> str:
        self.depth += 1
        paths, scope = self.paths(outer, number, 1)
        where = f" WHERE {self.condition(scope, number, 1)}" if self.rng.random() < 0.5 else ""
        self.depth -= 1
        pick = self.rng.choice
        name = pick(sorted(scope))
        persons = [one for one, label in scope.items() if label == "Person"]
        found = [
            f"EXISTS {{ {paths}{where} }}",
            f"NOT EXISTS {{ {paths}{where} }}",
            f"NOT EXISTS {{ {paths}{where} }}",
            f"COUNT {{ {paths}{where} }} {pick(('>=', '=', '<'))} {pick((0, 1, 2))}",
            f"COUNT {{ {paths}{where} RETURN DISTINCT {name} }} {pick(('=', '>'))} {pick((1, 2))}",
        ]
        if persons:
            person = pick(persons)
            found += [
                f"VALUE {{ {paths}{where} RETURN {pick(('min', 'max'))}({person}.age) }} {pick(('>=', '<'))} 65",
                f"VALUE {{ {paths}{where} RETURN sum({person}.age) }} {pick(('>=', '<'))} 100",
                f"COUNT {{ {paths}{where} RETURN DISTINCT {person}.age }} = 2",
            ]
        return pick(found)


def small_case(rng: random.Random) -> Data:
    """A small case of the words that the conditions use."""
    persons = ["a", "b", "c"][: rng.choice((1, 1, 2, 2, 3))]

    def maybe(field: str, *values: Any, share: float = 0.6) -> Data:
        return {field: rng.choice(values)} if rng.random() < share else {}

    def some(make: Any, most: int) -> list[Data]:
        return [make(number) for number in range(rng.randint(0, most))]

    def person(id: str) -> Data:
        own = {
            **maybe("flag", True, False),
            **maybe("nick", "ab", "b", "ba", "c"),
            **maybe("points", -6, 2, 6, 7, 100),
            **maybe("moved", *DATES),
            **maybe("weight", 1.0, 2.0),
        }
        age = maybe("age", 0, 17, 18, 40, 64, 65, 90) if rng.random() < 0.8 else {"birth_date": "1961-03-31"}
        return {"id": id, **age, **maybe("sex", "F", "M"), **maybe("care_level", 1, 5, share=0.3), "attributes": own}

    def relation(number: int) -> Data:
        one, other = rng.sample(persons, 2)
        return {"from": one, "type": rng.choice(("LIVES_WITH", "HARMS", "HARMS")), "to": other}

    def about() -> Data:
        return {"persons": rng.sample(persons, rng.choice((1, 1, min(2, len(persons)))))}

    def need(number: int) -> Data:
        status = {"status": rng.choice(("confirmed", "confirmed", "suspected", "resolved", "absent"))}
        urgent = {"urgent": rng.random() < 0.4}
        more = {**maybe("severity", 1, 2, 3), **maybe("due", *DATES, share=0.4)}
        return {"id": f"n{number}", **about(), "code": rng.choice(CODES), **status, **urgent, **more}

    def event(number: int) -> Data:
        return {"id": f"e{number}", **about(), "type": rng.choice(EVENTS), **maybe("date", *DATES)}

    def involvement(number: int) -> Data:
        status = {"status": rng.choice(("active", "refused"))}
        more = {**maybe("role", "lead", "support"), **maybe("office", "x", "y", share=0.3)}
        return {"person": rng.choice(persons), "agency": rng.choice(KINDS), **status, **more}

    return {
        "case": "t",
        "as_of": AS_OF,
        "municipality": "x",
        "received_by": rng.choice(KINDS),
        **maybe("district", "x", "y"),
        **maybe("reported_by", "police", "self"),
        "household_complete": rng.random() < 0.6,
        "persons": [person(id) for id in persons],
        "relations": some(relation, 3) if len(persons) > 1 else [],
        "needs": some(need, 3),
        "events": some(event, 2),
        "involvements": some(involvement, 2),
    }
