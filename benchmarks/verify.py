"""One peer verified in a process of its own: `python -m benchmarks.verify MODULE SAMPLE` says how many it gets wrong.

Of its own, because a peer may bring a virtual machine or change what Python brings. Prints `missing NAME` where its
package is not installed.
"""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Sample, Subject, wrong


def main(module: str, sample: str) -> None:
    given: Sample = pickle.loads(Path(sample).read_bytes())  # written by whoever has asked
    try:
        peer = import_module(f"benchmarks.peers.{module}").make()
    except ImportError as missing:
        print("missing", missing.name)
        return
    print("wrong", wrong(Subject(peer, given)))
    peer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
