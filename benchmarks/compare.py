"""All peers measured, each in processes of its own, one after the other."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Sample
from benchmarks.workload.cases import cases
from benchmarks.workload.facts import facts
from benchmarks.workload.oracle import expected
from benchmarks.workload.rulebook import rulebook
from routing import Case

ROOT = Path(__file__).parent.parent
SEED = 7
COLD_CASES = 300
COLD_STARTS = 5
PATIENCE = 900
"""Seconds after which a peer is given up."""
Data = dict[str, Any]


def peer_modules() -> list[str]:
    """The modules of all peers, sorted."""
    return sorted(path.stem for path in (ROOT / "benchmarks" / "peers").glob("peer_*.py"))


def samples(quick: bool) -> dict[str, Sample]:
    """The seeded cases: 2,000 of 1 to 6 persons, and some of 6, 20 and 80 for the curves."""
    if quick:
        return {"small": sample(200), "6 persons": sample(30, 6), "20 persons": sample(10, 20)}
    return {
        "small": sample(2_000),
        "6 persons": sample(100, 6),
        "20 persons": sample(40, 20),
        "80 persons": sample(12, 80),
    }


def sample(count: int, persons: int | tuple[int, int] = (1, 6)) -> Sample:
    """Cases with their facts, and their firings by the naive reference."""
    book = rulebook()
    data = cases(SEED, count, persons)
    parsed = [Case.parse(one) for one in data]
    right = [{(rule, *(id for _, id in bound)) for rule, bound in expected(case, book)} for case in parsed]
    return Sample(data, [facts(case, book.vocabulary) for case in parsed], right)


def compared(modules: Sequence[str], quick: bool) -> Iterator[Data]:
    """What was measured of each peer, as soon as it was."""
    with tempfile.TemporaryDirectory() as folder:
        made = samples(quick)
        given = Path(folder, "samples.pickle")
        given.write_bytes(pickle.dumps(made))
        small = made["small"].first(COLD_CASES)
        first = Path(folder, "first.pickle")
        first.write_bytes(pickle.dumps((small.cases, small.facts)))
        floor = _starts("-", first, quick)
        for module in modules:
            found = _apart(module, given, Path(folder, f"{module}.json"), quick)
            if found["status"] == "measured":
                found |= _cold(module, first, floor, quick)
            yield found


def machine() -> Data:
    """What it was measured on; no name of a host."""
    return {
        "date": dt.date.today().isoformat(),
        "python": platform.python_version(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _apart(module: str, given: Path, result: Path, quick: bool) -> Data:
    """Measure a peer in a process of its own, which may crash."""
    command = [sys.executable, "-m", "benchmarks.worker", module, str(given), str(result), *["--quick"] * quick]
    try:
        done = subprocess.run(command, cwd=ROOT, timeout=PATIENCE, stdout=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return {"module": module, "status": "failed", "reason": f"not done after {PATIENCE} seconds"}
    if done.returncode:
        return {"module": module, "status": "failed", "reason": f"its process ended with {done.returncode}"}
    found: Data = json.loads(result.read_text(encoding="utf-8"))
    return found


def _cold(module: str, first: Path, floor: Data, quick: bool) -> Data:
    found = _starts(module, first, quick)
    return {"cold_ms": found["cold_ms"], "memory_mb": (found["peak_kb"] - floor["peak_kb"]) / 1024}


def _starts(module: str, first: Path, quick: bool) -> Data:
    """Fresh interpreters: milliseconds until the first case is answered, and the peak of memory over all cases."""
    starts = [_start(module, first) for _ in range(2 if quick else COLD_STARTS)]
    return {"cold_ms": statistics.median(ms for ms, _ in starts), "peak_kb": max(peak for _, peak in starts)}


def _start(module: str, first: Path) -> tuple[float, int]:
    command = [sys.executable, "-m", "benchmarks.cold", module, str(first)]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        next(line for line in lines if line == "answered\n")
        answered = time.perf_counter() - start
        peak = [line for line in lines if line.strip().isdigit()]  # whatever else an engine has to say
    return answered * 1000, int(peak[-1])
