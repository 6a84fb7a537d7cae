"""How long explanations take: why, why not and questions, for cases of five persons and the largest shipped rulebook.

    python -m benchmarks.explain [CASES]

Printed are the median and the slowest over all cases, and over all agency kinds where it is asked of one. Of each the
processor time of this process is taken, the least of five runs, after one that is not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import NamedTuple

from routing import Case, Router, Rulebook
from routing.explain import questions, why, why_not
from routing.quality.generated import generated
from routing.rulebook.packs import bundled_names

CASES = 20
RUNS = 5
PERSONS = 5
NEEDS = 4
"""The fewest needs of a case: with none there is little to explain."""


class Figure(NamedTuple):
    """Milliseconds of processor time, as the median and of the slowest; the limit that is to hold (None: there is no
    limit); the slowest case and what was asked of it."""

    name: str
    median: float
    most: float
    limit: float | None
    slowest: str


def largest() -> Rulebook:
    """The bundled rulebook with the most rules."""
    return max((Rulebook.load(name) for name in bundled_names()), key=lambda rulebook: len(rulebook.rules))


def cases(rulebook: Rulebook, count: int) -> Iterator[Case]:
    """So many generated cases of five persons and at least four needs, always the same."""
    seed = 0
    while count:
        case = Case.from_dict(generated(seed, rulebook))
        seed += 1
        if len(case.persons) == PERSONS and len(case.needs) >= NEEDS:
            count -= 1
            yield case


def figures(count: int, runs: int = RUNS) -> list[Figure]:
    """The slowest why, whole why, why not and questions."""
    rulebook = largest()
    router = Router(rulebook)
    kinds = sorted(rulebook.vocabulary.agency_kinds)
    found: dict[str, list[tuple[float, str]]] = {name: [] for name, _ in _LIMITS}
    for case in cases(rulebook, count):
        for kind in kinds:
            asked = f"{case.case} {kind}"
            found["why, one agency kind"].append((_least(partial(why, router, case, kind), runs), asked))
            found["why not"].append((_least(partial(why_not, router, case, kind), runs), asked))
        found["why, the whole decision"].append((_least(partial(why, router, case), runs), case.case))
        found["questions"].append((_least(partial(questions, router, case), runs), case.case))
    return [_figure(name, limit, found[name]) for name, limit in _LIMITS]


def _figure(name: str, limit: float | None, times: list[tuple[float, str]]) -> Figure:
    most, slowest = max(times)
    return Figure(name, median(seconds for seconds, _ in times) * 1000, most * 1000, limit, slowest)


_LIMITS = (
    ("why, one agency kind", 5.0),
    ("why, the whole decision", None),
    ("why not", 20.0),
    ("questions", 50.0),
)


def _least(run: Callable[[], object], runs: int) -> float:
    run()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else CASES
    for one in figures(count):
        bar = f"limit {one.limit:.0f} ms" if one.limit is not None else "no limit"
        times = f"median {one.median:5.1f} ms  slowest {one.most:5.1f} ms"
        print(f"{one.name:<24} {times}  {bar:<11}  {one.slowest}")


if __name__ == "__main__":
    main(sys.argv[1:])
