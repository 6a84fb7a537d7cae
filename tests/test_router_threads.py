"""One router in many threads: the decisions of one alone, to the byte, and memory that does not grow."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.embedded import answer, offered, texts, throughput
from benchmarks.workload.rulebook import rulebook
from routing import Router

BOOK = rulebook()


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns every ten microseconds, in the middle of a case."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def together(router: Router, given: list[str]) -> list[str]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda text: answer(router, text), given))


@pytest.mark.usefixtures("often")
def test_eight_threads_of_a_new_router_decide_as_one_alone() -> None:
    given = texts(200)
    alone = Router(BOOK)
    assert together(Router(BOOK), given) == [answer(alone, text) for text in given]


@pytest.mark.soak
@pytest.mark.usefixtures("often")
def test_eight_threads_decide_many_cases_as_one_alone() -> None:
    given = texts(10_000, 1000)
    router, alone = Router(BOOK), Router(BOOK)
    assert together(router, given) == [answer(alone, text) for text in given]


@pytest.mark.soak
def test_what_a_router_keeps_does_not_grow_with_the_cases() -> None:
    router = Router(BOOK)
    throughput(router, texts(2000), 8)
    tracemalloc.start()
    try:
        sizes = []
        for part in range(1, 4):
            given = texts(3000, 3000 * part)
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
            throughput(router, given, 8)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    assert max(sizes) < 100_000, sizes  # bytes over 3000 new cases; kept, one decision alone takes 5000


def test_calls_that_are_offered_are_all_answered_and_timed_from_when_they_were_due() -> None:
    late = offered(Router(BOOK), texts(40), rate=4000, threads=2)
    assert 0 < late.p50 <= late.p99 <= late.most
