"""Threads and processes that write one stream: nothing is lost, nothing is there twice, nobody reads past a gap."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.store import EventStore
from tests.store.writers import BATCH, Writer, whole, write


def written_by_threads(store: EventStore, threads: int, commands: int) -> int:
    def work(thread: int) -> int:
        return sum(write(store, "case/K-001", f"t{thread}-{n}") for n in range(commands))

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(work, range(threads)))


@pytest.mark.unmeasured
def test_8_threads_on_one_stream_lose_nothing_and_double_nothing(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        tries = written_by_threads(store, threads=8, commands=3)
        assert len(whole(store)) == 8 * 3
    assert tries > 8 * 3, "the threads never met"


@pytest.mark.unmeasured
def test_two_processes_on_one_stream_lose_nothing_and_double_nothing(store_url: str) -> None:
    writers = [Writer(store_url, name, 10, "case/K-001") for name in ("a", "b")]
    assert [writer.ended() for writer in writers] == [0, 0]
    with EventStore.open(store_url) as store:
        assert sorted(whole(store)) == sorted(f"{name}-{n}" for name in "ab" for n in range(10))


@pytest.mark.unmeasured
def test_processes_may_open_a_new_store_at_once(store_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        writers = list(pool.map(lambda n: Writer(store_url, f"w{n}", 1), range(4)))
    assert [writer.ended() for writer in writers] == [0] * 4
    with EventStore.open(store_url) as store:
        assert len(whole(store)) == 4


def test_who_reads_on_from_the_last_position_meets_every_event_once(store_url: str) -> None:
    met: list[int] = []
    stopped = threading.Event()
    with EventStore.open(store_url) as store:

        def follow() -> None:
            while True:
                ended = stopped.is_set()
                met.extend(event.position for event in store.everything(after=met[-1] if met else 0))
                if ended:
                    return

        def work(thread: int) -> None:
            for n in range(5):
                write(store, f"case/{thread}", f"t{thread}-{n}")

        reader = threading.Thread(target=follow)
        reader.start()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        stopped.set()
        reader.join()
    assert met == list(range(1, 4 * 5 * BATCH + 1))


@pytest.mark.soak
def test_two_processes_and_8_threads_write_one_stream_many_times(store_url: str) -> None:
    writers = [Writer(store_url, name, 100, "case/K-001") for name in ("a", "b")]
    with EventStore.open(store_url) as store:
        written_by_threads(store, threads=8, commands=50)
        assert [writer.ended() for writer in writers] == [0, 0]
        assert len(whole(store)) == 2 * 100 + 8 * 50
