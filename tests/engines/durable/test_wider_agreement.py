"""Three engines, one answer, on graphs and rulebooks that case files do not give: findings about several nodes of any
label, findings that are there from the start, several rules for one kind, other indexes or none, odd ids, overlays."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from routing.engines import Firings, NativeEngine
from routing.engines.durable import DurableEngine, wire
from routing.engines.findings import add_finding
from routing.engines.reference import ReferenceEngine
from routing.pattern import PatternError, PropertyGraph, RelationshipType, Schema, check_pattern
from routing.pattern.budget import UNBOUNDED
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import NegativeCycle, Strata, stratify
from tests.differential.agreement import AS_OF, described
from tests.differential.generate import Patterns, work
from tests.differential.text import to_text
from tests.differential.worlds import TYPED, some_properties

from . import rulebooks
from .town import NEEDED

pytestmark = NEEDED

SUBJECTS = frozenset(rulebooks.SUBJECTS)
ABOUT = RelationshipType(frozenset({"Finding"}), SUBJECTS)
SCHEMA = Schema(rulebooks.SCHEMA.labels, {**rulebooks.SCHEMA.relationships, "ABOUT": ABOUT}, rulebooks.SCHEMA.keys)
WORLD = replace(rulebooks.WORLD, labels=(*rulebooks.WORLD.labels, "Finding"), schema=SCHEMA)
KINDS = rulebooks.KINDS[:3]
IDS = ("a", "A", "太郎", "é", "x y", "n1", "n10", "person/ä", "'", "\\", "{}", "%s", "a+b", "\U0001f600", "")
KEYS = (SCHEMA.keys, SCHEMA.keys, {"Need": ("code",)}, None)
MOST_WORK = 3_000


class Wider:
    """Draws rulebooks and graphs for them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.patterns = Patterns(self.rng, WORLD)

    def strata(self) -> Strata:
        while True:
            rules = [self.rule(number) for number in range(self.rng.randint(1, 6))]
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
            nodes = [name for name, type in scope.items() if type.kind == "node" and (type.labels or {""}) <= SUBJECTS]
            effects = tuple(self.finding(nodes) for _ in range(self.rng.choice((1, 1, 2))) if nodes)
            return Rule(f"rule-{number}", {}, pattern, effects, to_text(pattern))

    def finding(self, nodes: list[str]) -> FindingEffect:
        about = tuple(self.rng.choices(nodes, k=self.rng.choice((1, 1, 2, 3))))
        return FindingEffect(kind=self.rng.choice(KINDS), about=about)

    def graphs(self, strata: Strata, count: int) -> Iterator[PropertyGraph]:
        """Graphs of at most seven nodes without the findings, on which the rules take the naive engine few steps."""
        for _ in range(10 * count):
            graph = self.graph()
            if count and all(work(pattern, graph) <= MOST_WORK for pattern in rulebooks.patterns_of(strata)):
                count -= 1
                yield graph

    def graph(self) -> PropertyGraph:
        rng = self.rng
        graph = PropertyGraph(rng.choice(KEYS))
        ids: dict[str, list[str]] = {}
        for id in rng.sample(IDS, rng.randint(1, 7)):
            label = rng.choice(("Person", "Person", "Person", "Need", "Office"))
            graph.add_node(id, {label}, some_properties(rng, WORLD.of(label), 0))
            ids.setdefault(label, []).append(id)
        possible = [type for type, ends in TYPED.relationships.items() if ids.keys() >= set(ends)]
        for number in range(rng.randint(0, 3 * len(graph.nodes)) if possible else 0):
            type = rng.choice(possible)
            ends = [rng.choice(ids[label]) for label in TYPED.relationships[type]]
            graph.add_relationship(f"r{number}", type, *ends, some_properties(rng, WORLD.details, 0))
        for _ in range(rng.choice((0, 0, 1, 2))):
            self.given_finding(graph, [id for known in ids.values() for id in known])
        graph.freeze()
        return rng.choice((graph, graph, graph.overlay(), graph.overlay().overlay()))

    def given_finding(self, graph: PropertyGraph, ids: list[str]) -> None:
        """One as an engine makes it, or one that is made otherwise."""
        about = sorted(self.rng.sample(ids, min(len(ids), self.rng.randint(1, 3))))
        kind = self.rng.choice(KINDS)
        if self.rng.random() < 0.7:
            add_finding(graph, "\t".join((f"finding/{kind}", *about)), about)
            return
        given = graph.add_node(f"given {len(graph.nodes)}", {"Finding"}, {"kind": self.rng.choice((kind, None))})
        for id in about:
            graph.add_relationship(f"{given.id} {id}", "ABOUT", given.id, id)


def by_pipe(engine: DurableEngine, graph: PropertyGraph, rules: dict[str, Rule]) -> Firings:
    """What the engine answers where graph and firings go to another process and back."""
    asked, day, budget = wire.requested(pickle.loads(pickle.dumps(wire.request(graph, AS_OF, UNBOUNDED))))
    return wire.answered(wire.answer(engine.fire(asked, day, budget), asked, budget[0]), graph, rules)


def drawn(seed: int, cases: int) -> tuple[int, int]:
    """Cases and firings of one rulebook."""
    wider = Wider(seed)
    strata = wider.strata()
    rules = {rule.id: rule for rules in strata for rule in rules}
    native, durable, naive = NativeEngine(strata, SCHEMA), DurableEngine(strata, SCHEMA), ReferenceEngine(strata)
    count = fired = 0
    for graph in wider.graphs(strata, cases):
        before = list(described(graph))
        meant = naive.fire(graph, AS_OF)
        keys = [firing.key for firing in meant.fired]
        for found in (native.fire(graph, AS_OF, [UNBOUNDED]), by_pipe(durable, graph, rules)):
            assert [firing.key for firing in found.fired] == keys, "\n".join([f"seed {seed}", *before])
            assert found.graph.nodes.keys() == meant.graph.nodes.keys(), f"seed {seed}"
            assert found.graph.relationships.keys() == meant.graph.relationships.keys(), f"seed {seed}"
        assert list(described(graph)) == before, "an engine has changed the graph it was given"
        count, fired = count + 1, fired + len(keys)
    return count, fired


@pytest.mark.unmeasured
def test_all_fire_the_same_rules_on_graphs_that_no_case_file_gives() -> None:
    cases, fired = (sum(column) for column in zip(*(drawn(seed, 6) for seed in range(80)), strict=True))
    assert cases > 300
    assert fired > 1_000


@pytest.mark.soak
def test_all_fire_the_same_rules_on_many_graphs_that_no_case_file_gives() -> None:
    cases, fired = (sum(column) for column in zip(*(drawn(seed, 15) for seed in range(10_000, 14_000)), strict=True))
    print(f"{cases} cases of 4000 generated rulebooks, {fired} firings, 0 disagreements")
    assert cases > 40_000
