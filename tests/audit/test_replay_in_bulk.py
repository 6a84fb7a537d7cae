"""100,000 distinct decisions are logged and made again: no difference, and memory does not grow with the log."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.workload.cases import cases
from benchmarks.workload.rulebook import RULES
from routing import Case, Router
from routing.audit.replay import replay
from routing.engines.durable import installed
from routing.log import Decided, DecisionLog
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.generate_cases import generated
from tests.log.logs import NOW

LOGS, RECORDS, TOGETHER = 4, 25_000, 500
EACH = {"generic": 100, "setagaya": 249}
"""One of so many records is about a wide case under this bundled rulebook. The others are about households of one or
two under the 25 rules of the benchmark. No two cases are the same."""
GROWTH = 48_000
"""Kilobytes that memory may grow by from the first 5,000 verdicts to the last of 25,000."""


def decided(log: DecisionLog, seed: int, count: int) -> Iterator[Decided]:
    """So many decisions for one log; the rulebooks take turns."""
    routers = {name: Router(log.keep_rulebook(Archive.of(name), NOW)) for name in (RULES, *EACH)}
    for n in range(seed * count, (seed + 1) * count):
        name = next((name for name, each in EACH.items() if n % each == 1), RULES)
        wide = isinstance(name, str)
        case = Case.from_dict(generated(n, routers[name].rulebook) if wide else cases(n, 1, (1, 2))[0])
        yield Decided(case, routers[name].route(case))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    path = tmp_path / "log.db"
    with EventStore.open(f"sqlite:///{path}") as store:
        yield DecisionLog(store)
    path.unlink()  # 300 megabytes


def fill(log: DecisionLog, seed: int, count: int) -> None:
    waiting = decided(log, seed, count)
    while together := list(islice(waiting, TOGETHER)):
        log.extend(together, NOW)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(LOGS))
def test_25000_logged_decisions_are_made_again_as_they_were(seed: int, log: DecisionLog) -> None:
    fill(log, seed, RECORDS)
    outcomes: Counter[str] = Counter()
    early = 0
    for verdict in replay(log.records, log.rulebooks.rulebook, overrides=log.overrides):
        outcomes[verdict.outcome] += 1
        if verdict.number == 5_000:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcomes == {"equal": RECORDS}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early < GROWTH


@pytest.mark.soak
@pytest.mark.skipif(installed() is None, reason="durable_rules is not installed")
def test_1000_decisions_of_the_one_engine_are_made_again_by_the_other_in_two_processes(log: DecisionLog) -> None:
    fill(log, LOGS, 1_000)
    verdicts = replay(log.records, log.rulebooks.rulebook, overrides=log.overrides, engine="durable", workers=2)
    assert Counter(verdict.outcome for verdict in verdicts) == {"engine": 1_000}
