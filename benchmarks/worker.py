"""One peer measured in a process of its own: `python -m benchmarks.worker MODULE SAMPLES RESULT [--quick]`.

Reads the samples that the harness has made, writes what it has found as JSON. A peer that answers one case wrong is not
timed.
"""

from __future__ import annotations

import json
import pickle
import sys
import traceback
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import Sample, Slice, Subject, slices, warm, wrong
from benchmarks.workload.growth import BASE, COUNTS

PERSONS = (6, 20, 80)
Data = dict[str, Any]


@dataclass(frozen=True)
class Effort:
    """How much is measured: slices and seconds for the table, and for each point of a curve; the sizes of rulebooks."""

    slices: int = 15
    seconds: float = 30
    points: int = 7
    point_seconds: float = 6
    rules: tuple[int, ...] = COUNTS
    persons: tuple[int, ...] = PERSONS
    timed: int = 300


QUICK = Effort(slices=5, seconds=3, points=3, point_seconds=1, rules=COUNTS[:2], persons=PERSONS[:2], timed=100)


def measure(module: str, samples: dict[str, Sample], effort: Effort) -> Data:
    """Everything about a peer: verified, timed, and its growth. Keys are those of `benchmarks/results.py`."""
    try:
        made = import_module(f"benchmarks.peers.{module}")
    except ImportError as missing:
        return {"module": module, "status": "missing", "reason": missing.name or str(missing)}
    try:
        return {"module": module, **examined(made.make, samples, effort)}
    except Exception as failure:
        traceback.print_exc()
        return {"module": module, "status": "failed", "reason": f"{type(failure).__name__} while it was measured"}


def examined(make: Any, samples: dict[str, Sample], effort: Effort) -> Data:
    """A peer verified, and timed if it answered every case right."""
    peer = make()
    sample = samples["small"]
    about = {"name": peer.name, "version": peer.version, "moved": peer.moved, "batch": getattr(peer, "batch", 1)}
    mistakes = wrong(Subject(peer, sample))
    found: Data = {**about, "verified": len(sample.cases), "wrong": mistakes}
    if mistakes:
        return {**found, "status": "wrong"}
    timed = Subject(peer, sample.first(max(effort.timed, about["batch"])))
    warm(timed)
    found |= {"status": "measured", "slices": _plain(slices(timed, effort.slices, effort.seconds))}
    found["persons"] = {str(persons): _point(peer, samples[f"{persons} persons"], effort) for persons in effort.persons}
    peer.close()
    found["rules"] = _rules(make, samples["small"], effort)
    return found


def _rules(make: Any, sample: Sample, effort: Effort) -> Data:
    """The same cases with larger rulebooks, as far as the peer has them."""
    found: Data = {}
    for rules in effort.rules:
        try:
            peer = make(rules)
        except ValueError as reason:
            if rules == BASE:
                raise
            found[str(rules)] = {"status": "not made", "reason": str(reason)}
            break
        count = max(effort.timed // 3, getattr(peer, "batch", 1))
        found[str(rules)] = _point(peer, sample.first(count), effort)
        peer.close()
    return found


def _point(peer: Any, sample: Sample, effort: Effort) -> Data:
    """One point of a curve: verified first, on the cases that are timed."""
    subject = Subject(peer, sample)
    mistakes = wrong(subject)
    if mistakes:
        return {"status": "wrong", "wrong": mistakes, "verified": len(sample.cases)}
    return {"status": "measured", "slices": _plain(slices(subject, effort.points, effort.point_seconds))}


def _plain(made: list[Slice]) -> list[Data]:
    return [{name: round(time, 3) for name, time in asdict(one).items()} for one in made]


def main(module: str, samples: str, result: str, *options: str) -> None:
    given: dict[str, Sample] = pickle.loads(Path(samples).read_bytes())  # written by the harness a moment ago
    found = measure(module, given, QUICK if "--quick" in options else Effort())
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
