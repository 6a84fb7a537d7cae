"""CLIPS by way of clipspy, as fast as we could make it go: the facts of a case as one text.

clipspy installs a router written in Python that CLIPS asks for every character it reads or writes, whose it is. It is
only needed to put the text of an error into an exception, and is switched off here: facts are then read twenty times as
fast. No fact is ever wrapped in a Python object, so the leak of clipspy 1.0.6 (`peer_clipspy_shipped`) does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clips

from benchmarks.peers.rounds import grown, variant

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Entity, Facts

RULES = Path(__file__).parent / "rules" / "rules.clp"
SYMMETRIC = frozenset({"LIVES_WITH", "SPOUSE_OF", "SIBLING_OF"})
WORDS: dict[Any, Any] = {True: "TRUE", False: "FALSE"}
RELATIONS = (
    "LIVES_WITH",
    "SPOUSE_OF",
    "SIBLING_OF",
    "PARENT_OF",
    "CARES_FOR",
    "HARMS",
    "MEMBER_OF",
    "SERVED_BY",
    "SUBJECT_OF",
)
"""The relations that rules read."""
READ = frozenset({"age", "lives_alone", "on_assistance", "in_facility", "employment", "care_level"})
"""The properties of persons that rules read."""
_CONSTRUCT = re.compile(r"^\(def.*?(?=^\(def|^;|\Z)", re.DOTALL | re.MULTILINE)


class Clipspy:
    """An environment that is reset for each case. Rules append what they fire to a global text."""

    name = "clipspy"
    version = version("clipspy")
    moved = ""
    warm_up = 300
    batch = 1

    def __init__(self, rules: int) -> None:
        self.environment = environment(text_of(rules))
        for router in self.environment.routers():
            router.deactivate()

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._answer(facts) for facts in cases]

    def _answer(self, facts: Facts) -> set[Fired]:
        self.environment.reset()
        self.environment.load_facts("".join(written(facts)))
        return fired(self.environment)

    def close(self) -> None:
        """The environment goes with its last reference."""


def text_of(rules: int) -> str:
    """The text of so many rules."""
    frame, text = RULES.read_text(encoding="utf-8").split(";; rules")
    return f"{frame}\n{grown(text, rules, _variant)}"


def _variant(text: str, n: int) -> str:
    return re.sub(r"\(defrule (\S+)", rf"(defrule \1-{n:02}", variant(text, n))


def environment(text: str) -> Any:
    """CLIPS with the constructs of a text."""
    made = clips.Environment()
    for construct in _CONSTRUCT.findall(text):
        made.build(construct)
    return made


def fired(environment: Any) -> set[Fired]:
    """Run, and read what has fired: a line each, its ids after bars."""
    environment.run()
    text = environment.eval("?*fired*")
    return {tuple(line.split("|")) for line in text.splitlines()}


def written(facts: Facts) -> Iterator[str]:
    """The facts that the rules read, as CLIPS reads them."""
    for person in facts["persons"]:
        yield f'(person (id "{person["id"]}"){_slots(person)})'
    needs = {need["id"]: need for need in facts["needs"]}
    for how, person_id, id in facts["has"]:
        if how == "HAS":
            need = needs[id]
            severity = f"(severity {need['severity']})" if "severity" in need else ""
            yield (
                f'(need (code "{need["code"]}")(of "{person_id}")(id "{id}")(domain "{need["domain"]}")'
                f"(urgent {WORDS[need['urgent']]}){severity})"
            )
    for link in linked(facts):
        yield '({} "{}")'.format(link[0], '" "'.join(link[1:]))


def linked(facts: Facts) -> Iterator[tuple[str, ...]]:
    """The relations that the rules read: a symmetric one both ways, an agency by its kind, an event with its type."""
    for type, one, other in facts["relations"]:
        if type != "GUARDIAN_OF":
            yield type, one, other
            if type in SYMMETRIC:
                yield type, other, one
    yield from facts["members"]
    if facts["involvements"]:
        kinds = {agency["id"]: agency["kind"] for agency in facts["agencies"]}
        for type, person, agency in facts["involvements"]:
            if type == "SERVED_BY":
                yield type, person, kinds[agency]
    if facts["subjects"]:
        types = {event["id"]: event["type"] for event in facts["events"]}
        for type, person, event in facts["subjects"]:
            yield type, types[event], person, event


def _slots(person: Entity) -> str:
    return "".join(
        f"({name} {WORDS[value] if isinstance(value, bool) else value})"
        for name, value in person.items()
        if name in READ
    )


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Clipspy(rules)
