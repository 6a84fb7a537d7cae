"""Files of cases to files of decisions: time, memory, and what a second worker and a cluster are worth.

    python -m benchmarks.batch [--cases 1000000] [--rulebook generic|workload] [--kind counter|persons] [--folder DIR]

Cases are those of `workload.counter` (`--kind counter`), or of `workload.cases`, as many of six persons as of one
(`--kind persons`). Each run is the command `routing batch` in a process of its own, timed from its start to its end;
of the run over all cases, and of one over ten thousand, also the memory of all processes (resident, sampled ten times a
second, at its highest). A fifth of the cases is decided by one worker, by two, and by a Dask cluster of two workers, in
turn, twice; the better run of each counts. What was measured goes into `benchmarks/scale.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.scale import machine, record
from benchmarks.workload.cases import cases
from benchmarks.workload.counter import counter_cases
from benchmarks.workload.households import Data

RULEBOOKS = {"generic": "generic", "workload": str(Path(__file__).parent / "workload" / "rules")}
SMALL = 10_000
AT_ONCE = 1000


def written(path: Path, given: Iterable[Data]) -> float:
    """Write cases as JSON Lines; the share of them that are different, their ids apart."""
    seen: set[int] = set()
    count = 0
    with open(path, "w", encoding="utf-8") as stream:
        for case in given:
            count += 1
            stream.write(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n")
            facts = json.dumps({**case, "case": ""}, sort_keys=True)
            seen.add(int.from_bytes(hashlib.blake2b(facts.encode(), digest_size=8).digest()))
    return len(seen) / count


def made(kind: str, count: int) -> Iterator[Data]:
    """So many cases, made as they are asked for."""
    if kind == "counter":
        yield from counter_cases(2026, count)
        return
    for seed in range(-(-count // AT_ONCE)):
        yield from cases(5000 + seed, min(AT_ONCE, count - seed * AT_ONCE))


class Memory:
    """The most that a process and those it started held together, in megabytes."""

    def __init__(self, pid: int) -> None:
        import psutil

        self._psutil = psutil
        self._root = psutil.Process(pid)
        self.most = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            try:
                total = sum(one.memory_info().rss for one in (self._root, *self._root.children(recursive=True)))
            except self._psutil.Error:
                continue  # one ended meanwhile
            self.most = max(self.most, total / 1e6)

    def end(self) -> float:
        self._done.set()
        self._thread.join()
        return self.most


def run(source: Path, rulebook: str, *options: str, watched: bool = False) -> Data:
    """One run into a new folder beside the source: seconds, and the digest of what it wrote. If it is watched, which
    takes some of a core, megabytes too."""
    with tempfile.TemporaryDirectory(dir=source.parent) as out:
        command = [sys.executable, "-m", "routing", "batch", str(source), "--out", out, "--rulebook", rulebook]
        began = time.perf_counter()
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
        memory = Memory(process.pid) if watched else None
        told, _ = process.communicate()
        seconds = time.perf_counter() - began
        most = memory.end() if memory is not None else None
        if process.returncode != 0:
            raise SystemExit(f"the run ended with exit code {process.returncode}: {told}")
        digest = hashlib.sha256()
        size = 0
        for part in sorted(Path(out).glob("part-*")):
            content = part.read_bytes()
            size += len(content)
            digest.update(content)
        return {"seconds": seconds, "megabytes": most, "bytes": size, "digest": digest.hexdigest(), **json.loads(told)}


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two worker processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:  # type: ignore[no-untyped-call]
        yield running.scheduler_address


def ratios(source: Path, small: Path, rulebook: str) -> Data:
    """The better of two runs each: one worker, two, and a cluster of two, in turn. A cluster is there for its own run
    alone, since it takes some of both cores also where it has nothing to do; it has decided a few cases before."""
    found: dict[str, list[Data]] = {"one": [], "two": [], "dask": []}
    for _ in range(2):
        found["one"].append(run(source, rulebook, "--workers", "1"))
        found["two"].append(run(source, rulebook, "--workers", "2"))
        with cluster() as address:
            run(small, rulebook, "--dask", address)
            found["dask"].append(run(source, rulebook, "--dask", address))
    digests = {one["digest"] for runs in found.values() for one in runs}
    if len(digests) > 1:
        raise SystemExit("the runs differ in what they wrote")
    return {name: min(runs, key=lambda one: float(one["seconds"])) for name, runs in found.items()}


def measured(given: Any, folder: Path) -> Data:
    """All of it, for so many cases of a kind and a rulebook."""
    rulebook = RULEBOOKS[given.rulebook]
    sizes = {"small": min(SMALL, given.cases), "part": max(given.cases // 5, 1), "all": given.cases}
    files = {name: folder / f"{name}.jsonl" for name in sizes}
    distinct = written(files["all"], made(given.kind, given.cases))
    for name in ("small", "part"):
        with open(files["all"], "rb") as source, open(files[name], "wb") as target:
            target.writelines(islice(source, sizes[name]))
    small = run(files["small"], rulebook, "--workers", "2", watched=True)
    whole = run(files["all"], rulebook, "--workers", "2", watched=True)
    compared = ratios(files["part"], files["small"], rulebook)
    return {
        "machine": machine(),
        "cases": given.cases,
        "kind": given.kind,
        "rulebook": given.rulebook,
        "distinct": distinct,
        "bytes_in": files["all"].stat().st_size,
        "bytes_out": whole["bytes"],
        "seconds": whole["seconds"],
        "megabytes": whole["megabytes"],
        "small": {"cases": sizes["small"], "megabytes": small["megabytes"]},
        "compared": {"cases": sizes["part"], **{name: one["seconds"] for name, one in compared.items()}},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rulebook", choices=RULEBOOKS, default="generic")
    parser.add_argument("--kind", choices=("counter", "persons"), default="counter")
    parser.add_argument("--folder", type=Path, default=None, help="where the files lie; absent: a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        found = measured(given, Path(folder))
    print(json.dumps(found, indent=1))
    record("batch", f"{given.rulebook}, {given.kind}", found)


if __name__ == "__main__":
    main()
