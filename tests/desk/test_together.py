"""Threads and processes at one desk, and processes that are killed: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.desk import Desk, fold
from routing.desk.events import Stepped
from routing.store import EventStore, StoreError
from tests.desk.desks import DAY, NOON, opened, router, town_case
from tests.desk.machine import lawful
from tests.desk.workers import Worker, learn, learnt
from tests.postgres import PostgresServer


def whole(store: EventStore, case: str = "K") -> list[str]:
    """The commands on a case that happened, once the file was found lawful and each of them once."""
    desk = Desk(router(), store)
    events = desk.events(case)
    assert lawful(None, events) == fold(events) == desk.file(case)
    found = learnt(events)
    assert len(found) == len(set(found))
    return found


@pytest.mark.unmeasured
def test_8_threads_at_one_case_lose_nothing_and_double_nothing(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        desk = Desk(router(), store)
        opened(desk)
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda n: learn(desk, "t", n), range(16)))
        assert sorted(whole(store)) == sorted(told)


def test_threads_that_repeat_one_command_carry_it_out_once(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        desk = Desk(router(), store)
        opened(desk)
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: learn(desk, "t", 1), range(8)))
        assert whole(store) == list(dict.fromkeys(told))


@pytest.mark.unmeasured
def test_two_processes_at_one_case_lose_nothing_and_double_nothing(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        opened(Desk(router(), store))
        workers = [Worker(store_url, name, 5) for name in ("p", "q")]
        assert [worker.ended() for worker in workers] == [0, 0]
        assert sorted(whole(store)) == sorted(f"{name}-{n}" for name in "pq" for n in range(5))


def test_two_processes_that_tick_at_once_carry_out_each_step_once(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        desk = Desk(router(), store)
        for case in range(3):
            desk.open(town_case().model_copy(update={"case": f"c{case}"}), NOON)
        workers = [Worker(store_url, name, 20, ticking=True) for name in ("p", "q")]
        assert [worker.ended() for worker in workers] == [0, 0]
        told = Counter(step for worker in workers for step in worker.told)
        done = Counter(
            f"{case} {e.step} {e.subject} {e.round}"
            for case in ("c0", "c1", "c2")
            for e in desk.events(case)
            if isinstance(e, Stepped)
        )
        assert told == done
        assert set(done.values()) == {1}
        assert desk.tick(NOON + 19 * DAY).steps == ()


def killed_at_work(url: str, times: int, seed: int, ticking: bool = False) -> None:
    """Start a worker and kill it at a random moment, again and again; what it told of has happened, once."""
    chance = random.Random(seed)
    told: list[str] = []
    with EventStore.open(url) as store:
        opened(Desk(router(), store))
        for n in range(times):
            worker = Worker(url, f"w{n}", 100_000, ticking)
            assert worker.killed(after=chance.randrange(4), delay=chance.uniform(0, 0.02)) == -signal.SIGKILL
            told += worker.told
        found = whole(store)
        if ticking:
            steps = [e for e in Desk(router(), store).events("K") if isinstance(e, Stepped)]
            found = [f"K {e.step} {e.subject} {e.round}" for e in steps]
    assert len(told) == len(set(told))
    assert set(told) <= set(found)
    assert told


@pytest.mark.unmeasured
def test_a_worker_killed_8_times_loses_nothing_it_acknowledged(tmp_path: object) -> None:
    killed_at_work(f"sqlite:///{tmp_path}/desk.db", times=8, seed=1)


@pytest.mark.unmeasured
def test_a_tick_killed_twice_repeats_nothing(tmp_path: object) -> None:
    killed_at_work(f"sqlite:///{tmp_path}/desk.db", times=2, seed=2, ticking=True)


@pytest.mark.soak
def test_a_worker_killed_150_times_loses_nothing_it_acknowledged(tmp_path: object) -> None:
    killed_at_work(f"sqlite:///{tmp_path}/desk.db", times=150, seed=3)


@pytest.mark.soak
def test_a_tick_killed_30_times_repeats_nothing(tmp_path: object) -> None:
    killed_at_work(f"sqlite:///{tmp_path}/desk.db", times=30, seed=4, ticking=True)


@pytest.mark.soak
def test_a_worker_on_a_server_killed_20_times_loses_nothing_it_acknowledged(request: pytest.FixtureRequest) -> None:
    killed_at_work(request.getfixturevalue("postgres").url(), times=20, seed=5)


@pytest.mark.soak
def test_many_threads_and_processes_at_one_case_lose_nothing(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        desk = Desk(router(), store)
        opened(desk)
        workers = [Worker(store_url, name, 40) for name in ("p", "q")]
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda n: learn(desk, "t", n), range(80)))
        assert [worker.ended() for worker in workers] == [0, 0]
        assert sorted(whole(store)) == sorted([*told, *(f"{name}-{n}" for name in "pq" for n in range(40))])


@pytest.mark.soak
def test_a_server_that_starts_anew_loses_nothing_and_repeats_nothing(request: pytest.FixtureRequest) -> None:
    server: PostgresServer = request.getfixturevalue("postgres")

    def persistent(desk: Desk, number: int) -> str:
        """A client that repeats its command, with its key, until it was acknowledged."""
        while True:
            try:
                return learn(desk, "t", number)
            except StoreError:
                time.sleep(0.02)

    with EventStore.open(server.url()) as store:
        desk = Desk(router(), store)
        opened(desk)
        with ThreadPoolExecutor(4) as pool:
            told = [pool.submit(persistent, desk, number) for number in range(60)]
            for how in (signal.SIGINT, signal.SIGQUIT):
                time.sleep(0.2)
                server.stop(how)
                server.start()
        assert sorted(whole(store)) == sorted(one.result() for one in told)
