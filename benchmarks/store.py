"""How fast the event store is, on a machine that does nothing else: `python -m benchmarks.store [URL ...]`.

Without a URL it measures a new SQLite file in a temporary folder, on the disk that `TMPDIR` names; a URL names an empty
PostgreSQL database or schema. Each append is one event of 300 bytes with a command key, its own transaction, and is
acknowledged when it has reached the disk. So what a disk needs for one write is measured too, and says how many appends
a second one writer can make there at most.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert

from routing.store import EventStore, NewEvent
from routing.store.tables import STREAMS

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
EVENT = NewEvent("moved", {"referral": "K-001/1", "to": "accepted", "note": "x" * 230})
APPENDS, STREAM, WAKING = 600, 100, 100_000
KEY = bytes(range(32))


def main(urls: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'one write of 4 kB that reaches the disk':<52} {disk(Path(folder)) * 1000:9.2f} ms")
        for url in urls or [f"sqlite:///{folder}/plain.db"]:
            measured(url, None)
        if not urls:
            measured(f"sqlite:///{folder}/encrypted.db", KEY)


def measured(url: str, key: bytes | None) -> None:
    kind = url.partition(":")[0] + (", encrypted" if key else "")
    with EventStore.open(url, key) as store:
        for threads in (1, 8):
            wall, cpu = timed(lambda threads=threads: appended(store, threads))
            print(f"{f'{kind}: appends by {threads} threads':<52} {APPENDS / wall:9.0f} a second")
            print(f"{'':<52} {cpu / APPENDS * 1000:9.2f} ms of the processor each")
        store.append("long", [EVENT] * STREAM, expected=0, at=NOW)
        wall, _ = timed(lambda: store.read("long"), times=20)
        print(f"{f'{kind}: reading a stream of {STREAM} events':<52} {wall * 1000:9.2f} ms")
        fill(url)
        for limit, due in ((100, WAKING), (100, 0), (WAKING, WAKING)):
            now = NOW + timedelta(days=due)
            wall, _ = timed(lambda now=now, limit=limit: store.waking(now, limit), times=5)
            print(f"{f'{kind}: {limit} to wake of {WAKING} streams, {due} due':<52} {wall * 1000:9.2f} ms")


def timed(work: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Seconds on the clock and of the processor, of the middle one of several runs."""
    runs = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        runs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return sorted(runs)[times // 2]


def appended(store: EventStore, threads: int) -> None:
    """Append to as many streams as there are threads."""

    def work(thread: int) -> None:
        for n in range(APPENDS // threads):
            command = f"{threads}/{thread}/{n}"
            store.append(f"case/{threads}/{thread}", [EVENT], expected=n, at=NOW, command=command, wake=NOW)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))


def fill(url: str) -> None:
    """Streams that wake one a day, written past the store: by appends it would take minutes."""
    day = 86_400_000_000
    start = int(NOW.timestamp()) * 1_000_000
    rows: Iterator[dict[str, object]] = (
        {"stream": f"waking/{n:06}", "version": 1, "wake": start + n * day} for n in range(1, WAKING + 1)
    )
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        while batch := list(itertools.islice(rows, 10_000)):
            connection.execute(insert(STREAMS), batch)
    engine.dispose()


def disk(folder: Path) -> float:
    """Seconds that one small write takes until it has reached the disk, the middle of 50."""
    file = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)

    def write() -> None:
        os.write(file, b"x" * 4096)
        os.fsync(file)

    seconds, _ = timed(write, times=50)
    os.close(file)
    return seconds


if __name__ == "__main__":
    main(sys.argv[1:])
