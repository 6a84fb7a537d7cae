"""Three engines, one answer: native, durable and naive on bundled, published and generated rulebooks and cases."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from functools import cache
from pathlib import Path

import pytest

from routing.case import Case
from routing.engines import NativeEngine
from routing.engines.durable import DurableEngine
from routing.engines.reference import ReferenceEngine
from routing.pattern import PropertyGraph, Schema
from routing.pattern.budget import UNBOUNDED
from routing.rulebook import Rulebook
from routing.rulebook.strata import Strata
from routing.source import load_yaml
from tests.differential.agreement import AS_OF, described
from tests.differential.constructs import constructs
from tests.generate_cases import generated

from .. import small_rules as small
from .rulebooks import MOST_RULES, SCHEMA, Rulebooks, patterns_of
from .town import NEEDED

pytestmark = NEEDED

ROOT = Path(__file__).parent.parent.parent.parent
EXAMPLES = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
PUBLISHED = sorted((ROOT.parent / "shared" / "cases").glob("*.yaml"))
BOOKS = ("national", "generic", "setagaya")


class Three:
    """The three engines for one set of rules."""

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.strata = strata
        self.native = NativeEngine(strata, schema)
        self.durable = DurableEngine(strata, schema)
        self.naive = ReferenceEngine(strata)

    def agree(self, graph: PropertyGraph, as_of: dt.date = AS_OF) -> int:
        """The number of firings, the same for all; the durable engine and the naive one derive the same graph."""
        native, durable = (engine.fire(graph, as_of, [UNBOUNDED]) for engine in (self.native, self.durable))
        naive = self.naive.fire(graph, as_of)
        keys = [{firing.key for firing in result.fired} for result in (native, durable, naive)]
        assert keys[0] == keys[1] == keys[2], self.report(graph, *keys)
        assert [firing.key for firing in durable.fired] == [firing.key for firing in naive.fired]
        assert durable.graph.nodes.keys() == naive.graph.nodes.keys()
        assert durable.graph.relationships.keys() == naive.graph.relationships.keys()
        return len(naive.fired)

    def report(self, graph: PropertyGraph, *keys: set[tuple[object, ...]]) -> str:
        """The firings that not all derive, their rules, and the graph."""
        disputed = set.union(*keys) - set.intersection(*keys)
        rules = [rule for rules in self.strata for rule in rules if rule.id in {key[0] for key in disputed}]
        lines = [f"{rule.id}: MATCH {rule.match} WHERE {rule.where}" for rule in rules]
        for name, derived in zip(("native", "durable", "naive"), keys, strict=True):
            lines += [f"{name}: {key}" for key in sorted(derived & disputed, key=str)]
        return "\n".join([*lines, *described(graph)])


load = cache(Rulebook.load)


ENGINES: dict[int, Three] = {}
"""By the rules in force, which are one and the same tuple between two changes."""


def compare(case: Case, name: str) -> int:
    book = load(name)
    strata = book.strata(case.as_of)
    if id(strata) not in ENGINES:
        ENGINES[id(strata)] = Three(strata, book.schema)
    return ENGINES[id(strata)].agree(case.to_graph(book.vocabulary), case.as_of)


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_all_fire_the_same_rules_on_an_example(path: Path) -> None:
    assert compare(Case.load(path), "setagaya") > 0


@pytest.mark.unmeasured
@pytest.mark.skipif(not PUBLISHED, reason="the published cases are not beside this checkout")
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_all_fire_the_same_rules_on_a_published_case(path: Path) -> None:
    data = load_yaml(path.read_text(encoding="utf-8"), path.name).data
    assert compare(Case.parse(json.dumps(data["case"], ensure_ascii=False)), "generic") > 0


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", BOOKS)
def test_all_fire_the_same_rules_on_generated_cases(name: str) -> None:
    assert sum(compare(Case.from_dict(generated(seed, load(name))), name) for seed in range(10)) > 10


def small_rulebook(seed: int, cases: int) -> int:
    """Firings of a chain of rules over people who know each other; half of what is known of them is missing."""
    rng = random.Random(seed)
    three = Three(tuple((rule,) for rule in small.RuleMaker(rng).rules(rng.randint(1, 5))), small.SCHEMA)
    return sum(three.agree(small.people(rng, rng.randint(1, 4), unknown=0.3), small.AS_OF) for _ in range(cases))


def drawn_rulebook(seed: int, cases: int) -> tuple[int, int]:
    """Cases and firings of a rulebook with every construct of the language, on graphs of at most eight nodes."""
    drawn = Rulebooks(random.Random(seed))
    strata = drawn.strata()
    three = Three(strata, SCHEMA)
    fired = [three.agree(graph) for graph in drawn.graphs(strata, cases)]
    return len(fired), sum(fired)


@pytest.mark.unmeasured
def test_all_fire_the_same_rules_of_generated_rulebooks() -> None:
    results = [drawn_rulebook(seed, 10) for seed in range(100)]
    assert sum(cases for cases, _ in results) > 900
    assert sum(fired for _, fired in results) > 900


def test_all_fire_the_same_rules_that_deny_and_count() -> None:
    assert sum(small_rulebook(seed, 5) for seed in range(40)) > 200


@pytest.mark.unmeasured
def test_the_generated_rulebooks_have_every_construct() -> None:
    strata = [Rulebooks(random.Random(seed)).strata() for seed in range(1_500)]
    seen = {construct for each in strata for pattern in patterns_of(each) for construct in constructs(pattern)}
    operators = {"=", "<>", "<", "<=", ">", ">=", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS", *"+-*/%"}
    functions = {"size", "coalesce", "abs", "labels", "type", "id", "toInteger", "toString", "days_until"}
    syntax = {"AND", "OR", "XOR", "NOT", "IS NULL", "IS NOT NULL", "unary -", "label test", "chain", "null", "true"}
    subqueries = {"EXISTS", "COUNT", "COUNT DISTINCT", "VALUE sum", "VALUE min", "VALUE max", "subquery in a subquery"}
    paths = {"->", "<-", "--", "alternative types", "variable length", "repeated node", "inline map"}
    assert operators | functions | syntax | subqueries | paths <= seen
    assert max(len(patterns_of(each)) for each in strata) == MOST_RULES
    assert max(len(each) for each in strata) >= 3, "rules that read the findings of others"


@pytest.mark.soak
def test_all_fire_the_same_rules_of_many_generated_rulebooks() -> None:
    start = time.perf_counter()
    results = [drawn_rulebook(seed, 25) for seed in range(10_000, 14_200)]
    cases, fired = (sum(column) for column in zip(*results, strict=True))
    seconds = time.perf_counter() - start
    print(f"{cases} cases of {len(results)} generated rulebooks, {fired} firings, 0 disagreements, {seconds:.0f} s")
    assert cases >= 100_000
    assert fired >= 100_000


@pytest.mark.soak
def test_all_fire_the_same_rules_that_deny_and_count_on_many_cases() -> None:
    fired = sum(small_rulebook(seed, 25) for seed in range(10_000, 10_800))
    print(f"20000 cases of 800 generated rulebooks that deny and count, {fired} firings, 0 disagreements")
    assert fired > 20_000


@pytest.mark.soak
@pytest.mark.parametrize("name", BOOKS)
def test_all_fire_the_same_rules_on_many_generated_cases(name: str) -> None:
    fired = sum(compare(Case.from_dict(generated(seed, load(name))), name) for seed in range(2_000, 2_300))
    print(f"{name}: 300 generated cases, {fired} firings, 0 disagreements")
    assert fired > 150
