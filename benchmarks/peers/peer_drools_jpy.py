"""drools-jpy, Drools inside a JVM inside this process: the rules as ansible-rulebook has them
(`rules/rules.drools.yaml`).

The engine joins. It knows no absence (but over time), so the host says of each person who is beside and who cares;
it asserts no facts it has computed, so the host asserts findings when their rule fired, and denies them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from drools.ruleset import Ruleset, RulesetCollection

from benchmarks.peers.rounds import grown

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

RULES = Path(__file__).parent / "rules" / "rules.drools.yaml"
BOTH_WAYS = {"LIVES_WITH": "beside", "SPOUSE_OF": "spouse", "SIBLING_OF": "sibling"}
ONE_WAY = {"PARENT_OF": "parent", "CARES_FOR": "cares", "HARMS": "harms"}
PAIRS = {"household-8050": (2, 0), "household-8050-in-arrears": (3, 0)}
"""Rules that find something about two: where the older and the younger stand in a firing."""
WATCH = {"old-and-isolated": (1,), "frail-couple": (1, 2), "dementia-without-carer": (1,)}
"""Rules that find whom to watch: where they stand."""
ROUND = re.compile(r"-(\d\d)$")
OPERATORS = {
    "==": "EqualsExpression",
    "!=": "NotEqualsExpression",
    ">=": "GreaterThanOrEqualToExpression",
    "<": "LessThanExpression",
    "in": "ItemInListExpression",
    "not contains": "ListNotContainsItemExpression",
}
TERM = re.compile(rf"event\.(\w+) ({'|'.join(OPERATORS)}) (.+)")
Data = dict[str, Any]


def _value(text: str) -> Data:
    if text.startswith("events."):
        return {"Events": text.removeprefix("events.")}
    return _literal(json.loads(text))


def _literal(given: Any) -> Any:
    if isinstance(given, list):
        return [_literal(one) for one in given]
    return {{bool: "Boolean", int: "Integer", str: "String"}[type(given)]: given}


def _condition(text: str) -> Data:
    """A condition, `events.x << event.a == 1 and ...`, as the syntax tree that Drools is given."""
    name, tests = text.split(" << ")
    tree: Data = {}
    for test in tests.split(" and "):
        found = TERM.fullmatch(test)
        if found is None:
            raise ValueError(f"no such test: {test}")
        field, operator, value = found.groups()
        one = {OPERATORS[operator]: {"lhs": {"Event": field}, "rhs": _value(value)}}
        tree = {"AndExpression": {"lhs": tree, "rhs": one}} if tree else one
    return {"AssignmentExpression": {"lhs": {"Events": name.removeprefix("events.")}, "rhs": tree}}


def _ruleset(rules: Sequence[Data]) -> Data:
    return {
        "name": "workload",
        "hosts": ["all"],
        "sources": [],
        "match_multiple_rules": True,
        "rules": [
            {
                "Rule": {
                    "name": rule["name"],
                    "condition": {"AllCondition": [_condition(one) for one in rule["all"]]},
                    "action": {"Action": {"action": "none", "action_args": {}}},
                    "enabled": True,
                }
            }
            for rule in rules
        ],
    }


def stated(facts: Facts) -> Iterator[Data]:
    """The facts of a case as Drools gets them, persons first. No answer depends on the order."""
    ages = {person["id"]: person.get("age", -1) for person in facts["persons"]}
    beside: dict[str, list[int]] = {person: [] for person in ages}
    cared_for = set()
    links = []
    for type, one, other in facts["relations"]:
        if type in BOTH_WAYS:
            links += [(BOTH_WAYS[type], one, other), (BOTH_WAYS[type], other, one)]
            if type == "LIVES_WITH":
                beside[one].append(ages[other])
                beside[other].append(ages[one])
        elif type in ONE_WAY:
            links.append((ONE_WAY[type], one, other))
            if type == "CARES_FOR":
                cared_for.add(other)
    kinds = {agency["id"]: agency["kind"] for agency in facts["agencies"]}
    served: dict[str, list[str]] = {}
    for how, person, agency in facts["involvements"]:
        if how == "SERVED_BY":
            served.setdefault(person, []).append(kinds[agency])
    household = {person: household for _, person, household in facts["members"]}
    for given in facts["persons"]:
        id = given["id"]
        yield {
            "care_level": -1,
            **given,
            "kind": "person",
            "household": household[id],
            "age": ages[id],
            "youngest_beside": min((age for age in beside[id] if age >= 0), default=-1),
            "eldest_beside": max(beside[id], default=-1),
            "cared_for": id in cared_for,
            "served_by": served.get(id, []),
        }
    for kind, one, other in links:
        yield {"kind": kind, "one": one, "other": other}
    types = {event["id"]: event["type"] for event in facts["events"]}
    for _, person, event in facts["subjects"]:
        yield {"kind": "subject", "person": person, "event": event, "type": types[event]}
    needs = {need["id"]: need for need in facts["needs"]}
    for how, person, id in facts["has"]:
        if how == "HAS":
            need = needs[id]
            yield {
                "kind": "held",
                "person": person,
                "household": household[person],
                "need": id,
                "both": f"{person} {id}",
                "severity": need.get("severity", -1),
                **{name: need[name] for name in ("code", "domain", "urgent")},
            }


class Drools:
    """One session: the facts of a case are asserted together, and retracted together after it."""

    name = "drools-jpy"
    version = version("drools_jpy")
    moved = "absence (who is beside, who cares), the smallest age, asserting and denying findings"
    warm_up = 30_000
    batch = 1

    def __init__(self, rules: int) -> None:
        java = shutil.which("java")
        if java:  # where the JVM is looked for
            os.environ.setdefault("JAVA_HOME", str(Path(java).resolve().parent.parent))
        given = yaml.safe_load(grown(RULES.read_text(encoding="utf-8"), rules))
        self._bound = {rule["name"]: [tuple(path.split(".")) for path in rule["fired"]] for rule in given}
        self._ruleset = Ruleset(name="workload", serialized_ruleset=json.dumps(_ruleset(given)))
        self._api = RulesetCollection.api()
        self._session = self._ruleset._session_id

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._one(facts) for facts in cases]

    def _one(self, facts: Facts) -> set[Fired]:
        fired: set[Fired] = set()
        found: dict[str, Data] = {}
        new = self._assert(list(stated(facts)))
        while new:
            fired |= new
            findings = {fact["id"]: fact for one in new for fact in self._findings(one)}
            new = self._assert([fact for id, fact in findings.items() if id not in found])
            found |= findings
        self._api.retractMatchingFacts(self._session, '{"case":1}', True)
        doubled = {
            (one[0].replace("double-care", "strained-by-one-care"), one[4]) for one in fired if "double-" in one[0]
        }
        return {one for one in fired if (one[0], one[-1]) not in doubled}

    def _assert(self, facts: Sequence[Data]) -> set[Fired]:
        if not facts:
            return set()
        matches = json.loads(
            self._api.assertFact(self._session, json.dumps({"facts": [{**one, "case": 1} for one in facts]}))
        )
        return {
            (name, *(bound[event][field] for event, field in self._bound[name]))
            for match in matches
            for name, bound in match.items()
        }

    def _findings(self, fired: Fired) -> Iterator[Data]:
        """What a firing finds."""
        end = ROUND.search(fired[0])
        rule, round = (fired[0][: end.start()], end[0]) if end else (fired[0], "")
        if rule in PAIRS:
            old, young = (fired[1 + at] for at in PAIRS[rule])
            about = "\t".join(sorted((old, young)))
            yield {"kind": "finding", "id": f"finding/{fired[0]}\t{about}", "of": fired[0], "old": old, "young": young}
        for at in WATCH.get(rule, ()):
            kind, person = f"watch{round}", fired[1 + at]
            yield {"kind": "finding", "id": f"finding/{kind}\t{person}", "of": kind, "old": person, "young": ""}

    def close(self) -> None:
        """End the session; the JVM stays until the process ends."""
        self._ruleset.end_session()


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Drools(rules)
