"""clingo: the rules as an answer set program (`rules/rules.lp`), a batch of cases grounded and solved at once.

Nothing is moved: joins, negation, counts and chains are all in the program. The host numbers persons, needs and so
on throughout a batch, since clingo handles numbers faster than strings, and no join can then reach into another case.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clingo import Control

from benchmarks.peers.rounds import grown

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

PROGRAM = Path(__file__).parent / "rules" / "rules.lp"
FLAGS = ("lives_alone", "on_assistance", "in_facility", "care_level")


class Numbered:
    """The facts of a batch, and what its numbers stand for."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.cases: list[int] = []
        """The case each number belongs to."""
        self._said: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, facts: Facts, case: int) -> None:
        """Number what is in a case, and say its facts."""
        said = self._said
        persons, needs = facts["persons"], facts["needs"]
        first = len(self.ids)
        ids = [entity["id"] for part in (persons, needs, facts["households"], facts["events"]) for entity in part]
        self.ids += ids
        self.cases += [case] * len(ids)
        number = dict(zip(ids, range(first, first + len(ids)), strict=True))
        for n, person in enumerate(persons, first):
            if "age" in person:
                said["age"].append(f"{n},{person['age']}")
            for name in FLAGS:
                if name in person:
                    said["flag"].append(f'{n},"{name}",{int(person[name])}')
            if "employment" in person:
                said["flag"].append(f'{n},"employment","{person["employment"]}"')
        code = {}
        for n, need in enumerate(needs, first + len(persons)):
            code[need["id"]] = need["code"]
            said["domain"].append(f'{n},"{need["domain"]}"')
            if "severity" in need:
                said["severity"].append(f"{n},{need['severity']}")
            if need["urgent"]:
                said["urgent"].append(str(n))
        for type, one, other in facts["has"]:
            if type == "HAS":
                said["has"].append(f'"{code[other]}",{number[one]},{number[other]}')
        for type, one, other in (*facts["relations"], *facts["members"]):
            said[type].append(f"{number[one]},{number[other]}")
        if facts["involvements"]:
            kind = {agency["id"]: agency["kind"] for agency in facts["agencies"]}
            for type, one, other in facts["involvements"]:
                if type == "SERVED_BY":
                    said["served"].append(f'"{kind[other]}",{number[one]}')
        if facts["subjects"]:
            event = {event["id"]: event["type"] for event in facts["events"]}
            for _, one, other in facts["subjects"]:
                said["subject"].append(f'"{event[other]}",{number[one]},{number[other]}')

    def text(self) -> str:
        """The facts as a program, those of one predicate pooled: it is read twice as fast as one by one."""
        return "\n".join(f"{name.lower()}({';'.join(rows)})." for name, rows in self._said.items())

    def named(self, one: int | list[Any]) -> str:
        """The id that a number or a finding, `[kind, number, ...]`, stands for."""
        if isinstance(one, int):
            return self.ids[one]
        kind, *about = one
        return "\t".join((f"finding/{kind}", *sorted(self.ids[n] for n in about)))


class Clingo:
    """The program, run anew for each batch."""

    name = "clingo"
    version = version("clingo")
    moved = ""
    warm_up = 2_000
    batch = 1_000

    def __init__(self, rules: int) -> None:
        frame, text = PROGRAM.read_text(encoding="utf-8").split("%% rules")
        self._program = frame + grown(text, rules)

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        given = Numbered()
        for n, facts in enumerate(cases):
            given.add(facts, n)
        control = Control(["--warn=none"])
        control.add("base", [], self._program)
        control.add("base", [], given.text())
        control.ground([("base", [])])
        with control.solve(yield_=True) as solving:
            model = str(solving.model())
        found: list[set[Fired]] = [set() for _ in cases]
        # `fired("rule",1,finding("watch",2))` is JSON but for its brackets
        data = model.replace("fired(", "[").replace("finding(", "[").replace(")", "]").replace(" ", ",")
        for rule, *bound in json.loads(f"[{data}]"):
            found[given.cases[bound[-1]]].add((rule, *map(given.named, bound)))
        return found

    def close(self) -> None:
        """Nothing is held between batches."""


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Clingo(rules)
