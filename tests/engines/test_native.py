"""The native engine: what it fires, in which order, and what it does not even look at."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.engines import NativeEngine
from routing.engines.entry import Dispatch, entries
from routing.engines.firings import Firing
from routing.engines.reference import ReferenceEngine
from routing.pattern import PropertyGraph, parse_pattern
from routing.pattern.together import MOST_AT_ONCE
from routing.rulebook.effects import FindingEffect, Refer
from routing.rulebook.rule import Rule
from routing.vocabulary import core

from .small_rules import AS_OF, SCHEMA, RuleMaker, people

BUDGET = 10_000_000


def finding_rule(id: str, match: str, kind: str, *about: str) -> Rule:
    return Rule(id, {}, parse_pattern(match), (FindingEffect(kind=kind, about=about),), match)


def compare(seed: int) -> int:
    rng = random.Random(seed)
    strata = [[rule] for rule in RuleMaker(rng).rules(rng.randrange(1, 5))]
    graph = people(rng, rng.randrange(1, 5), unknown=0.3)
    native = NativeEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    meant = ReferenceEngine(strata).fire(graph, AS_OF)
    assert [f.key for f in native.fired] == [f.key for f in meant.fired], f"seed {seed}"
    assert native.graph.nodes.keys() == meant.graph.nodes.keys(), f"seed {seed}"
    return len(native.fired)


def test_it_fires_what_the_naive_engine_fires() -> None:
    assert sum(compare(seed) for seed in range(150)) > 150


@pytest.mark.soak
def test_it_fires_what_the_naive_engine_fires_on_many_rulebooks() -> None:
    fired = sum(compare(seed) for seed in range(10_000, 30_000))
    print(f"20000 generated rulebooks and graphs, {fired} firings, 0 disagreements")
    assert fired > 20_000


CHAIN = PropertyGraph(SCHEMA.keys)
for number in range(6):
    CHAIN.add_node(f"person/{number}", {"Person"}, {"id": str(number), "flag": number == 0})
for number in range(5):
    CHAIN.add_relationship(f"r{number}", "KNOWS", f"person/{number}", f"person/{number + 1}")
CHAIN.freeze()

SPREAD = [
    finding_rule("spread", "(f:Finding {kind: 'k0'})-[:ABOUT]->(:Person)-[:KNOWS]-(y:Person)", "k0", "y"),
    finding_rule("start", "(x:Person {flag: true})", "k0", "x"),
]


@pytest.mark.parametrize("rules", [SPREAD, SPREAD[::-1]], ids=["one order", "the other order"])
def test_rules_that_feed_each_other_run_until_nothing_new_follows(rules: list[Rule]) -> None:
    firings = NativeEngine([rules], SCHEMA).fire(CHAIN, AS_OF, [BUDGET])
    assert len(firings.graph.by_label["Finding"]) == 6
    assert "Finding" not in CHAIN.by_label, "the case graph itself never changes"


@pytest.mark.parametrize("people_know_each_other", [True, False])
def test_a_rule_that_a_relationship_or_a_finding_brings_in_fires_for_both(people_know_each_other: bool) -> None:
    rules = [finding_rule("start", "(x:Person {flag: true})", "k0", "x")]
    later = [finding_rule("near", "(x:Person)-[:KNOWS|ABOUT]-()", "k1", "x")]
    graph = PropertyGraph(SCHEMA.keys)
    for number in range(3):
        graph.add_node(f"person/{number}", {"Person"}, {"id": str(number), "flag": number == 0})
    if people_know_each_other:
        graph.add_relationship("r", "KNOWS", "person/1", "person/2")
    fired = NativeEngine([rules, later], SCHEMA).fire(graph, AS_OF, [BUDGET]).fired
    near = {f.bindings["x"].id for f in fired if f.rule.id == "near"}  # type: ignore[union-attr]
    assert near == {"person/0", "person/1", "person/2"} if people_know_each_other else near == {"person/0"}


def test_what_fired_costs_nothing_more_where_its_stratum_runs_again() -> None:
    report = Refer.model_validate({"to": "support_center", "role": "support", "about": "y"})
    spread = SPREAD[0]
    dear = Rule("spread", {}, spread.pattern, (*spread.effects, *[report] * 30), spread.match)
    budget = [BUDGET]
    fired = NativeEngine([[dear, SPREAD[1]]], SCHEMA).fire(CHAIN, AS_OF, budget).fired
    assert len(fired) == 11
    assert BUDGET - budget[0] < 12 * 10 * 32


def test_a_finding_about_the_same_nodes_is_the_same_finding() -> None:
    rules = [finding_rule("both-ways", "(x:Person)-[:KNOWS]-(y:Person)", "k0", "x", "y")]
    firings = NativeEngine([rules], SCHEMA).fire(CHAIN, AS_OF, [BUDGET])
    assert len(firings.fired) == 10
    assert len(firings.graph.by_label["Finding"]) == 5


def test_a_finding_is_about_nodes_alone() -> None:
    rules = [finding_rule("tie", "(x:Person {flag: true})-[r:KNOWS]-(:Person)", "k0", "r", "x")]
    firings = NativeEngine([rules], SCHEMA).fire(CHAIN, AS_OF, [BUDGET])
    assert [node.id for node in firings.graph.by_label["Finding"]] == ["finding/k0\tperson/0"]


def test_parts_without_a_name_do_not_multiply_firings() -> None:
    rules = [finding_rule("knows-somebody", "(x:Person)-[:KNOWS]-(:Person)", "k0", "x")]
    firings = NativeEngine([rules], SCHEMA).fire(CHAIN, AS_OF, [BUDGET])
    assert len(firings.fired) == 6


def test_a_used_up_budget_ends_the_firing_and_keeps_what_fired() -> None:
    cheap = finding_rule("cheap", "(x:Person {flag: true})", "k0", "x")
    dear = finding_rule("dear", "(a:Person), (b:Person), (c:Person), (x:Person)", "k1", "x")
    firings = NativeEngine([[cheap], [dear]], SCHEMA).fire(CHAIN, AS_OF, [200])
    assert firings.exceeded
    assert {f.rule.id for f in firings.fired} == {"cheap"}


@pytest.mark.parametrize("keys", [None, {"Need": ("code",)}], ids=["no keys", "other keys"])
def test_a_graph_that_indexes_other_properties_fires_the_same(keys: dict[str, tuple[str, ...]] | None) -> None:
    graph = PropertyGraph(keys)
    for node in CHAIN.nodes.values():
        graph.add_node(node.id, node.labels, node.properties)
    for r in CHAIN.relationships.values():
        graph.add_relationship(r.id, r.type, r.start.id, r.end.id)
    fired = NativeEngine([SPREAD], SCHEMA).fire(graph.freeze(), AS_OF, [BUDGET]).fired
    assert [f.key for f in fired] == [f.key for f in NativeEngine([SPREAD], SCHEMA).fire(CHAIN, AS_OF, [BUDGET]).fired]


def test_one_engine_serves_many_threads() -> None:
    engine = NativeEngine([SPREAD], SCHEMA)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: engine.fire(CHAIN, AS_OF, [BUDGET]), range(64)))
    assert {tuple(f.key for f in r.fired) for r in results} == {tuple(f.key for f in results[0].fired)}


def test_the_key_of_a_firing_names_every_relationship_of_a_path() -> None:
    rule = Rule("walk", {}, parse_pattern("(x:Person {flag: true})-[way:KNOWS*2..2]-(y)"), (), "")
    (firing,) = NativeEngine([[rule]], SCHEMA).fire(CHAIN, AS_OF, [BUDGET]).fired
    assert firing.key == ("walk", ("way", "r0 r1"), ("x", "person/0"), ("y", "person/2"))


CORE = core().schema


def test_any_number_of_rules_may_start_from_one_value() -> None:
    match = "(p:Person)-[:HAS]->(:Need {code: 'care.needed'})"
    rules = [finding_rule(f"rule-{number:03}", match, f"kind-{number}", "p") for number in range(MOST_AT_ONCE * 2 + 1)]
    graph = PropertyGraph(CORE.keys)
    graph.add_node("person/a", {"Person"}, {"id": "a"})
    graph.add_node("need/n", {"Need"}, {"id": "n", "code": "care.needed"})
    graph.add_relationship("r", "HAS", "person/a", "need/n")
    fired = NativeEngine([rules], CORE).fire(graph, AS_OF, [BUDGET]).fired
    assert [firing.rule.id for firing in fired] == [rule.id for rule in rules]


ENTRIES = {
    "(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})": {("key", "Need", "code", "care.needed")},
    "(p:Person)-[:HAS]->(:Need {code: 'care.needed'})": {("key", "Need", "code", "care.needed")},
    "(a:Person)-[:HARMS]->(b:Person)": {("type", "HARMS")},
    "(a:Person)-[:HARMS|CARES_FOR]->(b)": {("type", "HARMS"), ("type", "CARES_FOR")},
    "(a:Person)-[:HARMS*0..1]->(b)": {("label", "Person")},
    "(e:Event)": {("label", "Event")},
    "(x)": {()},
}


@pytest.mark.parametrize("match", ENTRIES, ids=str)
def test_a_rule_is_filed_under_what_it_cannot_do_without(match: str) -> None:
    assert set(entries(parse_pattern(match), CORE)) == ENTRIES[match]


@pytest.mark.parametrize(
    "where",
    [
        "n.code IN ['debt.arrears', 'debt.multiple']",
        "n.code = 'debt.arrears' OR n.code = 'debt.multiple'",
        "n.code STARTS WITH 'debt.' AND n.code IN ['debt.arrears', 'debt.multiple']",
    ],
)
def test_alternative_codes_are_all_entry_points(where: str) -> None:
    found = entries(parse_pattern("(:Person)-[:HAS]->(n:Need)", where), CORE)
    assert set(found) == {("key", "Need", "code", "debt.arrears"), ("key", "Need", "code", "debt.multiple")}


@pytest.mark.parametrize(
    "where",
    [
        "n.domain = 'debt' OR n.code = 'income.hardship'",
        "n.domain = 'debt' XOR n.code = 'income.hardship'",
        "(n.domain = 'debt' AND p.age < 40) OR (n.urgent = true AND n.code = 'income.hardship')",
        "p.age < 40 AND (n.code = 'income.hardship' OR (n.domain IN ['care', 'debt'] AND n.domain = 'debt'))",
    ],
)
def test_alternatives_of_several_properties_are_all_entry_points(where: str) -> None:
    found = entries(parse_pattern("(p:Person)-[:HAS]->(n:Need)", where), CORE)
    assert set(found) == {("key", "Need", "code", "income.hardship"), ("key", "Need", "domain", "debt")}


@pytest.mark.parametrize(
    "where",
    [
        "n.domain = 'debt' OR p.age < 40",
        "n.domain = 'debt' OR (p.age < 40 AND n.urgent = true)",
        "NOT (n.domain = 'debt' AND n.code = 'income.hardship')",
    ],
)
def test_an_alternative_without_a_value_leaves_the_next_best_entry_point(where: str) -> None:
    found = entries(parse_pattern("(p:Person)-[:HAS]->(n:Need)", where), CORE)
    assert set(found) == {("type", "HAS")}


def test_a_prefix_of_a_code_stands_for_the_codes_that_begin_so() -> None:
    found = entries(parse_pattern("(:Person)-[:HAS]->(n:Need)", "n.code STARTS WITH 'housing.'"), CORE)
    assert {entry[-1] for entry in found} == {"housing.unstable", "housing.eviction", "housing.homeless"}


def test_what_a_case_does_not_contain_costs_nothing() -> None:
    graph = PropertyGraph(CORE.keys)
    graph.add_node("person/a", {"Person"}, {"id": "a"})
    graph.add_node("need/n", {"Need"}, {"id": "n", "code": "care.needed", "domain": "care"})
    graph.add_relationship("r", "HAS", "person/a", "need/n")
    codes = sorted(core().needs)
    filed = [(code, entries(parse_pattern(f"(:Person)-[:HAS]->(n:Need {{code: '{code}'}})"), CORE)) for code in codes]
    assert len(codes) > 50
    assert Dispatch(filed).candidates(graph) == ["care.needed"]


def test_a_rulebook_without_rules_fires_nothing() -> None:
    assert NativeEngine([[]], SCHEMA).fire(CHAIN, AS_OF, [BUDGET]).fired == ()


def test_effects_other_than_findings_leave_the_graph_alone() -> None:
    refer = Refer.model_validate({"to": "support_center", "role": "support"})
    rule = Rule("refer", {}, parse_pattern("(x:Person)"), (refer,), "(x:Person)")
    firings = NativeEngine([[rule]], SCHEMA).fire(CHAIN, AS_OF, [BUDGET])
    assert firings.graph is CHAIN
    assert isinstance(firings.fired[0], Firing)


def test_rules_are_looked_up_alike_however_few_they_are() -> None:
    graph = PropertyGraph(CORE.keys)
    graph.add_node("person/a", {"Person"}, {"id": "a"})
    for number, code in enumerate(sorted(core().needs)[:30]):
        graph.add_node(f"need/{number}", {"Need"}, {"id": str(number), "code": code, "domain": code.split(".")[0]})
        graph.add_relationship(f"r{number}", "HAS", "person/a", f"need/{number}")
    filed = {
        "always": (),
        "key": ("key", "Need", "code", sorted(core().needs)[3]),
        "other key": ("key", "Need", "code", sorted(core().needs)[40]),
        "type": ("type", "HAS"),
        "other type": ("type", "HAD"),
        "label": ("label", "Person"),
        "other label": ("label", "Household"),
    }
    few = [(name, (place,)) for name, place in filed.items()]
    many = [*few, *((f"{number}", (("label", f"L{number}"),)) for number in range(100))]
    assert sorted(Dispatch(few).candidates(graph)) == ["always", "key", "label", "type"]
    assert sorted(Dispatch(many).candidates(graph)) == ["always", "key", "label", "type"]


@pytest.mark.unmeasured
def test_rules_that_cannot_match_take_no_steps() -> None:
    codes = sorted(core().needs)
    graph = PropertyGraph(CORE.keys)
    graph.add_node("person/a", {"Person"}, {"id": "a"})
    graph.add_node("need/n", {"Need"}, {"id": "n", "code": codes[0], "domain": codes[0].split(".")[0]})
    graph.add_relationship("r", "HAS", "person/a", "need/n")

    def steps(count: int) -> int:
        rules = [
            Rule(
                f"r{number}", {}, parse_pattern(f"(p:Person)-[:HAS]->(n:Need {{code: '{codes[number % 60]}'}})"), (), ""
            )
            for number in range(count)
            if number < 60 or number % 60
        ]
        budget = [BUDGET]
        assert len(NativeEngine([rules], CORE).fire(graph, AS_OF, budget).fired) == 1
        return BUDGET - budget[0]

    assert steps(60) == steps(1_600)


def household_in_need(vouched: bool) -> PropertyGraph:
    """A household has a need, which no case can say."""
    graph = PropertyGraph(CORE.keys)
    graph.add_node("household/a", {"Household"}, {"id": "a"})
    graph.add_node("need/n", {"Need"}, {"id": "n", "code": "care.needed", "domain": "care"})
    graph.add_relationship("r", "HAS", "household/a", "need/n")
    graph.declared = CORE.relationships if vouched else None
    return graph.freeze()


@pytest.mark.parametrize("start", ["(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})", "(p:Person)-[]->(n:Need)"])
def test_a_graph_that_nobody_vouches_for_is_asked_for_each_label(start: str) -> None:
    rule = Rule("r", {}, parse_pattern(start), (), "")
    assert not NativeEngine([[rule]], CORE).fire(household_in_need(False), AS_OF, [BUDGET]).fired


def test_a_graph_that_is_vouched_for_is_asked_for_no_label_that_the_schema_tells() -> None:
    rule = Rule("r", {}, parse_pattern("(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})"), (), "")
    assert NativeEngine([[rule]], CORE).fire(household_in_need(True), AS_OF, [BUDGET]).fired


@pytest.mark.parametrize("pattern", ["(x:Person)-[:KNOWS]-(y)", "(x)-[:KNOWS]-(y:Person)-[r:KNOWS]-(z)"])
def test_firings_are_sorted_by_the_ids_of_all_they_bind(pattern: str) -> None:
    rule = Rule("r", {}, parse_pattern(pattern), (), "")
    fired = NativeEngine([[rule]], SCHEMA).fire(CHAIN, AS_OF, [BUDGET]).fired
    assert len(fired) > 1
    assert [firing.key for firing in fired] == sorted(firing.key for firing in fired)


def test_what_is_found_on_steps_that_were_not_there_does_not_fire() -> None:
    graph = PropertyGraph(CORE.keys)
    graph.add_node("person/a", {"Person"}, {"id": "a"})
    graph.add_node("event/e", {"Event"}, {"id": "e", "type": "discharge"})
    graph.add_relationship("s", "SUBJECT_OF", "person/a", "event/e")
    for number in range(9):
        graph.add_node(f"need/{number}", {"Need"}, {"id": str(number), "code": "care.needed", "domain": "care"})
        graph.add_relationship(f"r{number}", "HAS", "person/a", f"need/{number}")
    cheap = Rule("cheap", {}, parse_pattern("(p:Person)-[:SUBJECT_OF]->(e:Event {type: 'discharge'})"), (), "")
    dear = Rule("dear", {}, parse_pattern("(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})"), (), "")
    engine = NativeEngine([[cheap], [dear]], CORE)
    budget = [BUDGET]
    assert {firing.rule.id for firing in engine.fire(graph, AS_OF, budget).fired} == {"cheap", "dear"}
    matched = BUDGET - budget[0] - 10 * 10
    assert {firing.rule.id for firing in engine.fire(graph, AS_OF, [10 + matched - 1]).fired} == {"cheap"}
