"""What durable_rules cannot judge is judged over its matches: every construct of the language, one by one."""

from __future__ import annotations

import pytest

from routing.engines.durable.antecedent import joined

from .town import NEEDED, derived, meant, rule, town

pytestmark = NEEDED

PAIR = "(a:Person)-[:KNOWS]-(b:Person)"
CARE = "(a:Person)-[c:CARES_FOR]->(b:Person)"
HAS = "(a:Person)-[h:HAS]->(n:Need)"
JUDGED = {
    "different": (PAIR, "a.age <> b.age"),
    "order between two": (PAIR, "a.age > b.age"),
    "equality between two": (PAIR, "a.alone = b.alone"),
    "chain over two": (PAIR, "a.age < b.age < 60"),
    "or": (HAS, "n.code = 'care.daily' OR a.age < 18"),
    "xor": (HAS, "n.urgent XOR a.age < 18"),
    "not": (HAS, "NOT (n.code = 'care.daily')"),
    "null in a not": (PAIR, "NOT (b.age < 18)"),
    "is null": (PAIR, "a.age IS NULL"),
    "is not null": (PAIR, "a.born IS NOT NULL"),
    "arithmetic": (PAIR, "a.age - b.age = 30"),
    "division": (HAS, "n.severity / 2 = 1"),
    "minus": (HAS, "-a.age < -50"),
    "starts with": (HAS, "n.code STARTS WITH 'care.'"),
    "ends with": (HAS, "a.name ENDS WITH 'e'"),
    "contains": (HAS, "a.name CONTAINS 'en'"),
    "joined text": (PAIR, "a.name + '!' = 'Ume!'"),
    "order of dates": (PAIR, "a.born < '2000-01-01'"),
    "days until": (HAS, "days_until(n.due) = 7"),
    "function": (PAIR, "size(a.name) = 3"),
    "coalesce": (PAIR, "coalesce(a.age, 0) = 0"),
    "id": (PAIR, "id(a) = 'ume'"),
    "type": ("(a:Person)-[r]->(b)", "type(r) = 'HAS'"),
    "labels": ("(a:Person)-[r]->(b)", "'Need' IN labels(b)"),
    "label test in an or": ("(a:Person)-[r]->(b)", "b:Need OR b:Office"),
    "same node": ("(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(d:Person)", "a = d"),
    "other node": (PAIR + ", (a)-[:KNOWS]-(d:Person)", "b <> d"),
    "in a list of expressions": (PAIR, "a.age IN [b.age, 52]"),
    "text that is not plain": (PAIR, "a.name = '太郎'"),
    "exists": (CARE, "EXISTS { (b)-[:HAS]->(n:Need) WHERE n.urgent }"),
    "not exists": (PAIR, "NOT EXISTS { (a)-[:CARES_FOR]->(:Person) }"),
    "count": (PAIR, "COUNT { (a)-[:KNOWS]-(:Person) } > 2"),
    "count of distinct": (HAS, "COUNT { (:Person)-[:HAS]->(n) } = 2"),
    "sum": (PAIR, "VALUE { (a)-[:CARES_FOR]->(q:Person) RETURN sum(q.age) } > 100"),
    "most": (PAIR, "VALUE { (a)-[:KNOWS]-(q:Person) RETURN max(q.age) } < 60"),
    "subquery in a subquery": (
        PAIR,
        "EXISTS { (a)-[:KNOWS]-(q:Person) WHERE NOT EXISTS { (q)-[:CARES_FOR]->(:Person) } }",
    ),
    "map that reads another node": ("(a:Person)-[:KNOWS]-(b:Person {alone: a.alone})", None),
    "variable length": ("(a:Person)-[way:CARES_FOR*1..3]->(b:Person {age: 82})", None),
    "variable length from nothing": ("(a:Person {age: 16})-[:KNOWS*0..2]-(b:Person)", "b.age > 20"),
    "variable length in the middle": ("(a:Person)-[:CARES_FOR*1..2]->(b:Person)-[:HAS]->(n:Need {urgent: true})", None),
    "map of a long path": ("(a:Person)-[:CARES_FOR*1..2 {status: 'confirmed'}]->(b:Person)", None),
    "path back to where it began": ("(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(a)", None),
    "from a node to itself": ("(a:Person)-[r:CARES_FOR]->(a)", None),
    "either way to itself": ("(a:Person)-[r:KNOWS]-(a)", None),
}


@pytest.mark.parametrize("name", JUDGED)
def test_it_fires_what_is_meant(name: str) -> None:
    match, where = JUDGED[name]
    fired = derived(town(), [rule("r", match, where)])
    assert fired == meant(town(), [rule("r", match, where)])
    assert fired, "a condition that nothing meets shows little"
    if where is not None:
        assert len(fired) < len(meant(town(), [rule("r", match)])), "one that all meet as well"


@pytest.mark.parametrize("name", [name for name, (_, where) in JUDGED.items() if where is not None])
def test_none_of_it_is_given_to_durable_rules(name: str) -> None:
    pattern = joined(rule("r", *JUDGED[name]).pattern)
    given = [check for antecedent in pattern.antecedents for check in antecedent.checks]
    assert given == [] or name == "variable length from nothing"


CHECKED = {
    "text": (HAS, "n.code = 'care.daily'"),
    "text on the other side": (HAS, "'care.daily' = n.code"),
    "one of several": (HAS, "n.code IN ['care.daily', 'care.night']"),
    "one of one": (HAS, "n.code IN ['care.daily', 'care.daily']"),
    "one of several numbers": (PAIR, "a.age IN [16, 52, -1]"),
    "two lists": (HAS, "n.code IN ['care.daily', 'care.night'] AND a.age IN [40, 82]"),
    "number": (PAIR, "a.age = 52"),
    "number with a point": (PAIR, "a.age = 52.0"),
    "negative number": (PAIR, "a.age > -1"),
    "at least": (PAIR, "a.age >= 52"),
    "at most": (PAIR, "52 >= a.age"),
    "below": (PAIR, "a.age < 52"),
    "between": (PAIR, "40 <= a.age < 60"),
    "number between whole ones": (PAIR, "a.score > 2"),
    "number between whole ones, below": (PAIR, "a.score < 3"),
    "truth": (PAIR, "a.alone = true"),
    "falsehood": (PAIR, "a.alone = false"),
    "truth by itself": (HAS, "n.urgent"),
    "property of a relationship": (CARE, "c.weight > 6"),
    "map": ("(a:Person {alone: false})-[:HAS]->(n:Need {urgent: true})", None),
    "map of a relationship": ("(a:Person)-[:HAS {weight: 10}]->(n:Need)", None),
    "label": ("(a:Person)-[r]->(b)", "b:Need"),
    "two types": ("(a:Person)-[r:HAS|SERVED_BY]->(b)", None),
    "any type": ("(a:Person)-[r]-(b)", None),
    "two paths": ("(a:Person)-[:CARES_FOR]->(b:Person), (a)-[:HAS]->(n)<-[:HAS]-(b)", None),
    "paths that nothing joins": ("(a:Person {age: 16}), (o:Office)", None),
    "no label": ("(a)-[:HAS]->(b)", None),
    "nothing at all": ("(a)", None),
    "nameless parts": ("(:Person)-[:HAS]->(n:Need)<-[:HAS]-(:Person)", None),
}


@pytest.mark.parametrize("name", CHECKED)
def test_what_durable_rules_judges_itself_comes_out_the_same(name: str) -> None:
    match, where = CHECKED[name]
    pattern = joined(rule("r", match, where).pattern)
    assert (pattern.early, pattern.rest, pattern.late) == ((), (), ())
    fired = derived(town(), [rule("r", match, where)])
    assert fired == meant(town(), [rule("r", match, where)])
    assert fired
