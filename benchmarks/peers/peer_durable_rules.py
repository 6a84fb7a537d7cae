"""durable_rules as a host program uses it: rules in its Python form, facts asserted one by one, a state for each case.

All joins, comparisons with constants and chains are in the engine, and in the forms that it runs soundly. What it does
not run soundly, or at all, are guards in the actions of its rules: what must be missing or different, minima, counts.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from durable import engine, lang

from benchmarks.peers.durable_ruleset import declare

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

# the same use of a clock that Python has not deprecated; it only tells how long an action has taken
engine._unix_now = time.monotonic

NAME = "workload"
TRIM, MMAP = -1, -3
"""The numbers by which the C library knows the thresholds for giving memory back, and for getting it apart."""
SYMMETRIC = frozenset({"LIVES_WITH", "SPOUSE_OF", "SIBLING_OF"})
READ = ("age", "lives_alone", "on_assistance", "in_facility", "employment", "care_level")
Fact = dict[str, Any]


class Host(engine.Host):  # type: ignore[misc]
    """A host without its two threads, which look for due timers and for states that another process has left."""

    def _run(self) -> None:
        pass


class Known:
    """What the guards ask of the case at hand, and what has fired."""

    def __init__(self, facts: Facts) -> None:
        self.fired: set[Fired] = set()
        self.strained: list[tuple[str, str]] = []
        self.watched: set[tuple[str, str]] = set()
        self.doubled: set[str] = set()
        self.findings: set[str] = set()
        self.ages = {person["id"]: person.get("age") for person in facts["persons"]}
        self.home = {person: household for _, person, household in facts["members"]}
        self.beside: dict[str, list[str]] = {}
        self.cared: set[str] = set()
        for type, one, other in facts["relations"]:
            if type == "LIVES_WITH":
                self.beside.setdefault(one, []).append(other)
                self.beside.setdefault(other, []).append(one)
            elif type == "CARES_FOR":
                self.cared.add(other)
        domains = {need["id"]: need["domain"] for need in facts["needs"]}
        self.short: dict[str, int] = {}
        for how, person, need in facts["has"]:
            if how == "HAS" and domains[need] == "income":
                self.short[self.home[person]] = self.short.get(self.home[person], 0) + 1
        consults = {agency["id"] for agency in facts["agencies"] if agency["kind"] == "disability_consult"}
        self.served = {p for how, p, agency in facts["involvements"] if how == "SERVED_BY" and agency in consults}

    def ages_beside(self, person: str) -> list[int]:
        """The known ages of those who live with a person."""
        return [age for other in self.beside.get(person, ()) if (age := self.ages[other]) is not None]

    def finish(self) -> set[Fired]:
        """All firings, with those of the rules that read what all the others have found."""
        for need, person in self.strained:
            if person not in self.doubled:
                self.fired.add(("strained-by-one-care", need, person))
        for person, household in self.watched:
            if sum(home == household for _, home in self.watched) >= 2:
                self.fired.add(("household-to-watch", f"finding/watch\t{person}", household, person))
        return self.fired


class DurableRules:
    """A ruleset, and a state for the case at hand."""

    name = "durable_rules, its memory kept"
    version = version("durable_rules")
    moved = "negation, minimum, counts and inequality (9 of 25 rules): guards in the actions, over complete matches"
    warm_up = 100
    batch = 1

    def __init__(self) -> None:
        lang._rulesets = {}  # where the language keeps rulesets until a host takes them
        with lang.ruleset(NAME):
            declare(self)
        self.host = Host(dict(made.define() for made in lang._rulesets.values()))
        self.cases = 0
        self.known: Known

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._answer(facts) for facts in cases]

    def _answer(self, facts: Facts) -> set[Fired]:
        self.cases += 1
        self.known = Known(facts)
        state = str(self.cases)
        for number, fact in enumerate(asserted(facts)):
            self.add({**fact, "id": str(number), "sid": state})
        self.host.delete_state(NAME, state)
        return self.known.finish()

    def add(self, fact: Fact) -> None:
        """Assert a fact; that nothing reads it is no error."""
        with suppress(engine.MessageNotHandledException):
            self.host.assert_fact(NAME, fact)

    def fire(self, rule: str, *ids: str) -> None:
        """Note that a rule has fired."""
        self.known.fired.add((rule, *ids))

    def find(self, closure: Any, kind: str, *about: str) -> None:
        """Assert a finding once, as a fact for each person it is about; one that only the host reads stays there."""
        if kind == "double-care":
            self.known.doubled.update(about)
            return
        finding = "\t".join((f"finding/{kind}", *sorted(set(about))))
        if finding not in self.known.findings:
            self.known.findings.add(finding)
            for person in sorted(set(about)):
                fact = {"id": f"{finding} {person}", "kind": "Finding", "of": kind, "fid": finding, "about": person}
                with suppress(engine.MessageNotHandledException):
                    closure.assert_fact(fact)

    def close(self) -> None:
        """The states are deleted already."""


def keep_memory() -> None:
    """Keep the memory of a deleted state for the next one, where the C library can.

    A state takes 1.4 MB or more. Given back to the system after each case and fetched again for the next, it makes a
    case up to twice as dear; whether it is depends on what else lies in memory.
    """
    with suppress(AttributeError, OSError):  # only the GNU C library has this setting
        library = ctypes.CDLL(None)
        for threshold in (TRIM, MMAP):
            library.mallopt(threshold, 2**30)


def asserted(facts: Facts) -> Iterator[Fact]:
    """The facts that the rules read; a symmetric relation both ways."""
    for person in facts["persons"]:
        known = {name: person[name] for name in READ if name in person}
        yield {"kind": "Person", "pid": person["id"], **known}
    needs = {need["id"]: need for need in facts["needs"]}
    for how, of, id in facts["has"]:
        if how == "HAS":
            need = needs[id]
            severity = {"severity": need["severity"]} if "severity" in need else {}
            yield {
                "kind": "Need", "of": of, "nid": id, "code": need["code"], "domain": need["domain"],
                "urgent": need["urgent"], **severity,
            }  # fmt: skip
    for type, one, other in facts["relations"]:
        if type != "GUARDIAN_OF":
            yield {"kind": type, "frm": one, "to": other}
            if type in SYMMETRIC:
                yield {"kind": type, "frm": other, "to": one}
    for type, one, other in facts["members"]:
        yield {"kind": type, "frm": one, "to": other}
    types = {event["id"]: event["type"] for event in facts["events"]}
    for type, one, other in facts["subjects"]:
        yield {"kind": type, "frm": one, "to": other, "event": types[other]}


def make(rules: int = 25) -> Any:
    """The 25 rules: a ruleset takes about 50 rules with joins, and several rulesets in a process corrupt its heap."""
    if rules != 25:
        raise ValueError("a ruleset of durable_rules holds about 50 rules with joins")
    keep_memory()
    return DurableRules()
