"""What a compiled pattern finds by way of an index is what the conditions say, no more and no less."""

from __future__ import annotations

import pytest

from routing.pattern import PropertyGraph, PropertyType, RelationshipType, Schema, compile_pattern, parse_pattern
from routing.pattern.reference import match

NEED, PERSON = frozenset({"Need"}), frozenset({"Person"})
SCHEMA = Schema(
    labels={"Need": {"code": PropertyType("string"), "id": PropertyType("string")}, "Person": {}},
    relationships={"HAS": RelationshipType(PERSON, NEED)},
    keys={"Need": ("code",)},
)


def needs(keys: dict[str, tuple[str, ...]]) -> PropertyGraph:
    graph = PropertyGraph(keys)
    for id, code in (("a", "x"), ("b", "y"), ("c", None), ("d", "x")):
        graph.add_node(id, NEED, {"id": id, "code": code})
    return graph


@pytest.mark.parametrize("keys", [{"Need": ("code",)}, {}], ids=["indexed", "not indexed"])
@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("n.code IN []", []),
        ("n.code = 'x'", ["a", "d"]),
        ("n.code IN ['x', 'x', 'y']", ["a", "b", "d"]),
        ("n.code = 'x' OR n.code = 'y'", ["a", "b", "d"]),
        ("n.code = 'x' AND n.code = 'y'", []),
        ("n.code = 'x' AND n.code IN []", []),
        ("n.code = 'x' AND n.id = 'd'", ["d"]),
        ("n.code = 'z'", []),
    ],
)
def test_conditions_on_an_indexed_property_mean_what_they_say(
    where: str, found: list[str], keys: dict[str, tuple[str, ...]]
) -> None:
    pattern, graph = parse_pattern("(n:Need)", where), needs(keys)
    assert sorted(row["n"].id for row in match(graph, pattern)) == found
    assert sorted(row["n"].id for row in compile_pattern(pattern, SCHEMA).matches(graph)) == found


@pytest.mark.parametrize("keys", [{"Need": ("code",)}, {}], ids=["indexed", "not indexed"])
@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("EXISTS { (:Need {code: 'x'}) }", 4),
        ("EXISTS { (:Need {code: 'z'}) }", 0),
        ("NOT EXISTS { (m:Need) WHERE m.code = 'z' AND m.id <> n.id }", 4),
        ("EXISTS { (m:Need) WHERE m.code IN ['z', 'y'] }", 4),
        ("EXISTS { (m:Need) WHERE m.code IN [] }", 0),
        ("COUNT { (m:Need {code: 'z'}) } = 0", 4),
        ("COUNT { (m:Need {code: 'x'}) } = 2", 4),
        ("COUNT { (m:Need {code: 'x'}), (o:Need {code: 'z'}) } = 0", 4),
        ("VALUE { (m:Need {code: 'x'}) RETURN max(m.id) } = 'd'", 4),
        ("VALUE { (m:Need {code: 'z'}) RETURN max(m.id) } IS NULL", 4),
    ],
)
def test_a_subquery_finds_what_it_means_whether_or_not_the_graph_has_the_values(
    where: str, found: int, keys: dict[str, tuple[str, ...]]
) -> None:
    pattern, graph = parse_pattern("(n:Need)", where), needs(keys)
    assert len(list(match(graph, pattern))) == found
    assert len(compile_pattern(pattern, SCHEMA).matches(graph)) == found
