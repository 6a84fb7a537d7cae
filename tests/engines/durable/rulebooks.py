"""Small random rulebooks with every construct of the language, and graphs for them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from routing.pattern import PatternError, PropertyGraph, PropertyType, RelationshipType, Schema, check_pattern
from routing.pattern.syntax import Pattern
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import NegativeCycle, Strata, stratify
from tests.differential.generate import Patterns, work
from tests.differential.text import to_text
from tests.differential.worlds import SCHEMA as CASES
from tests.differential.worlds import TYPED, World, random_graph

KINDS = ("k0", "k1", "k2", "k3", "k4")
MOST_RULES = len(KINDS)
MOST_WORK = 4_000
"""Steps, as estimated, that a rule may take on a graph without findings; these make it more."""

SUBJECTS = ("Person", "Need", "Office")
SCHEMA = Schema(
    labels={**CASES.labels, "Finding": {"kind": PropertyType("string", frozenset(KINDS), "finding kind")}},
    relationships={**CASES.relationships, "ABOUT": RelationshipType(frozenset({"Finding"}), frozenset({"Person"}))},
    keys={**CASES.keys, "Finding": ("kind",)},
)
WORLD: World = replace(
    TYPED,
    labels=(*TYPED.labels, "Finding"),
    properties=SCHEMA.labels,
    relationships={**TYPED.relationships, "ABOUT": ("Finding", "Person")},
    schema=SCHEMA,
    keys=SCHEMA.keys,
)


class Rulebooks:
    """Draws rulebooks: one to five rules, most of which derive a finding that any rule may read."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.patterns = Patterns(rng, WORLD)

    def strata(self) -> Strata:
        """Rules in strata; those with a cycle through a subquery are drawn again."""
        while True:
            rules = [self.rule(number) for number in range(self.rng.randint(1, MOST_RULES))]
            try:
                return stratify(rules, [reads(rule.pattern, SCHEMA) for rule in rules])
            except NegativeCycle:
                continue

    def rule(self, number: int) -> Rule:
        while True:
            pattern = self.patterns.pattern()
            try:
                scope = check_pattern(pattern, SCHEMA)
            except PatternError:
                continue
            people = [name for name, type in scope.items() if type.kind == "node" and type.labels == {"Person"}]
            about = tuple(self.rng.sample(people, min(len(people), self.rng.choice((1, 1, 1, 2)))))
            effects = (FindingEffect(kind=KINDS[number], about=about),) if about else ()
            return Rule(f"rule-{number}", {}, pattern, effects, to_text(pattern))

    def graphs(self, strata: Strata, count: int) -> Iterator[PropertyGraph]:
        """Graphs of at most eight nodes on which the rules take the naive engine few steps."""
        patterns = [rule.pattern for rules in strata for rule in rules]
        for _ in range(20 * count):
            graph = random_graph(self.rng, WORLD)
            if graph.keys and all(work(pattern, graph) <= MOST_WORK for pattern in patterns):  # as case graphs have
                yield graph
                count -= 1
            if not count:
                return


def patterns_of(strata: Strata) -> list[Pattern]:
    return [rule.pattern for rules in strata for rule in rules]
