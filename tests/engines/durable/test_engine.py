"""The durable engine from outside: strata, budgets, threads, and that nothing of a case stays behind."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from routing.engines import NativeEngine
from routing.engines.durable import DurableEngine, DurableMissing, installed
from routing.engines.durable.network import Network
from routing.errors import RoutingError
from routing.pattern import PropertyGraph
from routing.rulebook.rule import Rule
from tests.differential.agreement import AS_OF

from .rulebooks import SCHEMA
from .town import BUDGET, NEEDED, derived, finding, meant, rule, town


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What is known of the installation is asked anew, before and after."""
    installed.cache_clear()
    yield
    installed.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_without_durable_rules_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    assert installed() is None
    with pytest.raises(DurableMissing, match=r"durable_rules 2\.0\.28 is not installed") as error:
        DurableEngine([], SCHEMA)
    assert isinstance(error.value, RoutingError)
    assert "pip install" in error.value.help
    assert str(error.value).endswith(f"help: {error.value.help}")


@NEEDED
@pytest.mark.usefixtures("forgotten")
def test_another_release_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "durable_rules-2.0.27.dist-info").mkdir()
    (tmp_path / "durable_rules-2.0.27.dist-info" / "METADATA").write_text("Name: durable_rules\nVersion: 2.0.27\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.metadata.version("durable_rules") == "2.0.27"
    assert installed() is None


@NEEDED
def test_it_is_named_after_the_library() -> None:
    engine = DurableEngine([], SCHEMA)
    assert engine.name == installed() == "durable_rules 2.0.28"
    assert engine.fire(town(), AS_OF, [BUDGET]).engine == engine.name


@NEEDED
def test_nothing_of_the_library_is_loaded_before_a_case_needs_it() -> None:
    code = "import sys, routing.engines.durable; sys.exit('durable_rules_engine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@NEEDED
def test_no_thread_is_started() -> None:
    code = (
        "import threading; from tests.engines.durable.town import *; derived(town(), [rule('r', '(a:Person)')]);"
        "raise SystemExit(threading.active_count() - 1)"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


def chain(count: int) -> PropertyGraph:
    """People each of whom knows the next; the first is 82."""
    graph = PropertyGraph(SCHEMA.keys)
    for number in range(count):
        graph.add_node(f"p{number}", {"Person"}, {"age": 30 if number else 82})
    for number in range(count - 1):
        graph.add_relationship(f"r{number}", "KNOWS", f"p{number}", f"p{number + 1}")
    return graph.freeze()


SPREAD = [
    rule("spread", "(f:Finding {kind: 'k0'})-[:ABOUT]->(:Person)-[:KNOWS]-(y:Person)", None, finding("k0", "y")),
    rule("start", "(x:Person {age: 82})", None, finding("k0", "x")),
]


@NEEDED
@pytest.mark.parametrize("rules", [SPREAD, SPREAD[::-1]], ids=["one order", "the other order"])
def test_rules_that_feed_each_other_run_until_nothing_new_follows(rules: list[Rule]) -> None:
    graph = chain(6)
    firings = DurableEngine([rules], SCHEMA).fire(graph, AS_OF, [BUDGET])
    assert len(firings.graph.by_label["Finding"]) == 6
    assert [firing.key for firing in firings.fired] == meant(chain(6), rules)
    assert "Finding" not in graph.by_label, "the case graph itself never changes"


@NEEDED
def test_a_graph_that_is_still_open_is_not_changed_either() -> None:
    graph = PropertyGraph(SCHEMA.keys)
    graph.add_node("a", {"Person"}, {"age": 3})
    firings = DurableEngine([[rule("r", "(a:Person)", None, finding("k0", "a"))]], SCHEMA).fire(graph, AS_OF, [BUDGET])
    assert len(firings.graph.nodes) == 2
    assert list(graph.nodes) == ["a"]


@NEEDED
def test_a_path_through_findings_of_the_same_stratum_is_found() -> None:
    rules = [
        rule("far", "(a:Person {age: 82})-[*1..2]-(b)", "a <> b", finding("k1", "a")),
        rule("near", "(a:Person {age: 82})", None, finding("k0", "a")),
    ]
    fired = derived(town(), rules)
    assert fired == meant(town(), rules)
    assert any(dict(key[1:]).get("b", "").startswith("finding/k0") for key in fired)  # type: ignore[arg-type]


@NEEDED
def test_negation_over_a_finding_reads_what_a_lower_stratum_derived() -> None:
    strata = (
        [rule("young", "(a:Person)", "a.age < 18", finding("k0", "a"))],
        [rule("rest", "(a:Person)", "NOT EXISTS { (:Finding {kind: 'k0'})-[:ABOUT]->(a) }", finding("k1", "a"))],
        [rule("both", "(f:Finding {kind: 'k1'})-[:ABOUT]->(a:Person)<-[:CARES_FOR]-(b:Person)")],
    )
    fired = derived(town(), *strata)
    assert fired == meant(town(), *strata)
    assert {key[0] for key in fired} == {"young", "rest", "both"}


@NEEDED
def test_nothing_of_one_case_is_there_in_the_next() -> None:
    rules = [
        [rule("pair", "(a:Person)-[:KNOWS]-(b:Person)"), rule("need", "(a:Person)-[:HAS]->(n:Need {urgent: true})")]
    ]
    engine = DurableEngine(rules, SCHEMA)
    alone = PropertyGraph(SCHEMA.keys)
    alone.add_node("ume", {"Person"}, {"age": 82})
    for _ in range(3):
        assert [f.key for f in engine.fire(town(), AS_OF, [BUDGET]).fired] == meant(town(), *rules)
        assert engine.fire(alone.freeze(), AS_OF, [BUDGET]).fired == ()


@NEEDED
def test_a_used_up_budget_ends_the_firing_and_leaves_nothing_behind() -> None:
    rules = [[rule("cheap", "(a:Person {age: 82})")], [rule("dear", "(a:Person), (b:Person), (c:Person), (d:Person)")]]
    engine = DurableEngine(rules, SCHEMA)
    for _ in range(3):
        budget = [1_000]
        firings = engine.fire(town(), AS_OF, budget)
        assert firings.exceeded
        assert budget[0] < 0
        assert 1 <= len(firings.fired) < 6**4
        assert firings.fired[0].rule.id == "cheap"
    assert [f.key for f in engine.fire(town(), AS_OF, [BUDGET]).fired] == meant(town(), *rules)


@NEEDED
@pytest.mark.parametrize("kind", [KeyboardInterrupt, MemoryError])
def test_an_exception_in_the_middle_comes_out_and_leaves_nothing_behind(kind: type[BaseException]) -> None:
    class Torn(list[int]):
        """A budget that breaks in the middle of the matches."""

        charges = 0

        def __setitem__(self, at: object, value: object) -> None:
            self.charges += 1
            if self.charges > 20:
                raise kind
            super().__setitem__(at, value)  # type: ignore[call-overload]

    rules = [[rule("pair", "(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)", "a.age <> c.age")]]
    engine = DurableEngine(rules, SCHEMA)
    for _ in range(3):
        with pytest.raises(kind):
            engine.fire(town(), AS_OF, Torn([BUDGET]))
        assert [f.key for f in engine.fire(town(), AS_OF, [BUDGET]).fired] == meant(town(), *rules)


def crowd(count: int) -> PropertyGraph:
    """People who all know one another; every tenth is old."""
    graph = PropertyGraph(SCHEMA.keys)
    for number in range(count):
        known = {"alone": number == 1, "score": number} if number else {}
        graph.add_node(f"p{number}", {"Person"}, {"age": 80 if number % 10 == 0 else 30, **known})
    for one in range(count):
        for other in range(one):
            graph.add_relationship(f"{one} {other}", "KNOWS", f"p{one}", f"p{other}")
    return graph.freeze()


THREE = "(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)"


@NEEDED
def test_a_join_too_large_for_its_budget_is_never_begun() -> None:
    engine = DurableEngine([[rule("three", THREE)]], SCHEMA)
    budget = [100_000]
    firings = engine.fire(crowd(30), AS_OF, budget)
    assert firings.exceeded
    assert firings.fired == ()


@NEEDED
def test_a_join_that_only_looks_large_is_made() -> None:
    where = "a.alone AND b.age IN [30, 40] AND c.score > 2 AND b.score <= 1 AND c.score < 9 AND c.score >= 4"
    rules = [rule("three", THREE, where), rule("none", "(o:Office)-[:SERVED_BY]-(a:Person)")]
    firings = DurableEngine([rules], SCHEMA).fire(crowd(30), AS_OF, [100_000])
    expected = NativeEngine([rules], SCHEMA).fire(crowd(30), AS_OF, [BUDGET])
    assert not firings.exceeded
    assert [f.key for f in firings.fired] == [f.key for f in expected.fired]


@NEEDED
def test_one_engine_serves_many_threads() -> None:
    rules = [[rule("pair", "(a:Person)-[:KNOWS]-(b:Person)", "a.age > b.age", finding("k0", "a"))]]
    engine = DurableEngine(rules, SCHEMA)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: engine.fire(town(), AS_OF, [BUDGET]), range(40)))
    assert {tuple(f.key for f in r.fired) for r in results} == {tuple(meant(town(), *rules))}


@NEEDED
def test_two_engines_serve_two_threads_at_once() -> None:
    rules = [
        [rule("pair", "(a:Person)-[:KNOWS]-(b:Person)", "a.age > b.age")],
        [rule("other", "(a:Person)-[:HAS]->(n)")],
    ]
    engines = [DurableEngine([each], SCHEMA) for each in rules]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda n: engines[n % 2].fire(town(), AS_OF, [BUDGET]), range(40)))
    assert [[f.key for f in r.fired] for r in results] == [meant(town(), rules[n % 2]) for n in range(40)]


@NEEDED
def test_rulebooks_that_are_gone_leave_no_rules_behind() -> None:
    for number in range(300):
        assert len(derived(town(), [rule(f"r{number}", "(a:Person)-[:HAS]->(n:Need)")])) == 4


def test_a_network_gives_every_fact_and_field_a_short_name() -> None:
    assert '"end"' in Network().definition()
