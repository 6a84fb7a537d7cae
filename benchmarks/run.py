"""A small, honest measurement: what importing costs, what a Kinuta case costs, what compiling the rules is worth.

Run with `make bench`, on a machine that does nothing else. Times are medians; the spread is the middle half of the
runs. Nothing is warmed up beyond what a second use of the same router is. The table is Markdown, for the docs.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from routing import Case, Router, Rulebook
from routing.engines import NativeEngine
from routing.engines.reference import ReferenceEngine
from routing.router import BUDGET
from routing.settlement import settle

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
IMPORT_RUNS = 15

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


def main() -> None:
    rulebook = Rulebook.load("setagaya")
    router = Router(rulebook)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    print("| what | median µs | middle half µs |\n|---|---:|---:|")
    for rows in (imports(), once(rulebook), routes(router), parts(router)):
        for name, (middle, low, high) in rows:
            print(f"| {name} | {middle:,.0f} | {low:,.0f} to {high:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
