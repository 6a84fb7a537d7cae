"""A decision is the same in every process: nothing hangs on the order in which Python happens to keep a set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.engines.durable.town import NEEDED

ROOT = Path(__file__).parent.parent.parent
DECISIONS = """
from routing import Case, Router, Rulebook
from tests.generate_cases import generated

for name in ("national", "setagaya"):
    book = Rulebook.load(name)
    router = Router(book)
    print(book.digest)
    for seed in range(60):
        print(router.route(Case.from_dict(generated(seed, book))).to_json())
"""

STOPPED = """
import random
from routing.engines.durable import DurableEngine
from tests.differential.agreement import AS_OF
from tests.engines.durable.rulebooks import SCHEMA, Rulebooks

for seed in range(20):
    drawn = Rulebooks(random.Random(seed))
    strata = drawn.strata()
    engine = DurableEngine(strata, SCHEMA)
    for graph in drawn.graphs(strata, 2):
        for steps in (100, 300, 1_000, 3_000):
            budget = [steps]
            firings = engine.fire(graph, AS_OF, budget)
            print(seed, steps, firings.exceeded, budget, [firing.key for firing in firings.fired])
"""


def printed(program: str, hash_seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_decisions_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    first = printed(DECISIONS, 1)
    assert first.count("sha256:") >= 120
    assert printed(DECISIONS, 2) == first
    assert printed(DECISIONS, 3) == first


@NEEDED
def test_what_the_durable_engine_fires_until_its_steps_run_out_does_not_depend_on_it_either() -> None:
    first = printed(STOPPED, 1)
    assert "True" in first
    assert printed(STOPPED, 2) == first
    assert printed(STOPPED, 3) == first
