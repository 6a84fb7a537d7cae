"""experta, a Rete in pure Python in the manner of CLIPS: rules and facts as `experta_rules` has them.

Nothing is moved. That two of a group are there is a join with a test that they differ; a smallest age is the absence
of a smaller one.
"""

from __future__ import annotations

import collections
import collections.abc
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if not hasattr(collections, "Mapping"):  # what frozendict 1.2, which experta wants, still asks for
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]

from experta import Fact

from benchmarks.peers.experta_rules import (
    Beside,
    Cares,
    Harms,
    Held,
    Member,
    Parent,
    Person,
    Served,
    Sibling,
    Spouse,
    Subject,
    engine,
)

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

BOTH_WAYS = {"LIVES_WITH": Beside, "SPOUSE_OF": Spouse, "SIBLING_OF": Sibling}
ONE_WAY = {"PARENT_OF": Parent, "CARES_FOR": Cares, "HARMS": Harms}


def declared(facts: Facts) -> Iterator[Fact]:
    """The facts of a case as experta wants them: those last that most joins begin with."""
    for person in facts["persons"]:
        yield Person(**person)
    for _, person, household in facts["members"]:
        yield Member(person=person, household=household)
    for type, one, other in facts["relations"]:
        if type in BOTH_WAYS:
            yield BOTH_WAYS[type](one=one, other=other)
            yield BOTH_WAYS[type](one=other, other=one)
        elif type in ONE_WAY:
            yield ONE_WAY[type](one=one, other=other)
    kinds = {agency["id"]: agency["kind"] for agency in facts["agencies"]}
    for how, person, agency in facts["involvements"]:
        if how == "SERVED_BY":
            yield Served(person=person, kind=kinds[agency])
    types = {event["id"]: event["type"] for event in facts["events"]}
    for _, person, event in facts["subjects"]:
        yield Subject(person=person, event=event, type=types[event])
    needs = {need["id"]: need for need in facts["needs"]}
    for how, person, id in facts["has"]:
        if how == "HAS":
            need = needs[id]
            known = {name: need[name] for name in ("code", "domain", "severity", "urgent") if name in need}
            yield Held(person=person, need=id, **known)


class Experta:
    """One engine, its network built once, reset for each case."""

    name = "experta"
    version = version("experta")
    moved = ""
    warm_up = 20
    batch = 1

    def __init__(self, rules: int) -> None:
        self._engine = engine(rules)

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._one(facts) for facts in cases]

    def _one(self, facts: Facts) -> set[Fired]:
        engine = self._engine
        engine.reset()
        engine.found = set()
        engine.declare(*declared(facts))
        engine.run()
        found: set[Fired] = engine.found
        return found

    def close(self) -> None:
        """The engine goes with the peer."""


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Experta(rules)
