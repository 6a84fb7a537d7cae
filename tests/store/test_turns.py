"""Writers that wait together are written together, and one that fails harms nobody else."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from routing.store import StoreBusy, StoreError
from routing.store.turns import Turns

Work = Callable[[Connection], int]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path}/lines.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE lines (line INTEGER PRIMARY KEY)")
    yield engine
    engine.dispose()


def line(number: int) -> Work:
    """Work that writes a number, and fails where it is there."""

    def write(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO lines VALUES (?)", (number,))
        return number

    return write


def lines(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT line FROM lines ORDER BY line")]


def written_together(turns: Turns, works: list[Work]) -> list[object]:
    """What each writer is told, where all but the first wait until the first is through, which writes nothing."""
    through = threading.Event()
    told: list[object] = [None] * (len(works) + 1)

    def write(place: int, work: Work) -> None:
        try:
            told[place] = turns.write(work)
        except BaseException as problem:
            told[place] = problem

    def first(_: Connection) -> int:
        return int(through.wait(60))

    threads = [threading.Thread(target=write, args=item) for item in enumerate([first, *works])]
    for waiting, thread in enumerate(threads):
        thread.start()
        while turns.waiting < waiting:
            time.sleep(0.001)
    through.set()
    for thread in threads:
        thread.join()
    assert turns.waiting == 0
    return told[1:]


def test_writers_that_wait_are_written_in_one_transaction(engine: Engine) -> None:
    begun: list[Connection] = []
    event.listen(engine, "begin", begun.append)
    assert written_together(Turns(engine.begin), [line(n) for n in range(7)]) == list(range(7))
    assert len(begun) == 2, "one of the first, one of all who waited"
    assert lines(engine) == list(range(7))


def test_a_writer_that_is_refused_harms_no_other_of_its_transaction(engine: Engine) -> None:
    def refused(_: Connection) -> int:
        raise StoreError("too late")

    told = written_together(Turns(engine.begin), [line(1), refused, line(2)])
    assert [told[0], str(told[1]), told[2]] == [1, "too late", 2]
    assert lines(engine) == [1, 2]


def test_a_writer_that_breaks_the_transaction_is_told_so_and_the_others_are_written(engine: Engine) -> None:
    told = written_together(Turns(engine.begin), [line(1), line(1), line(2)])
    assert sorted(type(answer).__name__ for answer in told) == ["IntegrityError", "int", "int"]
    assert lines(engine) == [1, 2]


def test_where_one_is_interrupted_the_others_are_told_to_try_again(engine: Engine) -> None:
    def interrupted(_: Connection) -> int:
        raise KeyboardInterrupt

    told = written_together(Turns(engine.begin), [line(1), interrupted, line(2)])
    assert sum(isinstance(answer, KeyboardInterrupt) for answer in told) == 1
    assert sum(isinstance(answer, StoreBusy) for answer in told) == 2
    assert lines(engine) == []


def test_where_no_transaction_can_begin_all_who_wait_are_told_so_at_once(engine: Engine) -> None:
    asked = itertools.count(1)

    def begin() -> AbstractContextManager[Connection]:
        if next(asked) == 1:
            return engine.begin()
        raise TimeoutError("somebody else holds it")

    told = written_together(Turns(begin), [line(n) for n in range(5)])
    assert [str(answer) for answer in told] == ["somebody else holds it"] * 5
    assert next(asked) == 3, "nobody waited a second time"
