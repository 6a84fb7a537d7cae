"""What unknown facts keep open, against its definition: try every way to fill them in."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest

from routing.engines import NativeEngine, UnknownFacts
from routing.engines.absence import AS_WRITTEN, STILL_OPEN, Absence
from routing.pattern import PropertyGraph, parse_pattern
from routing.rulebook.effects import FindingEffect, Refer
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import stratify

from .small_rules import AS_OF, BUDGET, KINDS, SCHEMA, SUPPOSING, RuleMaker, fire, keys, people, ways_to_fill


def spread(number: int) -> Rule:
    """A rule that carries the findings of rule number n on, back and forth, to whoever is known."""
    match = f"(:Finding {{kind: 'k{number}'}})-[:ABOUT]->(:Person)-[:KNOWS]-(x:Person)"
    return rule(match, "true", f"rule-{number}-spreads", f"k{number}")


def check_definition(seed: int) -> int:
    rng = random.Random(seed)
    rules = RuleMaker(rng).rules(rng.randrange(1, 5))
    rules += [spread(number) for number in range(len(rules)) if rng.random() < 0.2]
    graph = people(rng, 3, unknown=0.35)
    firings = fire(rules, graph)
    firm = keys(tuple(f for f in firings.fired if not f.provisional))
    mentioned = keys(firings.fired) | keys(firings.undetermined)
    ways = list(ways_to_fill(graph))
    texts = "\n".join(f"{r.id}: MATCH {r.match} WHERE {r.where}" for r in rules)
    for filled in ways[:80]:
        fired = keys(fire(rules, filled).fired)
        assert firm <= fired, f"a firm firing was undone\n{texts}\nseed {seed}"
        assert fired <= mentioned, f"a rule fired that was not said to be open\n{texts}\nseed {seed}"
    return len(ways)


@pytest.mark.parametrize("start", [0, *(pytest.param(at, marks=pytest.mark.unmeasured) for at in (100, 200, 300))])
def test_filling_in_the_unknown_never_surprises(start: int) -> None:
    assert sum(check_definition(seed) for seed in range(start, start + 100)) > 100


@pytest.mark.soak
def test_filling_in_the_unknown_never_surprises_in_many_worlds() -> None:
    tried = sum(check_definition(seed) for seed in range(1_000, 9_000))
    print(f"8000 rulebooks, {tried} ways to fill in what was unknown, no surprise")
    assert tried > 8_000


def check_questions(seed: int, absence: Absence = AS_WRITTEN, supposing: Sequence[str] = ()) -> int:
    """Rules in their strata, as a rulebook has them; graphs with the keys of the schema, and without. Of what is
    unknown, only what some firing names may change what fires; so no question is lost, nor any firing with it."""
    rng = random.Random(seed)
    rules = RuleMaker(rng, supposing).rules(rng.randrange(1, len(KINDS) + 1))
    rules += [spread(number) for number in range(len(rules)) if rng.random() < 0.2]
    strata = stratify(rules, [reads(one.pattern, SCHEMA) for one in rules])
    graph = people(rng, rng.choice((2, 3)), unknown=0.4, keys=rng.choice((SCHEMA.keys, None)))
    engine = NativeEngine(strata, SCHEMA)
    done = UnknownFacts(strata, SCHEMA, absence).complete(engine.fire(graph, AS_OF, [BUDGET]), AS_OF, [BUDGET])
    fired = keys(done.fired)
    firm = keys(tuple(f for f in done.fired if not f.provisional))
    mentioned = fired | keys(done.undetermined)
    asked = {(node.id, name) for f in (*done.fired, *done.undetermined) for node, name in f.unknown}
    texts = "\n".join(f"{r.id}: MATCH {r.match} WHERE {r.where}" for r in rules)
    for filled in itertools.islice(ways_to_fill(graph), 60):
        then = keys(engine.fire(filled, AS_OF, [BUDGET]).fired)
        assert firm <= then, f"a firm firing was undone\n{texts}\nseed {seed}"
        assert then <= mentioned, f"a rule fired that was not said to be open\n{texts}\nseed {seed}"
    for filled in itertools.islice(ways_to_fill(graph, leaving=asked), 20):
        then = keys(engine.fire(filled, AS_OF, [BUDGET]).fired)
        assert then == fired, f"what nobody asks for made a difference\n{texts}\nseed {seed}"
    return len(asked)


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_only_what_is_asked_for_can_change_what_fires(start: int) -> None:
    assert sum(check_questions(seed) for seed in range(start, start + 100)) > 50


@pytest.mark.parametrize("start", [0, 50])
def test_of_what_rules_take_for_known_too_only_what_is_open_can_change_what_fires(start: int) -> None:
    assert sum(check_questions(seed, STILL_OPEN, SUPPOSING) for seed in range(start, start + 50)) > 25


@pytest.mark.soak
def test_of_what_rules_take_for_known_too_only_what_is_open_can_change_what_fires_in_many_worlds() -> None:
    assert sum(check_questions(seed, STILL_OPEN, SUPPOSING) for seed in range(1_000, 2_500)) > 1_000


@pytest.mark.soak
def test_only_what_is_asked_for_can_change_what_fires_in_many_worlds() -> None:
    assert sum(check_questions(seed) for seed in range(1_000, 5_000)) > 2_000


def rule(match: str, where: str, id: str = "r", kind: str = "k0", about: str = "x") -> Rule:
    return Rule(id, {}, parse_pattern(match, where), (FindingEffect(kind=kind, about=(about,)),), match, where)


def graph_of(**persons: dict[str, object]) -> PropertyGraph:
    graph = PropertyGraph(SCHEMA.keys)
    for name, properties in persons.items():
        graph.add_node(f"person/{name}", {"Person"}, {"id": name, **properties})
    for a, b in zip(list(persons), list(persons)[1:], strict=False):
        graph.add_relationship(f"{a}{b}", "KNOWS", f"person/{a}", f"person/{b}")
    return graph.freeze()


def test_an_absent_age_leaves_the_rule_undetermined_and_names_the_age() -> None:
    firings = fire([rule("(x:Person)", "x.age >= 65")], graph_of(a={}))
    assert firings.fired == ()
    (open_firing,) = firings.undetermined
    assert [(node.id, name) for node, name in open_firing.unknown] == [("person/a", "age")]


def test_a_condition_that_is_false_anyway_leaves_nothing_open() -> None:
    firings = fire([rule("(x:Person)", "x.age >= 65 AND x.flag")], graph_of(a={"flag": False}))
    assert firings.undetermined == ()


def test_a_condition_that_is_true_anyway_fires_firmly() -> None:
    firings = fire([rule("(x:Person)", "x.age >= 65 OR x.flag")], graph_of(a={"flag": True}))
    assert [f.provisional for f in firings.fired] == [False]


def test_an_inline_map_means_the_same_as_where() -> None:
    inline = fire([rule("(x:Person {flag: true})", "true")], graph_of(a={}))
    where = fire([rule("(x:Person)", "x.flag = true")], graph_of(a={}))
    assert keys(inline.undetermined) == keys(where.undetermined) != set()


def test_an_unknown_read_inside_a_negated_subquery_makes_the_firing_provisional() -> None:
    no_adult = rule("(x:Person)", "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.age >= 18 }")
    firings = fire([no_adult], graph_of(a={"age": 10}, b={}))
    provisional = {f.key: f.provisional for f in firings.fired}
    assert provisional == {("r", ("x", "person/a")): True, ("r", ("x", "person/b")): False}
    (doubtful,) = [f for f in firings.fired if f.provisional]
    assert [(node.id, name) for node, name in doubtful.unknown] == [("person/b", "age")]


def test_doubt_travels_along_findings() -> None:
    adult = rule("(x:Person)", "x.age >= 18", "adult", "k0")
    alone = rule("(x:Person)", "NOT EXISTS { (:Finding {kind: 'k0'})-[:ABOUT]->(x) }", "no-adult", "k1")
    next_step = rule("(f:Finding {kind: 'k1'})-[:ABOUT]->(x:Person)", "true", "next", "k2")
    firings = fire([adult, alone, next_step], graph_of(a={}))
    assert {f.rule.id: f.provisional for f in firings.fired} == {"no-adult": True, "next": True}
    assert [f.rule.id for f in firings.undetermined] == ["adult"]


def test_what_an_undetermined_rule_would_derive_opens_the_rules_that_read_it() -> None:
    adult = rule("(x:Person)", "x.age >= 18", "adult", "k0")
    reader = rule("(f:Finding {kind: 'k0'})-[:ABOUT]->(x:Person)", "true", "reader", "k1")
    firings = fire([adult, reader], graph_of(a={}))
    assert [f.rule.id for f in firings.undetermined] == ["adult", "reader"]
    assert "Finding" not in firings.graph.by_label, "a finding that may never hold is not in the graph"


@pytest.mark.parametrize("where", ["x.age IS NULL", "coalesce(x.age, 70) >= 65"])
def test_an_author_who_says_what_an_unknown_means_is_not_asked_back(where: str) -> None:
    firings = fire([rule("(x:Person)", where)], graph_of(a={}))
    assert [f.provisional for f in firings.fired] == [False]


def test_a_count_is_open_only_as_far_as_it_can_go() -> None:
    two_adults = "COUNT { (x)-[:KNOWS]-(q:Person) WHERE q.age >= 18 } >= 2"
    known = fire([rule("(x:Person)", two_adults)], graph_of(a={"age": 40}, b={"age": 40}, c={}))
    assert keys(known.undetermined) == {("r", ("x", "person/b"))}
    assert fire([rule("(x:Person)", two_adults)], graph_of(a={"age": 10}, b={}, c={})).undetermined == ()


KNOWS_ONE = "(x)-[:KNOWS]-(q:Person) WHERE q.age > 1"
OUTCOMES = {
    "x.age IS NOT NULL": "silent",
    "(x.age >= 65) IS NULL": "fires",
    "x.age + 1 > 5": "open",
    "-x.age < 0": "open",
    "x.age > null": "silent",
    "x.age + null > 1": "silent",
    "x.age > 5 AND null = 1": "silent",
    "NOT (x.age > 5 AND null = 1)": "open",
    "x.id STARTS WITH 'a'": "fires",
    "x.id STARTS WITH toString(x.age)": "open",
    "x.age IN []": "silent",
    "10 IN [x.age, 10]": "fires",
    "11 IN [x.age, 10]": "open",
    "11 IN (labels(x) + x.age)": "open",
    "[x.age] = [10]": "open",
    "x.flag XOR true": "open",
    "x.flag XOR null = 1": "silent",
    "abs(x.age) > 3": "open",
    "days_until(toString(x.age)) > 1": "open",
    "days_until('2026-04-02') = 1": "fires",
    "coalesce(x.age, 70) > 65": "fires",
    "coalesce(x, x).age > 5": "open",
    "coalesce(null, null) = 1": "silent",
    "coalesce(null, null).age = 1": "silent",
    f"coalesce(COUNT {{ {KNOWS_ONE} }}, 5) >= 1": "open",
    f"COUNT {{ {KNOWS_ONE} }} IS NULL": "silent",
    f"COUNT {{ {KNOWS_ONE} }} = 5": "silent",
    f"COUNT {{ {KNOWS_ONE} }} <> 5": "fires",
    f"COUNT {{ {KNOWS_ONE} }} < 5": "fires",
    f"COUNT {{ {KNOWS_ONE} }} = COUNT {{ {KNOWS_ONE} }}": "provisional",
    f"COUNT {{ {KNOWS_ONE} }} > x.age": "open",
    "EXISTS { (x)-[:KNOWS*1..2]-(q:Person) WHERE q.age > 1 AND q.id <> 'a' }": "open",
    "EXISTS { (x)-[way:KNOWS*1..2]-(q:Person) WHERE size(way) = 2 AND q.age > 1 }": "silent",
    "EXISTS { (x)-[:KNOWS]-(q:Person {flag: true}) }": "open",
    "x:Person OR x.flag": "fires",
    "NOT (x:Person AND x.flag)": "open",
    "NOT x.flag OR x.age > 3": "open",
    "x.age > 1 OR true": "fires",
}


@pytest.mark.parametrize("where", OUTCOMES, ids=str)
def test_what_two_unknown_people_leave_open(where: str) -> None:
    firings = fire([rule("(x:Person {id: 'a'})", where)], graph_of(a={}, b={}))
    open_keys, fired = keys(firings.undetermined), [f.provisional for f in firings.fired]
    found = "open" if open_keys else {(): "silent", (False,): "fires", (True,): "provisional"}[tuple(fired)]
    assert found == OUTCOMES[where]


OLDEST = "VALUE { (x)-[:KNOWS]-(q:Person) RETURN max(q.age) }"
TOGETHER = "VALUE { (x)-[:KNOWS]-(q:Person) RETURN sum(q.age) }"
STAND_INS = {
    f"coalesce({OLDEST}, 0) >= 65": "open",
    f"coalesce({OLDEST}, 0) >= 30 AND x.flag": "open",
    f"{OLDEST} IS NULL AND x.flag": "silent",
    f"{OLDEST} IS NOT NULL AND x.flag": "open",
    f"coalesce({TOGETHER}, 0) >= 65": "open",
    f"coalesce(EXISTS {{ {KNOWS_ONE} AND q.age < 40 }}, false)": "open",
    f"EXISTS {{ {KNOWS_ONE} AND q.age < 40 }} IS NULL OR x.age IS NOT NULL": "silent",
    "coalesce(VALUE { (x)-[:KNOWS]-(q:Person {id: 'c'}) RETURN max(q.age) }, 0) >= 65": "silent",
    "coalesce(VALUE { (x)-[:KNOWS]-(q:Person {id: 'c'}) RETURN sum(q.age) }, 0) >= 65": "open",
}


@pytest.mark.parametrize("where", STAND_INS, ids=str)
def test_what_stands_in_for_null_does_not_stand_in_for_what_is_there(where: str) -> None:
    graph = graph_of(a={"age": 40}, b={}, c={})
    firings = fire([rule("(x:Person {id: 'b'})", where)], graph)
    assert firings.fired == ()
    assert ("open" if firings.undetermined else "silent") == STAND_INS[where]


def test_a_firing_that_holds_one_way_for_sure_is_not_shaken_by_another_way() -> None:
    never = "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.flag AND q.id = 'nobody' }"
    knows_child = rule("(x:Person {id: 'b'})-[:KNOWS]-(:Person {age: 10})", never)
    firings = fire([knows_child], graph_of(a={"age": 10}, b={}, c={}))
    assert [f.provisional for f in firings.fired] == [False]
    assert firings.undetermined == ()


def test_a_firing_that_a_known_neighbor_brings_is_not_left_open_by_an_unknown_one() -> None:
    firings = fire(
        [rule("(x:Person {id: 'b'})-[:KNOWS]-(:Person {age: 10})", "true")], graph_of(a={"age": 10}, b={}, c={})
    )
    assert [f.provisional for f in firings.fired] == [False]
    assert firings.undetermined == ()


def test_a_rule_without_findings_is_undetermined_too() -> None:
    refer = Refer.model_validate({"to": "support_center", "role": "support"})
    only = Rule("r", {}, parse_pattern("(x:Person)", "x.age > 1"), (refer,), "")
    assert keys(fire([only], graph_of(a={})).undetermined) == {("r", ("x", "person/a"))}


@pytest.mark.parametrize(
    "where", ["x.age IN [x.age, 10]", "x.age IN [10, null]", "x.age < x.age", "x.flag", "1 < 2 <= x.age"]
)
def test_what_one_absent_property_leaves_open_names_it_once(where: str) -> None:
    (open_firing,) = fire([rule("(x:Person)", where)], graph_of(a={})).undetermined
    assert [node.id for node, _ in open_firing.unknown] == ["person/a"]


def test_an_absent_property_of_a_list_leaves_nothing_open_that_another_item_settles() -> None:
    firings = fire(
        [rule("(x:Person {id: 'a'})-[:KNOWS]-(y:Person)", "x.age IN [y.age, 10]")], graph_of(a={"age": 10}, b={})
    )
    assert [f.provisional for f in firings.fired] == [False]
    assert firings.undetermined == ()


@pytest.mark.parametrize("first", ["age", "flag"])
def test_a_finding_in_doubt_depends_on_all_that_any_rule_deriving_it_depends_on(first: str) -> None:
    no_adult = "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.age >= 18 }"
    no_flag = "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.flag }"
    wheres = {"age": no_adult, "flag": no_flag}
    one = rule("(x:Person {id: 'a'})", wheres.pop(first), "one", "k0")
    two = rule("(x:Person {id: 'a'})", wheres.popitem()[1], "two", "k0")
    reader = rule("(f:Finding {kind: 'k0'})-[:ABOUT]->(x:Person)", "true", "reader", "k1")
    graph = graph_of(a={"age": 10, "flag": True}, b={})
    strata = [[one, two], [reader]]
    firings = NativeEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    done = UnknownFacts(strata, SCHEMA).complete(firings, AS_OF, [BUDGET])
    (read,) = [f for f in done.fired if f.rule.id == "reader"]
    assert [(node.id, name) for node, name in read.unknown] == [("person/b", "age"), ("person/b", "flag")]


def test_effects_that_derive_nothing_do_not_spread_doubt() -> None:
    refer = Refer.model_validate({"to": "support_center", "role": "support"})
    mixed = Rule("r", {}, parse_pattern("(x:Person)", "x.age > 1"), (refer, FindingEffect(kind="k0", about=("x",))), "")
    assert len(fire([mixed], graph_of(a={})).undetermined) == 1


def test_a_path_of_variable_length_in_a_rule_can_be_left_open_too() -> None:
    far = rule("(x:Person {id: 'a'})-[way:KNOWS*1..2]-(y:Person)", "y.age >= 65")
    nameless = rule("(x:Person {id: 'a'})-[:KNOWS*1..2]-(y:Person)", "y.age >= 65")
    for one in (far, nameless):
        assert len(fire([one], graph_of(a={}, b={"age": 40}, c={})).undetermined) == 1


def test_a_budget_used_up_by_the_search_is_told() -> None:
    wide = rule("(x:Person), (y:Person), (z:Person)", "x.age > 1 AND y.age > 1 AND z.age > 1")
    graph = graph_of(**{name: {} for name in "abcdefgh"})
    budget = [100]
    firings = NativeEngine([[wide]], SCHEMA).fire(graph, AS_OF, budget)
    assert not firings.exceeded
    assert UnknownFacts([[wide]], SCHEMA).complete(firings, AS_OF, budget).exceeded


def test_a_finding_that_one_sure_rule_derives_is_not_in_doubt() -> None:
    doubtful = rule("(x:Person)", "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.age >= 18 }", "doubtful", "k0")
    sure = rule("(x:Person)", "x.id = 'a'", "sure", "k0")
    reader = rule("(f:Finding {kind: 'k0'})-[:ABOUT]->(x:Person)", "true", "reader", "k1")
    strata = [[doubtful, sure], [reader]]
    graph = graph_of(a={"age": 10}, b={})
    firings = NativeEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    done = UnknownFacts(strata, SCHEMA).complete(firings, AS_OF, [BUDGET])
    about_a = {f.rule.id: f.provisional for f in done.fired if f.bindings["x"] is graph.nodes["person/a"]}
    assert about_a == {"doubtful": True, "sure": False, "reader": False}


def test_a_node_that_cannot_have_a_property_does_not_lack_it() -> None:
    flagged = rule("(x:Person)", "x.flag", "flagged", "k0")
    anyone = rule("(x)", "x.age >= 65", "anyone", "k1")
    firings = fire([flagged, anyone], graph_of(a={"flag": True}))
    assert "Finding" in firings.graph.by_label
    assert keys(firings.undetermined) == {("anyone", ("x", "person/a"))}


def test_doubt_travels_along_a_path_that_passes_a_finding() -> None:
    about_both = (FindingEffect(kind="k0", about=("x", "y")),)
    pair = Rule("pair", {}, parse_pattern("(x:Person {id: 'a'})-[:KNOWS]-(y:Person)", "x.age >= 18"), about_both, "")
    alone = rule("(x:Person {id: 'b'})", "NOT EXISTS { (x)-[:ABOUT*2..2]-(:Person) }", "alone", "k1")
    beside = rule("(x:Person {id: 'b'})-[way:ABOUT*2..2]-(:Person)", "size(way) = 2", "beside", "k2")
    firings = fire([pair, alone, beside], graph_of(a={}, b={"age": 40}))
    assert {f.rule.id: f.provisional for f in firings.fired} == {"alone": True}
    assert [f.rule.id for f in firings.undetermined] == ["beside", "pair"]
    assert {tuple((n.id, p) for n, p in f.unknown) for f in firings.undetermined} == {(("person/a", "age"),)}


def test_a_subquery_in_what_a_subquery_counts_is_left_open_too() -> None:
    counted = "COUNT { (x)-[:KNOWS]-(q:Person) RETURN DISTINCT COUNT { (q)-[:KNOWS]-(r:Person) WHERE r.age > 1 } }"
    sociable = rule("(x:Person {id: 'b'})", f"{counted} = 2")
    graph = graph_of(a={"age": 10}, b={"age": 10}, c={"age": 10}, d={})
    (firing,) = fire([sociable], graph).undetermined
    assert [(node.id, name) for node, name in firing.unknown] == [("person/d", "age")]


@pytest.mark.parametrize("keys", [None, {"Person": ("age",)}], ids=["no keys", "other keys"])
def test_a_graph_that_indexes_other_properties_leaves_the_same_open(keys: dict[str, tuple[str, ...]] | None) -> None:
    child = rule("(x:Person)", "x.age < 18", "child", "k0")
    reader = rule("(:Finding {kind: 'k0'})-[:ABOUT]->(x:Person)", "x.flag", "reader", "k1")
    known = graph_of(a={}, b={"age": 10})
    other = PropertyGraph(keys)
    for node in known.nodes.values():
        other.add_node(node.id, node.labels, node.properties)
    firings = [fire([child, reader], graph) for graph in (known, other.freeze())]
    assert len(firings[0].undetermined) == 3
    assert [f.key for f in firings[0].undetermined] == [f.key for f in firings[1].undetermined]


def spreading(sure: str) -> list[list[Rule]]:
    """Rules that find trouble where nobody of age is known, or for sure where told; and it spreads both ways."""
    seed = rule("(x:Person {id: 'a'})", "NOT EXISTS { (x)-[:KNOWS]-(q:Person) WHERE q.age >= 18 }", "seed", "k0")
    told = rule("(x:Person)", f"x.id = '{sure}'", "told", "k0")
    spread = rule("(:Finding {kind: 'k0'})-[:ABOUT]->(:Person)-[:KNOWS]-(x:Person)", "true", "spread", "k0")
    reader = rule("(:Finding {kind: 'k0'})-[:ABOUT]->(x:Person)", "true", "reader", "k1")
    return [[seed, told, spread], [reader]]


@pytest.mark.parametrize(("sure", "expected"), [("nobody", {True}), ("a", {False}), ("b", {False}), ("c", {False})])
def test_findings_that_derive_one_another_do_not_vouch_for_each_other(sure: str, expected: set[bool]) -> None:
    graph = graph_of(a={"age": 10}, b={}, c={})
    strata = spreading(sure)
    firings = NativeEngine(strata, SCHEMA).fire(graph, AS_OF, [BUDGET])
    done = UnknownFacts(strata, SCHEMA).complete(firings, AS_OF, [BUDGET])
    read = [f for f in done.fired if f.rule.id in ("spread", "reader")]
    assert {f.provisional for f in read} == expected
    assert len(read) == 6
    asked = {(node.id, name) for f in read for node, name in f.unknown}
    assert asked == ({("person/b", "age")} if expected == {True} else set())
    assert done.undetermined == ()
