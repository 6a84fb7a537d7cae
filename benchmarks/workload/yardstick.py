"""Time the rules by hand against the native engine: `python -m benchmarks.workload.yardstick`.

Best of many rounds over the same cases, in microseconds a case. By hand starts from facts as plain data and makes its
own indexes; the engine starts from the case graph. The last two columns start from the parsed case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.workload import by_hand
from benchmarks.workload.cases import cases
from benchmarks.workload.facts import facts_of
from benchmarks.workload.rulebook import rulebook
from routing import Case, Router
from routing.engines import NativeEngine
from routing.pattern import PropertyGraph
from routing.router import BUDGET

T = TypeVar("T")


def best(work: Callable[[T], object], items: Sequence[T], rounds: int) -> float:
    """Microseconds an item, in the best round over all items."""
    fastest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for item in items:
            work(item)
        fastest = min(fastest, time.perf_counter() - start)
    return fastest / len(items) * 1e6


def measured(router: Router, given: Sequence[Case]) -> tuple[float, float, float, float]:
    """By hand, native from the graph, native from the case, and the whole route."""
    rules, day = router.rulebook, given[0].as_of
    graphs = [case.to_graph(rules.vocabulary) for case in given]
    engine = NativeEngine(rules.strata(day), rules.schema)

    def fire(graph: PropertyGraph) -> object:
        return engine.fire(graph, day, [BUDGET])

    return (
        best(by_hand.answer, [facts_of(graph) for graph in graphs], 40),
        best(fire, graphs, 20),
        best(lambda case: fire(case.to_graph(rules.vocabulary)), given, 8),
        best(router.route, given, 4),
    )


def main() -> None:
    router = Router(rulebook())
    print("| persons | by hand | native, graph to firings | native / by hand | case to firings | `Router.route` |")
    print("|---|---:|---:|---:|---:|---:|")
    for persons, count in (((1, 6), 300), (6, 200), (20, 60), (80, 20)):
        given = [Case.parse(data) for data in cases(7, count, persons)]
        hand, native, whole, route = measured(router, given)
        name = "1 to 6" if persons == (1, 6) else persons
        print(f"| {name} | {hand:.1f} | {native:.1f} | {native / hand:.1f} | {whole:.0f} | {route:.0f} |", flush=True)


if __name__ == "__main__":
    main()
