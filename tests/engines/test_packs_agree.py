"""The native engine and the naive one on the bundled rulebooks: the same firings, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.case import Case
from routing.engines import NativeEngine
from routing.engines.reference import ReferenceEngine
from routing.rulebook.packs import bundled_names
from routing.rulebook.serving import serving
from tests.generate_cases import generated
from tests.packs import bundled_rulebook

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = [
    path
    for path in sorted((ROOT / "examples").glob("*/*.yaml"))
    if not (path.parent / "rulebook.yaml").exists()  # a folder of cases, no pack
]
BOOKS = bundled_names()


def compare(case: Case, name: str) -> int:
    book = bundled_rulebook(name)
    graph = case.to_graph(book.vocabulary)
    strata = book.strata(case.as_of)
    native = NativeEngine(strata, book.schema).fire(graph, case.as_of, [10_000_000])
    meant = ReferenceEngine(strata).fire(graph, case.as_of)
    assert [f.key for f in native.fired] == [f.key for f in meant.fired]
    return len(native.fired)


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_both_engines_fire_the_same_rules_on_an_example(path: Path) -> None:
    case = Case.load(path)
    assert compare(case, serving(case.municipality).id) > 0


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", BOOKS)
def test_both_engines_fire_the_same_rules_on_generated_cases(name: str) -> None:
    assert sum(compare(Case.from_dict(generated(seed, bundled_rulebook(name))), name) for seed in range(8)) > 8


@pytest.mark.soak
@pytest.mark.parametrize("name", BOOKS)
def test_both_engines_fire_the_same_rules_on_many_generated_cases(name: str) -> None:
    fired = sum(compare(Case.from_dict(generated(seed, bundled_rulebook(name))), name) for seed in range(1_000, 1_400))
    print(f"{name}: 400 generated cases, {fired} firings, 0 disagreements")
    assert fired > 200
