"""What this project costs by itself: importing it, a Kinuta case, and the shares of what is done with a case.

Times are medians; the spread is the middle half of the runs. Nothing is warmed up beyond what a second use of the same
router is.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.workload.cases import cases
from benchmarks.workload.rulebook import rulebook
from routing import Case, Router, Rulebook
from routing.engines import NativeEngine, UnknownFacts
from routing.engines.reference import ReferenceEngine
from routing.router import BUDGET
from routing.settlement import settle

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
IMPORT_RUNS = 15
PROFILED, PASSES = 100, 30

Data = dict[str, Any]
Times = tuple[float, float, float]
Row = tuple[str, Times]


def microseconds(work: Callable[[], object], runs: int) -> Times:
    """Median and quartiles of single runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter_ns()
        work()
        times.append((time.perf_counter_ns() - start) / 1000)
    low, middle, high = statistics.quantiles(times, n=4)
    return middle, low, high


def interpreter(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs one line from compiled files, as an installed package does."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def imports() -> Iterator[Row]:
    for name, code in (
        ("bare Python", "pass"),
        ("`import routing`", "import routing"),
        ("`from routing import Case, Rulebook, Router`", "from routing import Case, Rulebook, Router"),
    ):
        interpreter(code)()
        yield name, microseconds(interpreter(code), IMPORT_RUNS)


def once(rulebook: Rulebook) -> Iterator[Row]:
    text = CASES[0].read_text(encoding="utf-8")
    case = Case.parse(text)
    yield (
        f"load the rulebook `{rulebook.id}` ({len(rulebook.rules)} rules)",
        microseconds(lambda: Rulebook.load("setagaya"), 7),
    )
    yield "first case of a router (compiles the rules it needs)", microseconds(lambda: Router(rulebook).route(case), 15)
    yield f"parse `{CASES[0].stem}` from YAML", microseconds(lambda: Case.parse(text), 200)


def routes(router: Router) -> Iterator[Row]:
    for path in CASES:
        case = Case.load(path)
        router.route(case)
        yield f"`Router.route`, `{path.stem}`", microseconds(lambda case=case: router.route(case), 1000)


def parts(router: Router) -> Iterator[Row]:
    """Where the time of one case goes, and what compiling is worth."""
    case = Case.load(ROOT / "examples" / "kinuta" / "household-8050.yaml")
    rulebook = router.rulebook
    firings = router.fire(case)
    graph = case.to_graph(rulebook.vocabulary)
    strata = rulebook.strata(case.as_of)
    native = NativeEngine(strata, rulebook.schema)
    reference = ReferenceEngine(strata)
    native.fire(graph, case.as_of, [BUDGET])
    yield "case to graph", microseconds(lambda: case.to_graph(rulebook.vocabulary), 1000)
    yield "fire, native engine", microseconds(lambda: native.fire(graph, case.as_of, [BUDGET]), 1000)
    yield "fire, naive engine", microseconds(lambda: reference.fire(graph, case.as_of), 50)
    yield "`Router.fire`: graph, firing, unknown facts", microseconds(lambda: router.fire(case), 1000)
    yield "settle", microseconds(lambda: settle(case.canonical(), firings, rulebook, None), 1000)
    decision = router.route(case)
    yield "decision to JSON", microseconds(decision.to_json, 1000)


def shares() -> list[tuple[str, float]]:
    """Microseconds of each step from a parsed case to the bytes of its decision, on cases of the workload."""
    book = rulebook()
    given = [Case.parse(data) for data in cases(7, PROFILED)]
    day = given[0].as_of
    strata = book.strata(day)
    native, unknown = NativeEngine(strata, book.schema), UnknownFacts(strata, book.schema)
    router = Router(book)
    graphs = [case.to_graph(book.vocabulary) for case in given]
    fired = [native.fire(graph, day, [BUDGET]) for graph in graphs]
    complete = [unknown.complete(firings, day, [BUDGET]) for firings in fired]
    steps: list[tuple[str, Callable[[], list[Any]], Callable[[Any], object]]] = [
        ("sort the case", lambda: [case.model_copy() for case in given], lambda case: case.canonical()),
        (
            "check its words, make its graph",
            lambda: [_sorted(case) for case in given],
            lambda case: case.to_graph(book.vocabulary),
        ),
        (
            "fire the rules",
            lambda: [case.to_graph(book.vocabulary) for case in given],
            lambda graph: native.fire(graph, day, [BUDGET]),
        ),
        ("find what unknown facts keep open", lambda: fired, lambda firings: unknown.complete(firings, day, [BUDGET])),
        (
            "settle",
            lambda: list(zip(given, complete, strict=True)),
            lambda pair: settle(pair[0].canonical(), pair[1], book, None),
        ),
        ("digest and JSON", lambda: [router.route(case) for case in given], lambda decision: decision.to_json()),
        (
            "all of it",
            lambda: [case.model_copy() for case in given],
            lambda case: router.route(case).to_json().encode(),
        ),
    ]
    # every step in each pass, so that a disturbance of some seconds spoils a pass of all steps and no step as a whole
    passes = [[_pass(begin, work) for _, begin, work in steps] for _ in range(PASSES)]
    return [(name, min(times)) for (name, *_), times in zip(steps, zip(*passes, strict=True), strict=True)]


def _sorted(case: Case) -> Case:
    fresh = case.model_copy()
    fresh.canonical()
    return fresh


def _pass(begin: Callable[[], list[Any]], work: Callable[[Any], object]) -> float:
    """Microseconds a case, on inputs made anew."""
    given = begin()
    start = time.perf_counter()
    for one in given:
        work(one)
    return (time.perf_counter() - start) / len(given) * 1e6


def measured() -> Data:
    """All of it, as it is recorded: rows of a name and its median and quartiles; shares in microseconds."""
    book = Rulebook.load("setagaya")
    router = Router(book)
    rows = [row for made in (imports(), once(book), routes(router), parts(router)) for row in made]
    return {
        "rows": [[name, *(round(time, 1) for time in times)] for name, times in rows],
        "shares": [[name, round(time, 1)] for name, time in shares()],
    }
