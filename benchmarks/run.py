"""A small, honest measurement: what importing costs, what a Kinuta case costs, what compiling the rules is worth.

Run with `make bench`. Times are medians; the spread is the middle half of the runs. Nothing is warmed up beyond what
a second use of the same router is.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from routing import Case, Router, Rulebook
from routing.pattern import compile_pattern, reference

ROOT = Path(__file__).parent.parent
CASE = ROOT / "examples" / "kinuta" / "household-8050.yaml"
IMPORT_RUNS = 15


def microseconds(work: Callable[[], object], runs: int) -> tuple[float, float, float]:
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


def main() -> None:
    console = Console()
    table = Table("what", "median µs", "middle half µs", title=f"Python {platform.python_version()}, {CASE.stem}")
    rows: list[tuple[str, tuple[float, float, float]]] = []
    for name, code in (
        ("bare Python", "pass"),
        ("import routing", "import routing"),
        ("from routing import Case, Rulebook, Router", "from routing import Case, Rulebook, Router"),
    ):
        interpreter(code)()
        rows.append((name, microseconds(interpreter(code), IMPORT_RUNS)))

    text = CASE.read_text(encoding="utf-8")
    rulebook = Rulebook.load("setagaya")
    router = Router(rulebook)
    case = Case.parse(text)
    router.route(case)
    rules = rulebook.rules_in_force(case.as_of)
    graph = case.to_graph(rulebook.vocabulary)
    compiled = [compile_pattern(rule.pattern, rulebook.schema) for rule in rules]
    rows += [
        ("load the rulebook", microseconds(lambda: Rulebook.load("setagaya"), 5)),
        ("parse the case from YAML", microseconds(lambda: Case.parse(text), 200)),
        ("Router.route, from a parsed case", microseconds(lambda: router.route(case), 2000)),
        ("Router.fire, the firings alone", microseconds(lambda: router.fire(case), 2000)),
        (
            f"match {len(rules)} rules, compiled",
            microseconds(lambda: [pattern.matches(graph, case.as_of) for pattern in compiled], 1000),
        ),
        (
            f"match {len(rules)} rules, reference",
            microseconds(lambda: [reference.match(graph, rule.pattern, case.as_of) for rule in rules], 50),
        ),
    ]
    for name, (middle, low, high) in rows:
        table.add_row(name, f"{middle:,.0f}", f"{low:,.0f} to {high:,.0f}")
    console.print(table)
    fast, plain = rows[-2][1][0], rows[-1][1][0]
    console.print(f"compiled matching is {plain / fast:.0f} times as fast as the reference evaluator")


if __name__ == "__main__":
    main()
