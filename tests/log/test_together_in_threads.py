"""Threads that append to one log at the same time wait for the disk together, and none harms another."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.log import LogError, verify
from routing.log.together import Append, appending
from routing.store import EventStore, StoreBusy, StoreError
from tests.log.logs import NOW, begun, case, decision

Write = Callable[[Sequence[Append[int]]], None]


def told_together(write: Write, wishes: Sequence[int]) -> list[object]:
    """What each thread is told, where all but the first wait until the first is through, whose wish is 0."""
    through = threading.Event()

    def once_through(wanted: Sequence[Append[int]]) -> None:
        if wanted[0].records == [0]:
            assert through.wait(60)
        write(wanted)

    together = appending(once_through)
    told: list[object] = [None] * (len(wishes) + 1)

    def log(place: int, wish: int) -> None:
        try:
            told[place] = together.grant(Append([wish], NOW)).number
        except BaseException as problem:
            told[place] = problem

    threads = [threading.Thread(target=log, args=item) for item in enumerate([0, *wishes])]
    for waiting, thread in enumerate(threads):
        thread.start()
        while together.waiting < waiting:
            time.sleep(0.001)
    through.set()
    for thread in threads:
        thread.join()
    assert together.waiting == 0
    return told


def writing(into: list[list[int]], refused: Callable[[int], BaseException | None] = lambda _: None) -> Write:
    """Writes all or none, and numbers what it has written; something may be refused."""

    def write(wanted: Sequence[Append[int]]) -> None:
        records = [record for wish in wanted for record in wish.records]
        for record in records:
            if (problem := refused(record)) is not None:
                raise problem
        number = sum(map(len, into))
        into.append(records)
        for wish in wanted:
            number += len(wish.records)
            wish.number = number

    return write


def test_threads_that_wait_are_logged_in_one_write() -> None:
    written: list[list[int]] = []
    told = told_together(writing(written), [7, 8, 9])
    first, rest = written
    assert (first, sorted(rest)) == ([0], [7, 8, 9])
    assert told == [1, *(2 + rest.index(record) for record in (7, 8, 9))]


def test_what_the_store_refuses_harms_nobody_who_waited_along() -> None:
    written: list[list[int]] = []
    problem = StoreError("too long")
    told = told_together(writing(written, lambda record: problem if record == 8 else None), [7, 8, 9])
    first, *rest = written
    assert (first, sorted(rest)) == ([0], [[7], [9]])
    assert told == [1, 2 + rest.index([7]), problem, 2 + rest.index([9])]


@pytest.mark.parametrize("problem", [LogError("others were first"), StoreBusy("locked"), OSError("gone")])
def test_what_may_be_written_already_is_not_tried_again(problem: Exception) -> None:
    written: list[list[int]] = []
    told = told_together(writing(written, lambda record: problem if record == 8 else None), [7, 8, 9])
    assert told == [1, problem, problem, problem]
    assert written == [[0]]


def test_who_waits_along_with_an_interrupted_thread_is_told_so() -> None:
    interrupt = KeyboardInterrupt()
    first, second, third = told_together(writing([], lambda record: interrupt if record == 7 else None), [7, 8])
    assert first == 1
    assert {type(second), type(third)} == {KeyboardInterrupt, StoreBusy}


def test_threads_with_an_instant_each_keep_it(store_url: str) -> None:
    instants = [NOW + dt.timedelta(microseconds=n) for n in range(32)]
    with EventStore.open(store_url) as store:
        log = begun(store)
        one, about_it = case(), decision()
        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(lambda at: log.append(one, about_it, at), instants))
        assert sorted(numbers) == list(range(1, 33))
        at = {record.number: dt.datetime.fromisoformat(record.header["at"]) for record in log.records()}
        assert [at[number] for number in numbers] == instants
        assert verify(log, rulebooks=False).findings == []


def test_threads_that_carry_out_commands_or_redact_go_along_with_those_that_do_not(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        log = begun(store)
        one, about_it = case(), decision()
        log.append(one, about_it, NOW)

        def work(n: int) -> int:
            if n % 8 == 0:
                return log.redact(1, [f"/decision/{'trace' if n else 'lead'}"], "officer", "asked", NOW)
            return log.append(one, about_it, NOW, command=f"c-{n // 2}" if n % 3 == 0 else None)

        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(work, range(16)))
        assert sorted(numbers) == list(range(2, 18))
        assert verify(log, rulebooks=False).findings == []


def test_an_instant_without_a_time_zone_is_refused(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        log = begun(store)
        with pytest.raises(ValueError, match="an instant needs its time zone"):
            log.append(case(), decision(), dt.datetime(2026, 4, 1))
        assert log.size == 0
