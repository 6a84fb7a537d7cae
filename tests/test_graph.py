"""The property graph: building, indexes, freezing, overlays, and the way to networkx and back."""

from __future__ import annotations

import random
from collections import Counter

import networkx as nx
import pytest

from routing.errors import RoutingError
from routing.pattern import PropertyGraph


def family() -> PropertyGraph:
    """A parent of 82 and a child of 52 with a need, the codes of needs indexed."""
    graph = PropertyGraph(keys={"Need": ("code",)})
    graph.add_node("a", {"Person"}, {"age": 82})
    graph.add_node("b", {"Person"}, {"age": 52, "sex": None})
    graph.add_node("n", {"Need"}, {"code": "isolation.hikikomori"})
    graph.add_relationship("r1", "PARENT_OF", "a", "b")
    graph.add_relationship("r2", "LIVES_WITH", "a", "b", {"since": "2020-01-01", "note": None})
    graph.add_relationship("r3", "HAS", "b", "n")
    return graph


def content(graph: PropertyGraph) -> tuple[object, object]:
    """What a graph holds, comparable."""
    nodes = {n.id: (n.labels, dict(n.properties)) for n in graph.nodes.values()}
    relationships = {r.id: (r.type, r.start.id, r.end.id, dict(r.properties)) for r in graph.relationships.values()}
    return nodes, relationships


def random_graph(seed: int) -> PropertyGraph:
    rng = random.Random(seed)
    graph = PropertyGraph()
    ids = [f"n{i}" for i in range(rng.randint(1, 6))]
    for id in ids:
        graph.add_node(id, rng.sample("ABC", rng.randint(0, 3)), {"x": rng.choice([1, 2.5, "s", True, None, [1, "a"]])})
    for i in range(rng.randint(0, 9)):
        graph.add_relationship(f"r{i}", rng.choice("RST"), rng.choice(ids), rng.choice(ids), {"w": rng.randint(0, 3)})
    return graph


def test_a_property_that_is_null_is_absent() -> None:
    assert dict(family().nodes["b"].properties) == {"age": 52}
    assert dict(family().relationships["r2"].properties) == {"since": "2020-01-01"}


def test_properties_are_read_only() -> None:
    with pytest.raises(TypeError):
        family().nodes["a"].properties["age"] = 1  # type: ignore[index]


def test_relationships_know_their_ends() -> None:
    graph = family()
    assert graph.relationships["r3"].start is graph.nodes["b"]
    assert graph.relationships["r3"].end is graph.nodes["n"]


def test_nodes_are_found_by_label_and_by_key_property() -> None:
    graph = family()
    assert [n.id for n in graph.by_label["Person"]] == ["a", "b"]
    assert [n.id for n in graph.by_key["Need", "code"]["isolation.hikikomori"]] == ["n"]


def test_a_list_in_a_key_property_is_stored_but_not_indexed() -> None:
    graph = PropertyGraph(keys={"Need": ("code",)})
    node = graph.add_node("n", {"Need"}, {"code": ["a", "b"]})
    assert node.properties["code"] == ["a", "b"]
    assert graph.by_key == {}


def test_relationships_are_found_from_either_end() -> None:
    graph = family()
    assert [r.id for r in graph.outgoing("PARENT_OF", "a")] == ["r1"]
    assert [r.id for r in graph.incoming("PARENT_OF", "b")] == ["r1"]
    assert list(graph.outgoing("PARENT_OF", "b")) == []


def test_the_empty_type_stands_for_any() -> None:
    graph = family()
    assert [r.id for r in graph.outgoing("", "a")] == ["r1", "r2"]
    assert [r.id for r in graph.incoming("", "n")] == ["r3"]


def test_an_unknown_type_has_no_relationships() -> None:
    assert list(family().outgoing("KNOWS", "a")) == []


def test_a_second_node_with_the_same_id_is_refused() -> None:
    with pytest.raises(RoutingError, match="already has a node with id `a`"):
        family().add_node("a")


def test_a_second_relationship_with_the_same_id_is_refused() -> None:
    with pytest.raises(RoutingError, match="already has a relationship with id `r1`"):
        family().add_relationship("r1", "HAS", "a", "n")


@pytest.mark.parametrize(("start", "end"), [("a", "zz"), ("zz", "a")])
def test_a_relationship_to_an_unknown_node_is_refused(start: str, end: str) -> None:
    graph = family()
    with pytest.raises(RoutingError, match="names the node `zz`"):
        graph.add_relationship("r9", "HAS", start, end)
    assert "r9" not in graph.relationships


def test_a_frozen_graph_takes_no_more() -> None:
    graph = family().freeze()
    before = content(graph)
    with pytest.raises(RoutingError, match="the graph is frozen"):
        graph.add_node("c")
    with pytest.raises(RoutingError, match="the graph is frozen"):
        graph.add_relationship("r9", "HAS", "a", "n")
    with pytest.raises(RoutingError, match="the graph is frozen"):
        graph.add_nodes("Person", "", [{"id": "c"}])
    with pytest.raises(RoutingError, match="the graph is frozen"):
        graph.relate("PARENT_OF", [(graph.nodes["b"], graph.nodes["a"])])
    with pytest.raises(RoutingError, match="the graph is frozen"):
        graph.attach(frozenset({"Finding"}), "ABOUT", [("f", {}, ["a"])])
    assert content(graph) == before


def test_freezing_returns_the_graph_itself() -> None:
    graph = family()
    assert graph.freeze() is graph


def test_what_is_added_to_an_overlay_stays_out_of_the_graph_below() -> None:
    below = family().freeze()
    before = content(below)
    over = below.overlay()
    over.add_node("f", {"Finding", "Need"}, {"kind": "household-8050", "code": "isolation.hikikomori"})
    over.add_relationship("r9", "ABOUT", "f", "a")
    over.add_relationship("r10", "PARENT_OF", "b", "a")
    assert content(below) == before
    assert "Finding" not in below.by_label
    assert [n.id for n in below.by_key["Need", "code"]["isolation.hikikomori"]] == ["n"]
    assert [r.id for r in below.incoming("", "a")] == []
    assert [r.id for r in below.outgoing("PARENT_OF", "b")] == []


def test_an_overlay_shows_what_is_below_and_what_was_added() -> None:
    over = family().freeze().overlay()
    over.add_node("f", {"Finding"})
    over.add_relationship("r9", "ABOUT", "f", "a")
    over.add_relationship("r10", "PARENT_OF", "b", "a")
    assert set(over.nodes) == {"a", "b", "n", "f"}
    assert {r.id for r in over.incoming("", "a")} == {"r9", "r10"}
    assert [r.id for r in over.of_type("PARENT_OF")] == ["r1", "r10"]
    assert over.nodes["a"].properties["age"] == 82


def test_what_is_attached_without_a_key_property_is_found_by_its_label_alone() -> None:
    graph = family()
    graph.attach(frozenset({"Need"}), "ABOUT", [("m", {"severity": 2}, ["a", "b"])])
    assert [n.id for n in graph.by_label["Need"]] == ["n", "m"]
    assert list(graph.by_key["Need", "code"]) == ["isolation.hikikomori"]
    assert [r.end.id for r in graph.outgoing("ABOUT", "m")] == ["a", "b"]


def test_nodes_added_together_are_indexed_by_the_key_properties_they_have() -> None:
    graph = PropertyGraph({"Need": ("code",)})
    graph.add_nodes("Need", "need/", [{"id": "a", "code": "x"}, {"id": "b"}, {"id": "c", "code": "x"}])
    assert [n.id for n in graph.by_label["Need"]] == ["need/a", "need/b", "need/c"]
    assert {value: [n.id for n in found] for value, found in graph.by_key["Need", "code"].items()} == {
        "x": ["need/a", "need/c"]
    }


def test_nodes_added_later_are_listed_behind_those_of_their_label() -> None:
    graph = family()
    (added,) = graph.add_nodes("Person", "person/", [{"id": "c"}])
    assert added is graph.nodes["person/c"]
    assert [n.id for n in graph.by_label["Person"]] == ["a", "b", "person/c"]


def test_relationships_added_together_are_named_by_their_type_and_ends() -> None:
    graph = family()
    a, b = graph.nodes["a"], graph.nodes["b"]
    graph.relate("KNOWS", [(a, b), (b, a)])
    assert list(graph.relationships) == ["r1", "r2", "r3", "KNOWS\ta\tb", "KNOWS\tb\ta"]
    assert [r.end.id for r in graph.outgoing("KNOWS", "b")] == ["a"]
    assert [r.start.id for r in graph.incoming("KNOWS", "b")] == ["a"]


def test_a_relationship_added_with_properties_has_the_id_it_is_given() -> None:
    graph = family()
    graph.relate("KNOWS", [(graph.nodes["a"], graph.nodes["b"])], {"since": "2020-01-01"}, "k")
    assert graph.relationships["k"].properties == {"since": "2020-01-01"}


def test_relationships_asked_for_by_id_are_found_before_and_after_more_are_added() -> None:
    graph = family()
    assert list(graph.relationships) == ["r1", "r2", "r3"]
    graph.add_relationship("", "KNOWS", "a", "b")
    assert list(graph.relationships) == ["r1", "r2", "r3", ""]
    assert graph.relationships[""].id == ""


def test_an_overlay_can_itself_be_overlaid() -> None:
    middle = family().freeze().overlay()
    middle.add_relationship("r9", "CARES_FOR", "b", "a")
    top = middle.freeze().overlay()
    top.add_relationship("r10", "CARES_FOR", "a", "b")
    assert [r.id for r in middle.of_type("CARES_FOR")] == ["r9"]
    assert [r.id for r in top.of_type("CARES_FOR")] == ["r9", "r10"]


@pytest.mark.parametrize("overlays", [0, 1])
def test_what_is_added_after_an_overlay_was_made_stays_out_of_the_overlay(overlays: int) -> None:
    below = family().freeze().overlay() if overlays else family()
    below.add_node("f", {"Finding"})
    below.add_relationship("r9", "ABOUT", "f", "a")
    over, other = below.overlay(), below.overlay()
    below.add_node("g", {"Finding", "Need"}, {"code": "isolation.hikikomori"})
    below.add_relationship("r10", "ABOUT", "f", "b")
    other.add_relationship("r11", "ABOUT", "f", "a")
    assert [n.id for n in over.by_label["Finding"]] == ["f"]
    assert [n.id for n in over.by_key["Need", "code"]["isolation.hikikomori"]] == ["n"]
    assert [r.id for r in over.of_type("ABOUT")] == ["r9"]
    assert [r.id for r in other.of_type("ABOUT")] == ["r9", "r11"]
    assert [r.id for r in below.of_type("ABOUT")] == ["r9", "r10"]


@pytest.mark.parametrize("seed", range(30))
def test_networkx_and_back_gives_the_same_graph(seed: int) -> None:
    graph = random_graph(seed)
    assert content(PropertyGraph.from_networkx(graph.to_networkx())) == content(graph)


def test_the_networkx_graph_carries_labels_types_and_properties() -> None:
    graph = family().to_networkx()
    assert graph.nodes["a"] == {"labels": frozenset({"Person"}), "properties": {"age": 82}}
    assert graph.edges["a", "b", "r1"] == {"type": "PARENT_OF", "properties": {}}


def test_changing_the_networkx_graph_leaves_ours_alone() -> None:
    graph = family()
    graph.to_networkx().nodes["a"]["properties"]["age"] = 1
    assert graph.nodes["a"].properties["age"] == 82


def test_parallel_edges_of_networkx_stay_apart() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", type="T")
    graph.add_edge("a", "b", type="T")
    graph.add_edge("b", "c", type="T")
    relationships = PropertyGraph.from_networkx(graph).relationships.values()
    assert Counter((r.start.id, r.end.id) for r in relationships) == {("a", "b"): 2, ("b", "c"): 1}


def test_an_undirected_networkx_graph_gives_one_relationship_an_edge() -> None:
    graph = nx.Graph()
    graph.add_node(1, labels={"Person"})
    graph.add_edge(1, 2, type="LIVES_WITH")
    (relationship,) = PropertyGraph.from_networkx(graph).relationships.values()
    assert (relationship.type, relationship.start.id, relationship.end.id) == ("LIVES_WITH", "1", "2")


def test_the_keys_of_a_graph_read_from_networkx_are_indexed() -> None:
    graph = PropertyGraph.from_networkx(family().to_networkx(), keys={"Need": ("code",)})
    assert [n.id for n in graph.by_key["Need", "code"]["isolation.hikikomori"]] == ["n"]


def test_what_a_graph_shows_of_its_parts_has_no_property_values() -> None:
    graph = PropertyGraph()
    assert repr(graph.add_node("a", {"B", "A"}, {"secret": "s"})) == "Node('a', labels=['A', 'B'])"
    assert repr(graph.add_relationship("r", "T", "a", "a", {"secret": "s"})) == "Relationship('r', type='T')"
