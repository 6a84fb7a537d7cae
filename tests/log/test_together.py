"""Two writers never fork a log, and one that is killed leaves it whole."""

from __future__ import annotations

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from routing.log import verify
from routing.store import EventStore
from tests.log.logs import NOW, Writer, begun, case, decision


def together(url: str, writers: int, count: int) -> None:
    with EventStore.open(url) as store:
        begun(store)
    processes = [Writer(url, count) for _ in range(writers)]
    assert [process.ended() for process in processes] == [0] * writers
    told = sorted(number for process in processes for number in process.told)
    assert told == list(range(1, writers * count + 1))
    with EventStore.open(url) as store:
        verdict = verify(begun(store), rulebooks=False)
    assert (verdict.findings, verdict.size) == ([], writers * count)


def killed(url: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    told: list[int] = []
    with EventStore.open(url) as store:
        log = begun(store)
        for _ in range(times):
            writer = Writer(url, 100_000)
            assert writer.killed(after=chance.randrange(4), delay=chance.uniform(0, 0.1)) == -signal.SIGKILL
            told += writer.told
        verdict = verify(log, rulebooks=False)
        assert verdict.findings == []
        assert len(told) <= verdict.size <= len(told) + times
        assert told == sorted(set(told))
        assert log.append(case(), decision(), NOW) == verdict.size + 1
    assert told


def test_two_processes_that_write_at_once_make_one_log(tmp_path: Path) -> None:
    together(f"sqlite:///{tmp_path}/log.db", 2, 20)


def test_threads_that_share_a_log_make_one(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        log = begun(store)
        given, made = case(), decision()
        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(lambda _: log.append(given, made, NOW), range(24)))
        assert sorted(numbers) == list(range(1, 25))
        assert verify(log, rulebooks=False).findings == []


def test_a_writer_that_is_killed_4_times_leaves_a_log_that_holds(tmp_path: Path) -> None:
    killed(f"sqlite:///{tmp_path}/log.db", times=4, seed=8)


@pytest.mark.soak
def test_a_writer_that_is_killed_60_times_leaves_a_log_that_holds(tmp_path: Path) -> None:
    killed(f"sqlite:///{tmp_path}/log.db", times=60, seed=9)


@pytest.mark.soak
def test_four_processes_that_write_to_a_server_at_once_make_one_log(request: pytest.FixtureRequest) -> None:
    together(request.getfixturevalue("postgres").url(), 4, 50)
