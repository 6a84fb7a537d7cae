"""A peer's first case in a fresh interpreter, and what memory it takes: `python -m benchmarks.cold MODULE CASES`.

Writes a line as soon as the first case is answered, then answers the others, and writes the peak of its memory in kB.
Imports next to nothing itself. Without a peer (`-`) it is the bare interpreter, with the same cases read.
"""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ANSWERED = "answered"


def main(module: str, path: str) -> None:
    cases, facts = pickle.loads(Path(path).read_bytes())  # written by the harness a moment ago
    if module == "-":
        print(ANSWERED, flush=True)
    else:
        answer_all(import_module(f"benchmarks.peers.{module}").make(), cases, facts)
    print(peak_memory(), flush=True)


def answer_all(peer: Any, cases: list[Any], facts: list[Any]) -> None:
    """Answer the first case, say so, and answer the rest."""
    if hasattr(peer, "begin"):
        from routing import Case

        for n, data in enumerate(cases):
            peer.run(peer.begin(Case.parse(data)))
            if n == 0:
                print(ANSWERED, flush=True)
        return
    peer.answer(facts[:1])
    print(ANSWERED, flush=True)
    for start in range(1, len(facts), peer.batch):
        peer.answer(facts[start : start + peer.batch])


def peak_memory() -> int:
    """The most memory of this process that was in use at once, in kB."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        import resource  # counts in bytes on macOS, in kB elsewhere

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
