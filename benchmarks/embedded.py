"""One router inside an intake system: calls a second from several threads, how long a call takes, and memory.

    python -m benchmarks.embedded [--rulebook generic|workload] [--calls 1000000] [--seconds 20] [--rate 2000]

A call is what an intake system does: the JSON text of a case in, the JSON text of its decision out, on one `Router`
that all threads share. Cases are those of `workload.counter`, all different. As an embedder should, it tells the
garbage collector once (`gc.freeze`) to leave alone what the rulebook is made of: to look through all of that takes
some 30 ms.

- *As fast as it goes*: the next call begins when the last one ends. Python runs one thread at a time, so eight threads
  together can do what one does and no more; that they do as much shows that nothing else holds them up.
- *At an offered load*: call n is due n / RATE seconds after the start, whether or not those before it are done, and any
  thread that is free takes it. Latency is from when it was due to when it is answered: waiting for a free thread, and
  for the other threads, counts. (From the start of the call alone, a queue would not be seen.)
- *Memory* of the process is told at each tenth of CALLS calls, from eight threads.

What was measured goes into `benchmarks/scale.json`.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.scale import machine, record
from benchmarks.workload.counter import counter_cases
from benchmarks.workload.rulebook import rulebook
from routing import Case, Router, Rulebook

THREADS = 8
RULEBOOKS: dict[str, Callable[[], Rulebook]] = {"generic": lambda: Rulebook.load("generic"), "workload": rulebook}
AT_ONCE = 20_000
"""Texts that are made before they are asked about, so that making them is not timed."""


@dataclass(frozen=True)
class Latency:
    """Milliseconds from when a call was due until it was answered."""

    p50: float
    p99: float
    most: float


def texts(count: int, first: int = 0) -> list[str]:
    """So many cases as JSON, from the one of a number on."""
    return [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in counter_cases(9, count, first)]


def answer(router: Router, text: str) -> str:
    """One call."""
    return router.route(Case.parse(text)).to_json()


def together(work: Callable[[], object], threads: int) -> float:
    """Seconds that some threads take to do the same work side by side."""
    start = threading.Barrier(threads + 1)

    def one() -> None:
        start.wait()
        work()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(one) for _ in range(threads)]
        start.wait()
        began = time.perf_counter()
        for each in running:
            each.result()
        return time.perf_counter() - began


def throughput(router: Router, given: Sequence[str], threads: int) -> float:
    """Calls a second, one after the other in each thread; each text is asked about once."""
    left = iter(given)  # a list iterator gives each item to one thread

    def work() -> None:
        for text in left:
            answer(router, text)

    return len(given) / together(work, threads)


def offered(router: Router, given: Sequence[str], rate: float, threads: int) -> Latency:
    """Latencies of calls that are due at a rate, whether or not those before them are done."""
    numbers = itertools.count()
    taken = [0.0] * len(given)
    start = time.perf_counter() + 0.2

    def work() -> None:
        while (number := next(numbers)) < len(given):
            due = start + number / rate
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            answer(router, given[number])
            taken[number] = time.perf_counter() - due

    together(work, threads)
    taken.sort()
    return Latency(*(1000 * taken[place] for place in (len(taken) // 2, len(taken) * 99 // 100, -1)))


def resident() -> float:
    """Megabytes that this process holds now."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def held(router: Router, calls: int, threads: int) -> Iterator[tuple[int, float]]:
    """Megabytes held after each tenth of so many calls. Each tenth is asked about in stretches of `AT_ONCE`."""
    done = 0
    for tenth in range(1, 11):
        until = calls * tenth // 10
        while done < until:
            count = min(AT_ONCE, until - done)
            throughput(router, texts(count, done), threads)
            done += count
        yield done, resident()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rulebook", choices=RULEBOOKS, default="generic")
    parser.add_argument("--calls", type=int, default=1_000_000, help="for memory; 0: not measured")
    parser.add_argument("--seconds", type=float, default=20, help="of offered load")
    parser.add_argument("--rate", type=float, default=2000, help="calls offered a second")
    asked = parser.parse_args()
    before = machine()
    router = Router(RULEBOOKS[asked.rulebook]())
    given = texts(AT_ONCE)
    throughput(router, given[:2000], 1)  # what is compiled once is not what is measured
    gc.collect()
    gc.freeze()
    alone, many = [], []
    for _ in range(3):  # in turn, so that a disturbance meets both
        alone.append(throughput(router, given, 1))
        many.append(throughput(router, given, THREADS))
    late = offered(router, texts(int(asked.rate * asked.seconds), 10 * AT_ONCE), asked.rate, THREADS)
    print(f"rulebook {asked.rulebook}, {len(router.rulebook.rules)} rules; Python {sys.version.split()[0]}")
    print(
        f"1 thread: {max(alone):.0f} calls a second; {THREADS} threads: {max(many):.0f}, {max(many) / max(alone):.2f}"
    )
    print(
        f"{asked.rate:.0f} calls a second offered for {asked.seconds:.0f} s to {THREADS} threads: "
        f"p50 {late.p50:.2f} ms, p99 {late.p99:.2f} ms, longest {late.most:.1f} ms"
    )
    sizes = []
    for done, megabytes in held(router, asked.calls, THREADS) if asked.calls else ():
        print(f"after {done:9,} calls: {megabytes:6.1f} MB")
        sizes.append((done, megabytes))
    found = {"machine": before, "one": max(alone), "many": max(many), **vars(late), "rate": asked.rate, "held": sizes}
    record("embedded", asked.rulebook, found)


if __name__ == "__main__":
    main()
