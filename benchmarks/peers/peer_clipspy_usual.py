"""CLIPS by way of clipspy as its documentation shows it: a Python call for each fact, its leak of memory mended.

`Fact.__del__` of clipspy 1.0.6 gives two arguments to a function of one, and so never lets go of a fact that Python
has seen. The method is replaced by one that does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import clips
from clips._clips import lib
from clips.facts import Fact

from benchmarks.peers.peer_clipspy import READ, RELATIONS, Clipspy, environment, fired, linked, text_of

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Entity, Facts

SLOTS = ("first", "second", "third")
"""The names of what a relation relates; facts with named slots are the only ones that clipspy takes from Python."""
_RELATION = re.compile(r"\(([A-Z_]+) ([^()]+)\)")


class Usual:
    """An environment that is reset for each case, and asserts its facts one by one."""

    name = "clipspy, a call for each fact, leak mended"
    version = Clipspy.version
    moved = ""
    warm_up = 300
    batch = 1

    def __init__(self, rules: int) -> None:
        self.environment = environment(with_slots(text_of(rules)))
        self.templates = {template.name: template for template in self.environment.templates()}

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._answer(facts) for facts in cases]

    def _answer(self, facts: Facts) -> set[Fired]:
        self.environment.reset()
        templates = self.templates
        person, need = templates["person"], templates["need"]
        for given in facts["persons"]:
            person.assert_fact(id=given["id"], **_slots(given))
        needs = {given["id"]: given for given in facts["needs"]}
        for how, of, id in facts["has"]:
            if how == "HAS":
                given = needs[id]
                severity = {"severity": given["severity"]} if "severity" in given else {}
                need.assert_fact(
                    code=given["code"], of=of, id=id, domain=given["domain"], urgent=given["urgent"], **severity
                )
        for type, *ids in linked(facts):
            templates[type].assert_fact(**dict(zip(SLOTS, ids, strict=False)))
        return fired(self.environment)

    def close(self) -> None:
        """The environment goes with its last reference."""


def with_slots(text: str) -> str:
    """The constructs with the names of slots in every relation."""
    declared = "\n".join(f"(deftemplate {type} (slot first) (slot second) (slot third))" for type in RELATIONS)
    return declared + "\n" + _RELATION.sub(_named, text)


def _named(relation: re.Match[str]) -> str:
    ends = " ".join(f"({slot} {end})" for slot, end in zip(SLOTS, relation[2].split(), strict=False))
    return f"({relation[1]} {ends})"


def _slots(person: Entity) -> dict[str, Any]:
    return {
        name: clips.Symbol(value) if isinstance(value, str) else value for name, value in person.items() if name in READ
    }


def let_go(fact: Any) -> None:
    """What `Fact.__del__` is meant to do."""
    lib.ReleaseFact(fact._fact)


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    Fact.__del__ = let_go
    return Usual(rules)
