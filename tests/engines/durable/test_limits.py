"""The limits of durable_rules, none of which a rule or a case may feel."""

from __future__ import annotations

import json
import math
from itertools import combinations

import pytest

from routing.engines.durable import DurableEngine
from routing.engines.durable.antecedent import MOST_FACTS, joined
from routing.engines.durable.network import Network
from routing.engines.durable.presence import library
from routing.engines.durable.ruleset import Ruleset
from routing.engines.engine import EngineFailed
from routing.engines.reference import ReferenceEngine
from routing.pattern import PropertyGraph, PropertyType, RelationshipType, Schema, parse_pattern
from routing.pattern import syntax as s
from routing.rulebook.rule import Rule
from tests.differential.agreement import AS_OF

from .town import BUDGET, NEEDED, derived, meant, rule, town

pytestmark = NEEDED

ANY = frozenset({"A", "B"})
NAMES = [f"p{number}" for number in range(240)]
SCHEMA = Schema(
    labels={
        "A": {
            "x": PropertyType("integer"),
            "s": PropertyType("string"),
            **dict.fromkeys(NAMES, PropertyType("integer")),
        },
        "B": {},
    },
    relationships={"R": RelationshipType(ANY, ANY)},
)


def loose(id: str, match: str, where: str | None = None) -> Rule:
    """A rule that no schema has checked, so that it may compare anything with anything."""
    return Rule(id, {}, parse_pattern(match, where), (), match, where)


def agreed(graph: PropertyGraph, *rules: Rule) -> int:
    """The number of firings, which is the same for both engines."""
    engine = DurableEngine([rules], SCHEMA)
    fired = [firing.key for firing in engine.fire(graph, AS_OF, [BUDGET]).fired]
    assert fired == [firing.key for firing in ReferenceEngine([rules]).fire(graph, AS_OF).fired]
    return len(fired)


def nodes(*values: dict[str, object], ids: tuple[str, ...] = ()) -> PropertyGraph:
    graph = PropertyGraph()
    for number, node in enumerate(values):
        graph.add_node(ids[number] if ids else f"a{number}", {"A"}, node)
    for one, other in combinations(list(graph.nodes), 2):
        graph.add_relationship(f"{one}-{other}", "R", one, other)
    return graph.freeze()


def test_two_hundred_rules_may_join_one_kind_of_fact() -> None:
    rules = [
        rule(f"r{n:03}", "(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)", f"a.age > {n} AND c.age < {99 - n}")
        for n in range(200)
    ]
    fired = derived(town(), rules)
    assert fired == meant(town(), rules)
    assert len({key[0] for key in fired}) > 60


def test_more_rules_than_one_network_holds_are_joined_in_several() -> None:
    rules = [rule(f"r{n:03}", "(a:Person)", f"a.age >= {n % 90}") for n in range(600)]
    assert derived(town(), rules) == meant(town(), rules)


def test_without_buckets_durable_rules_runs_over() -> None:
    pair = [{"p0": {"$and": [{"kind": "P"}]}}, {"p1": {"$and": [{"kind": "K"}, {"frm": {"p0": "pid"}}]}}]
    rules = {f"r{number}": {"all": pair} for number in range(65)}
    ruleset = Ruleset(json.dumps({**rules, "end": {"all": [{"p0": {"$and": [{"kind": "end"}]}}]}}))
    with pytest.raises(EngineFailed, match="error code: 303"):
        list(ruleset.tell({"id": "f1", "kind": "K", "frm": "n1"}))
    ruleset.forget()


def test_a_network_takes_only_as_many_kinds_of_facts_as_durable_rules_tells_apart() -> None:
    labels = [f"L{number}" for number in range(480)]
    rules = [loose(f"r{n:03}", ", ".join(f"(:{label})" for label in labels[n : n + 16])) for n in range(0, 480, 16)]
    network = Network()
    assert 20 < sum(network.takes(joined(each.pattern)) for each in rules) < 30
    schema = Schema(labels={label: {} for label in labels}, relationships={})
    graph = PropertyGraph()
    for label in labels:
        graph.add_node(label, {label})
    fired = DurableEngine([rules], schema).fire(graph.freeze(), AS_OF, [BUDGET]).fired
    assert [firing.rule.id for firing in fired] == [each.id for each in rules]


def test_a_kind_of_fact_may_be_read_for_more_properties_than_a_fact_has_fields() -> None:
    rules = [
        loose(f"r{name}", "(a:A)-[:R]->(b:A)", f"a.{name} = {number % 3} AND b.{name} >= 0")
        for number, name in enumerate(NAMES)
    ]
    whole = {name: number % 3 for number, name in enumerate(NAMES)}
    assert agreed(nodes(whole, whole), *rules) == len(NAMES)


CHAIN = "(a0:A)" + "".join(f"-[:R]->(a{number}:A)" for number in range(1, 16))


def test_a_pattern_of_more_than_sixteen_facts_is_joined_as_far_as_it_goes() -> None:
    line = PropertyGraph()
    for number in range(17):
        line.add_node(f"n{number}", {"A"}, {"x": number})
    for number in range(16):
        line.add_relationship(f"r{number}", "R", f"n{number}", f"n{number + 1}")
    pattern = joined(parse_pattern(CHAIN))
    assert MOST_FACTS - 1 <= len(pattern.antecedents) <= MOST_FACTS
    assert pattern.rest
    assert agreed(line.freeze(), loose("r", CHAIN), loose("s", CHAIN, "a15.x = 16 AND a0.x = 1")) == 3


SINGLE = ", ".join(f"(a{number} {{x: {number}}})" for number in range(13))
SCATTERED = {
    "a relationship too many": SINGLE + ", (d {x: 13}), (b:A)<-[:R]-(c {x: 2})",
    "a node too many": SINGLE + ", (b:A {x: 5})<-[:R]-(c:A {x: 2}), (d:B)",
}


@pytest.mark.parametrize("name", SCATTERED)
def test_more_than_sixteen_facts_that_little_joins_are_joined_as_far_as_it_goes(name: str) -> None:
    many = SCATTERED[name]
    graph = PropertyGraph()
    for number in range(15):
        graph.add_node(f"a{number}", {"A"} if number else {"A", "B"}, {"x": number})
    graph.add_relationship("r", "R", "a2", "a5")
    pattern = joined(parse_pattern(many))
    assert MOST_FACTS - 1 <= len(pattern.antecedents) <= MOST_FACTS
    assert pattern.rest
    rules = [loose("r", many), loose("s", many, "b.x = 5"), loose("t", many, "b.x = 6")]
    fired = DurableEngine([rules], SCHEMA).fire(graph.freeze(), AS_OF, [BUDGET]).fired
    assert [firing.rule.id for firing in fired] == ["r", "s"]  # the naive engine would try 15**15 ways


VALUES = (
    2**70,
    -(2**70),
    2.5,
    -0.5,
    3,
    3.0,
    True,
    math.nan,
    math.inf,
    [3],
    "3",
    2**28,
    2**28 - 1,
    1 - 2**28,
    9_000_000_000,
    -3,
)
CONSTANTS = (
    "3",
    "3.0",
    "2.5",
    "-3",
    "0",
    "268435455",
    "268435456",
    "9000000000",
    "9223372036854775807",
    "true",
    "'3'",
    "null",
)


@pytest.mark.parametrize("operator", ["=", "<>", "<", "<=", ">", ">="])
@pytest.mark.parametrize("constant", CONSTANTS)
def test_values_of_every_size_and_sort_compare_as_they_should(operator: str, constant: str) -> None:
    graph = nodes(*({"x": value} for value in VALUES))
    agreed(graph, loose("r", "(a:A)", f"a.x {operator} {constant}"), loose("s", "(a:A)", f"{constant} {operator} a.x"))


@pytest.mark.parametrize(
    "items", ["[3, -3]", "[3, '3']", "[]", "[null, 3]", "[2.5, 3]", "[[3], 3]", "[9000000000, 3]", "['3', 'x']"]
)
def test_values_of_every_size_and_sort_are_in_lists_as_they_should_be(items: str) -> None:
    graph = nodes(*({"x": value} for value in VALUES))
    agreed(graph, loose("r", "(a:A)", f"a.x IN {items}"))


def test_a_list_of_more_values_than_durable_rules_branches_is_no_difference() -> None:
    items = ", ".join(str(number) for number in range(3, 600))
    assert agreed(nodes({"x": 3}, {"x": 2}), loose("r", "(a:A)", f"a.x IN [{items}]")) == 1


def test_more_conditions_than_one_fact_takes_are_no_difference() -> None:
    many = " AND ".join(f"a.x <> {number} AND a.x > {-number}" for number in range(1, 30))
    assert agreed(nodes({"x": 0}, {"x": 31}), loose("r", "(a:A)", many)) == 2


TEXTS = (
    "",
    "a",
    "A",
    "a ",
    'q"q',
    "it's",
    "back\\slash",
    "\\",
    "{",
    "$m",
    "null",
    "日本",
    "\x00",
    "line\nline",
    "x" * 200,
    "x" * 201,
    "x" * 70_000,
)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts_of_every_kind_are_equal_to_themselves_alone(text: str) -> None:
    graph = nodes(*({"s": each} for each in TEXTS))
    same = s.Comparison((s.Property(s.Variable("a"), "s"), s.Constant(text)), ("=",))
    pair = s.Logical("OR", (same, s.Comparison((s.Property(s.Variable("b"), "s"), s.Constant(text)), ("=",))))
    alone = Rule("r", {}, s.Pattern(parse_pattern("(a:A)").paths, same), (), "")
    either = Rule("s", {}, s.Pattern(parse_pattern("(a:A)-[:R]->(b:A)").paths, pair), (), "")
    assert agreed(graph, alone, either) == 1 + len(TEXTS) - 1


def hash_of(text: str) -> int:
    """The 32-bit FNV-1a hash by which durable_rules tells ids and names apart."""
    found = 0x811C9DC5
    for byte in text.encode():
        found = (found ^ byte) * 16777619 & 0xFFFFFFFF
    return found


ALIKE = (("jbmobhfaa", "piachkhom"), ("fpoicdaek", "nbmicndje"))


def test_durable_rules_takes_two_ids_of_one_hash_for_one() -> None:
    one, other = ALIKE[0]
    assert hash_of(one) == hash_of(other)
    ruleset = Ruleset(Network().definition())
    kind = {"kind": "never"}
    assert list(ruleset.tell({"id": one, **kind})) == []
    with pytest.raises(EngineFailed, match="two facts for one"):
        list(ruleset.tell({"id": other, **kind}))
    ruleset.forget()


@pytest.mark.parametrize("ids", [*ALIKE, ("n0", "f0"), ("end", "sid-0"), ("0", "null"), ("ume \n\"'{}\\", "宇女\x00")])
def test_no_id_of_a_case_reaches_durable_rules(ids: tuple[str, str]) -> None:
    graph = nodes({"x": 1}, {"x": 2}, ids=ids)
    assert agreed(graph, loose("r", "(a:A)-[r:R]-(b:A)"), loose("s", "(a:A)", "a.x = 1")) == 3


def test_the_names_and_ids_it_is_given_all_have_hashes_of_their_own() -> None:
    names = [
        "kind",
        "pid",
        "frm",
        "to",
        "id",
        "sid",
        "end",
        "sid-0",
        "never",
        "m",
        "all",
        "any",
        "pri",
        "count",
        "cap",
        "dist",
    ]
    names += [f"{letter}{number}" for letter in "pb" for number in range(MOST_FACTS)]
    names += ["$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$and", "$or", "$ex", "$nex", "$forward", "$s", "$m", "$i"]
    names += [f"{letter}{number}" for letter in "fnkr" for number in range(30_000)]
    assert len({hash_of(name) for name in names}) == len(names)


def test_rules_that_durable_rules_does_not_take_are_an_error() -> None:
    with pytest.raises(EngineFailed, match="takes no such rules"):
        Ruleset('{"r0": 1}')


def test_a_case_that_is_not_joined_to_its_end_is_an_error() -> None:
    last = {"all": [{"p0": {"$and": [{"kind": "end"}]}}]}
    with pytest.raises(EngineFailed, match="did not come to the end"):
        Ruleset(json.dumps({"end": last, "other": last}))


def test_the_library_is_the_one_whose_limits_are_known() -> None:
    assert {"create_ruleset", "delete_ruleset", "assert_fact", "delete_state"} <= set(dir(library()))
