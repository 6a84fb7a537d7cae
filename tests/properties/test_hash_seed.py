"""A decision is the same in every process: nothing hangs on the order in which Python happens to keep a set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
from routing import Case, Router, Rulebook
from tests.generate_cases import generated

for name in ("national", "setagaya"):
    book = Rulebook.load(name)
    router = Router(book)
    print(book.digest)
    for seed in range(60):
        print(router.route(Case.from_dict(generated(seed, book))).to_json())
"""


def decisions(hash_seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_decisions_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    first = decisions(1)
    assert first.count("sha256:") >= 120
    assert decisions(2) == first
    assert decisions(3) == first
