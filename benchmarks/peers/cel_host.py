"""The host that CEL wants: CEL says whether a condition holds, and the host finds what it might hold for.

`rules/cel.json` holds the rules: what a rule is `about` (need codes, a domain, an event type or a finding), `with` whom
beside it, the condition, the `ids` that a firing names, and what it `finds` about whom. The host follows relations and
collects lists; conditions are all in CEL, over those lists too. An age or level of -1 is not known, nor is a null.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Entity, Facts

RULES = Path(__file__).parent / "rules" / "cel.json"
UNKNOWN = {"age": -1, "care_level": -1, "severity": -1}
MOVED = "joins, and lists of what there is to count or to miss; CEL has the conditions"
Bound = dict[str, Any]
Condition = Callable[[Bound], bool]
"""Whether a condition holds of variables, each a map of the fields that it reads."""


class Rule(NamedTuple):
    """A rule, its condition compiled; `reads` are the fields of each variable in it."""

    id: str
    beside: str
    holds: Condition
    reads: dict[str, list[str]]
    ids: list[str]
    finds: list[tuple[str, list[str]]]
    last: bool


def read(compiled: Callable[[str], Condition]) -> dict[str, list[Rule]]:
    """The rules, by what they are about."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for given in json.loads(RULES.read_text(encoding="utf-8")):
        fields = sorted(set(re.findall(r"\b([a-z])\.(\w+)", re.sub(r"'[^']*'", "", given["when"]))))
        reads: dict[str, list[str]] = defaultdict(list)
        for variable, field in fields:
            reads[variable].append(field)
        finds = [(kind, about) for kind, *about in given.get("finds", ())]
        rule = Rule(
            given["rule"], given["with"], compiled(given["when"]), reads, given["ids"].split(), finds, "last" in given
        )
        for about in given["about"].split():
            rules[about].append(rule)
    return rules


class Case:
    """The facts of a case as the host looks them up, and what has been found."""

    def __init__(self, facts: Facts) -> None:
        self.fired: set[Fired] = set()
        self.to: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.needs = {need["id"]: {**UNKNOWN, **need} for need in facts["needs"]}
        self.events = {event["id"]: event for event in facts["events"]}
        self.has = [(person, need) for how, person, need in facts["has"] if how == "HAS"]
        self.subjects = [(person, event) for _, person, event in facts["subjects"]]
        self.held: dict[str, list[str]] = defaultdict(list)
        self.found: dict[str, list[str]] = defaultdict(list)
        self.findings: dict[str, list[str]] = {}
        self._relate(facts)
        members: dict[str, list[str]] = defaultdict(list)
        for _, person, household in facts["members"]:
            members[household].append(person)
        for person, need in self.has:
            self.held[person].append(need)
        self.home = {person: household for _, person, household in facts["members"]}
        self.households = {
            home: {
                "id": home,
                "domains": [self.needs[need]["domain"] for person in people for need in self.held[person]],
                "people": people,
            }
            for home, people in members.items()
        }
        ages = {person["id"]: person["age"] for person in facts["persons"] if "age" in person}
        kinds = {agency["id"]: agency["kind"] for agency in facts["agencies"]}
        served: dict[str, list[str]] = defaultdict(list)
        for how, person, agency in facts["involvements"]:
            if how == "SERVED_BY":
                served[person].append(kinds[agency])
        self.persons: dict[str, Entity] = {
            person["id"]: {
                **UNKNOWN,
                **person,
                "housemates": self.to["housemate", person["id"]],
                "ages_beside": [ages[other] for other in self.to["housemate", person["id"]] if other in ages],
                "carers": self.to["carer", person["id"]],
                "served_by": served[person["id"]],
                "found": self.found[person["id"]],
            }
            for person in facts["persons"]
        }

    def _relate(self, facts: Facts) -> None:
        names = {
            "LIVES_WITH": ("housemate", "housemate"),
            "SPOUSE_OF": ("spouse", "spouse"),
            "SIBLING_OF": ("sibling", "sibling"),
            "PARENT_OF": ("child", "parent"),
            "CARES_FOR": ("cared", "carer"),
            "HARMS": ("harmed", "harmer"),
        }
        for type, one, other in facts["relations"]:
            if type in names:
                there, back = names[type]
                self.to[there, one].append(other)
                self.to[back, other].append(one)

    def beside(self, how: str, p: str) -> Iterator[Bound]:
        """What there is beside a person with a need or an event, by the words of a rule."""
        persons, to = self.persons, self.to
        if how == "nobody":
            yield {}
        elif how == "household":
            yield {"h": self.households[self.home[p]]}
        elif how == "carer child":
            yield from ({"o": persons[o], "q": persons[q]} for o in to["carer", p] for q in to["child", o])
        elif how == "parent and child":
            yield from ({"o": persons[o], "q": persons[q]} for o in to["parent", p] for q in to["child", p])
        elif how == "carer cared need":
            for o in to["carer", p]:
                for q in to["cared", o]:
                    yield from ({"o": persons[o], "q": persons[q], "m": self.needs[m]} for m in self.held[q])
        elif how == "sibling need":
            yield from ({"o": persons[o], "m": self.needs[m]} for o in to["sibling", p] for m in self.held[o])
        else:
            yield from ({"o": persons[o]} for o in to[how, p])

    def beside_finding(self, how: str, finding: str) -> Iterator[Bound]:
        """What there is beside a finding, by the words of a rule."""
        f = {"id": finding}
        about = self.findings[finding]
        for p in about:
            bound = {"f": f, "p": self.persons[p]}
            if how == "household of the finding":
                home = self.households[self.home[p]]
                home["found"] = [kind for person in home["people"] for kind in self.found[person]]
                yield {**bound, "h": home}
            elif how == "need of one of them":
                yield from ({**bound, "n": self.needs[n]} for n in self.held[p])
            else:
                yield from ({**bound, "n": self.needs[n], "o": self.persons[o]} for n in self.held[p] for o in about)


class CelHost:
    """Asks the rules about each need and event of a case, then about each finding, last of all those that deny."""

    def __init__(self, compiled: Callable[[str], Condition]) -> None:
        self.rules = read(compiled)

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        """The firings of each case."""
        return [self._answer(Case(facts)) for facts in cases]

    def _answer(self, case: Case) -> set[Fired]:
        for last in (False, True):
            for p, need in case.has:
                n = case.needs[need]
                for about in (n["code"], n["domain"]):
                    self._ask(case, about, last, case.beside, p, {"p": case.persons[p], "n": n})
            for p, event in case.subjects:
                n = case.events[event]
                self._ask(case, n["type"], last, case.beside, p, {"p": case.persons[p], "n": n})
            asked = 0
            while asked < len(case.findings):
                finding = list(case.findings)[asked]
                kind = finding.split("\t")[0].removeprefix("finding/")
                self._ask(case, kind, last, case.beside_finding, finding, {})
                asked += 1
        return case.fired

    def _ask(self, case: Case, about: str, last: bool, beside: Any, of: str, given: Bound) -> None:
        for rule in self.rules.get(about, ()):
            if rule.last == last:
                for others in beside(rule.beside, of):
                    bound = {**given, **others}
                    asked = {v: {field: bound[v].get(field) for field in fields} for v, fields in rule.reads.items()}
                    if rule.holds(asked):
                        self._fire(case, rule, bound)

    def _fire(self, case: Case, rule: Rule, bound: Bound) -> None:
        case.fired.add((rule.id, *(bound[variable]["id"] for variable in rule.ids)))
        for kind, variables in rule.finds:
            about = sorted({bound[variable]["id"] for variable in variables})
            finding = "\t".join((f"finding/{kind}", *about))
            if finding not in case.findings:
                case.findings[finding] = about
                for person in about:
                    case.found[person].append(kind)

    def close(self) -> None:
        """Nothing is held."""


def only_25(rules: int) -> None:
    """Refuse more rules: the host looks them up by need code, so that more would measure the host."""
    if rules != 25:
        raise ValueError("the host of CEL, not CEL, finds the rules")
