"""How fast the decision log is, on a machine that does nothing else: `python -m benchmarks.log [RECORDS]`.

It measures a new SQLite file in a temporary folder, on the disk that `TMPDIR` names. The case is a published one with
one person and two needs. For proofs, the log is filled with RECORDS leaves (1,000,000), past the library: appended one
by one they would take an hour. A replay includes loading its rulebook once. Time of the processor is told beside the
clock, since that is not held up by others; and what the disk takes to have 50 kilobytes written, which is what an
append waits for.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.workload.cases import cases
from benchmarks.workload.rulebook import RULES
from routing import Case, Router
from routing.audit.replay import replay
from routing.audit.verdict import Verdict
from routing.log import Decided, DecisionLog, verify
from routing.log.merkle import Frontier, leaf_hash, verify_consistency, verify_inclusion
from routing.log.trail import STREAM
from routing.quality.generated import generated
from routing.rulebook.archive import Archive
from routing.store import EventStore

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)
APPENDS, PROOFS, RECORDS = 600, 500, 1_000_000
SMALL, WIDE, FLUSHES = 5_000, 500, 200
CASE = Path(__file__).parent.parent / "examples/kinuta/heat.yaml"
Measured = tuple[float, float]


def main(arguments: list[str]) -> None:
    records = int(arguments[0]) if arguments else RECORDS
    with tempfile.TemporaryDirectory() as folder:
        flushes(Path(folder) / "flushes")
        with EventStore.open(f"sqlite:///{folder}/appends.db") as store:
            appends(DecisionLog(store))
        flushes(Path(folder) / "flushes")
        size = (Path(folder) / "appends.db").stat().st_size
        print(f"{'the file, for each record':<52} {size / (3 * APPENDS + 1) / 1000:9.1f} kB")
        with EventStore.open(f"sqlite:///{folder}/replay.db") as store:
            decide_again(DecisionLog(store))
        with EventStore.open(f"sqlite:///{folder}/proofs.db") as store:
            leaves = fill(Path(folder) / "proofs.db", records)
            proofs(DecisionLog(store), records, leaves)


def flushes(path: Path) -> None:
    """What the disk takes for as much as an append writes, in a file that is there: the least that any log can take."""
    size = 50_000
    path.write_bytes(bytes(size * FLUSHES))
    with path.open("r+b", buffering=0) as file:
        os.fsync(file.fileno())
        wall, _ = timed(lambda: [(file.write(random.randbytes(size)), os.fsync(file.fileno())) for _ in range(FLUSHES)])
    print(f"{'a write of 50 kB that reaches the disk':<52} {wall / FLUSHES * 1000:9.2f} ms")


def appends(log: DecisionLog) -> None:
    case = Case.load(CASE)
    decision = Router(log.keep_rulebook(Archive.of("setagaya"), NOW)).route(case)
    log.append(case, decision, NOW)
    wall, cpu = timed(lambda: [log.append(case, decision, NOW) for _ in range(APPENDS)])
    print(f"{'appends by one writer':<52} {APPENDS / wall:9.0f} a second")
    print(f"{'':<52} {cpu / APPENDS * 1000:9.2f} ms of the processor each")
    with ThreadPoolExecutor(8) as pool:
        wall, cpu = timed(lambda: list(pool.map(lambda _: log.append(case, decision, NOW), range(APPENDS))))
    print(f"{'appends by 8 threads that share a log':<52} {APPENDS / wall:9.0f} a second")
    print(f"{'':<52} {cpu / APPENDS * 1000:9.2f} ms of the processor each")
    ten = [Decided(case, decision)] * 10
    wall, cpu = timed(lambda: [log.extend(ten, NOW) for _ in range(APPENDS // 10)])
    print(f"{'appends by one writer, 10 at once':<52} {APPENDS / wall:9.0f} a second")
    print(f"{'':<52} {cpu / APPENDS * 1000:9.2f} ms of the processor each")
    wall, cpu = timed(lambda: verify(log, rulebooks=False))
    print(f"{'checking a record with its values':<52} {cpu / log.size * 1000:9.2f} ms of the processor")


def decide_again(log: DecisionLog) -> None:
    """Replay small cases under the 25 rules of the workload, and wide ones under the rulebook of Setagaya."""
    book = Router(log.keep_rulebook(Archive.of(RULES), NOW))
    log.extend([decided(book, data) for data in cases(8, SMALL, (1, 2))], NOW)
    pack = Router(log.keep_rulebook(Archive.of("setagaya"), NOW))
    log.extend([decided(pack, generated(seed, pack.rulebook)) for seed in range(WIDE)], NOW)
    for shown, after, count in (("1 or 2 persons, 25 rules", 0, SMALL), ("1 to 6 persons, Setagaya", SMALL, WIDE)):
        records = partial(log.records, after, after + count)
        wall, cpu = timed(lambda: all_equal(replay(records, log.rulebooks.rulebook, overrides=tuple)))  # noqa: B023
        print(f"{f'a decision made again ({shown})':<52} {wall / count * 1000:9.2f} ms")
        print(f"{'':<52} {cpu / count * 1000:9.2f} ms of the processor")


def decided(router: Router, data: dict[str, Any]) -> Decided:
    case = Case.from_dict(data)
    return Decided(case, router.route(case))


def all_equal(verdicts: Iterable[Verdict]) -> None:
    assert all(verdict.outcome == "equal" for verdict in verdicts)


def proofs(log: DecisionLog, records: int, leaves: dict[int, bytes]) -> None:
    chance = random.Random(6962)
    root = log.root(records)
    for number, leaf in leaves.items():
        proof = log.prove_inclusion(number, records)
        assert verify_inclusion(leaf, number - 1, records, proof.hashes, root)
    olds = [chance.randint(1, records) for _ in range(PROOFS)]
    for old in olds[:50]:
        proof = log.prove_consistency(old, records)
        assert verify_consistency(old, records, log.root(old), root, proof.hashes)
    shown = f"of {records:,} records"
    told(f"a proof that a record is one {shown}", timed(lambda: [log.prove_inclusion(n, records) for n in leaves]))
    told(f"a proof that some are the beginning {shown}", timed(lambda: [log.prove_consistency(n) for n in olds]))


def told(what: str, measured: Measured) -> None:
    wall, cpu = measured
    print(f"{what:<52} {wall / PROOFS * 1000:9.2f} ms")
    print(f"{'':<52} {cpu / PROOFS * 1000:9.2f} ms of the processor")


def fill(path: Path, records: int) -> dict[int, bytes]:
    """Put the tree of so many leaves into a new store; the leaves of some numbers come back."""
    chosen = set(random.Random(9162).sample(range(1, records + 1), PROOFS))
    leaves: dict[int, bytes] = {}

    def rows() -> Iterator[tuple[str, int, bytes]]:
        edge = Frontier()
        for number in range(1, records + 1):
            leaf = leaf_hash(str(number).encode())
            if number in chosen:
                leaves[number] = leaf
            yield STREAM, number, edge.append(leaf)

    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO derived (stream, version, data) VALUES (?, ?, ?)", rows())
        connection.execute("INSERT INTO streams (stream, version) VALUES (?, ?)", (STREAM, records))
    connection.close()
    return leaves


def timed(work: Callable[[], object]) -> Measured:
    """Seconds on the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main(sys.argv[1:])
