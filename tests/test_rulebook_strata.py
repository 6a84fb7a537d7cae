"""Strata against a naive computation of them, over generated dependencies."""

from __future__ import annotations

import random
from itertools import product

import networkx as nx
import pytest

from routing.pattern.syntax import Pattern
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY, Reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import NegativeCycle, derived_kinds, stratify


def generated(seed: int) -> tuple[list[Rule], list[Reads]]:
    chance = random.Random(seed)
    kinds = "abcde"
    rules, reads = [], []
    for number in range(chance.randint(1, 9)):
        derived = chance.sample(kinds, chance.choice([0, 1, 1, 2]))
        effects = tuple(FindingEffect(kind=kind, about="p") for kind in derived)
        rules.append(Rule(f"rule-{number}", {}, Pattern(()), effects, ""))
        plain = chance.sample(kinds + ANY, chance.choice([0, 0, 1, 2]))
        closed = chance.sample(kinds, chance.choice([0, 0, 0, 1]))
        reads.append(Reads(frozenset(plain), frozenset(closed)))
    return rules, reads


def depends(rules: list[Rule], reads: list[Reads]) -> tuple[nx.DiGraph, set[tuple[int, int]]]:
    """Edges from the rule that derives to the one that reads, and those among them that want completeness."""
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(range(len(rules)))
    strict = set()
    for one, other in product(range(len(rules)), repeat=2):
        kinds = derived_kinds(rules[one])
        if kinds and (kinds & reads[other].all or ANY in reads[other].all):
            graph.add_edge(one, other)
        if kinds & reads[other].closed:
            strict.add((one, other))
    return graph, strict


@pytest.mark.parametrize("block", range(10))
def test_strata_respect_every_dependency_and_refuse_exactly_the_negative_cycles(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        rules, reads = generated(seed)
        graph, strict = depends(rules, reads)
        component = {n: i for i, nodes in enumerate(nx.strongly_connected_components(graph)) for n in nodes}
        contradicts = any(component[a] == component[b] for a, b in strict)
        try:
            strata = stratify(rules, reads)
        except NegativeCycle as cycle:
            assert contradicts
            ids = [rule.id for rule in cycle.rules]
            edges = {(rules[a].id, rules[b].id) for a, b in graph.edges}
            assert set(zip(ids, [*ids[1:], ids[0]], strict=True)) <= edges
            continue
        assert not contradicts
        level = {rule.id: number for number, stratum in enumerate(strata) for rule in stratum}
        assert sorted(level) == sorted(rule.id for rule in rules)
        for a, b in graph.edges:
            apart = level[rules[b].id] - level[rules[a].id]
            assert apart == 0 if component[a] == component[b] else apart > 0


def test_strata_do_not_depend_on_the_order_of_rules() -> None:
    for seed in range(100):
        rules, reads = generated(seed)
        pairs = list(zip(rules, reads, strict=True))
        random.Random(seed).shuffle(pairs)
        try:
            expected = stratify(rules, reads)
        except NegativeCycle:
            with pytest.raises(NegativeCycle):
                stratify([rule for rule, _ in pairs], [read for _, read in pairs])
        else:
            assert stratify([rule for rule, _ in pairs], [read for _, read in pairs]) == expected
