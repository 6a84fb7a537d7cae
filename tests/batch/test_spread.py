"""A unit spread over processes: results in order, whatever ends, fails or is no longer asked for."""

from __future__ import annotations

import multiprocessing
import traceback
from multiprocessing.connection import Connection

import pytest

from routing.batch import BatchError, UnitFailed, WorkerLost, spread
from routing.errors import CaseError
from tests.batch.units import (
    SECRET,
    Counting,
    Doubling,
    Ending,
    EndingWithWord,
    Failing,
    OnlyLost,
    Unready,
    batches,
    listed,
)

TWICE = [[0, 2], [4], [], [6, 8, 10]]


def test_one_worker_is_this_process_and_two_give_the_same_in_order() -> None:
    alone = listed(spread(Doubling(), batches(2, 1, 0, 3)))
    together = listed(spread(Doubling(), batches(2, 1, 0, 3), workers=2))
    assert alone == together == TWICE


def test_a_batch_whose_process_was_killed_is_done_again(tmp_path: object) -> None:
    unit = Ending(frozenset({2}), mark=tmp_path / "killed")  # type: ignore[operator]
    assert listed(spread(unit, batches(2, 1, 0, 3), workers=2)) == TWICE


def test_a_row_that_ends_every_process_is_found_and_the_others_of_its_batch_stay() -> None:
    unit = EndingWithWord(frozenset({1}))
    assert listed(spread(unit, batches(2, 1), workers=2)) == [[0, -1], [4]]


@pytest.mark.soak
def test_two_rows_of_many_that_end_every_process_are_found() -> None:
    unit = EndingWithWord(frozenset({3, 40}))
    (first, second) = listed(spread(unit, batches(32, 16), workers=2))
    assert [n for n, value in enumerate(first + second) if value == -1] == [3, 40]
    assert first[4:] == [2 * n for n in range(4, 32)]


def test_results_without_a_row_are_put_together_with_those_that_have_one() -> None:
    assert listed(spread(OnlyLost(frozenset({0})), batches(4), workers=2)) == [[-1]]


def test_a_unit_that_cannot_say_what_stands_for_a_lost_row_is_refused() -> None:
    with pytest.raises(WorkerLost, match="time and again"):
        list(spread(Ending(frozenset({1})), batches(2), workers=2))


def test_processes_that_end_before_they_begin_are_not_started_for_ever() -> None:
    with pytest.raises(WorkerLost, match="before they begin") as told:
        list(spread(Unready(), batches(1), workers=2))
    assert "__main__" in str(told.value.help)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_unit_names_its_kind_and_place_and_no_value(workers: int) -> None:
    with pytest.raises(UnitFailed) as told:
        list(spread(Failing(typed=False), batches(1), workers=workers))
    assert str(told.value).startswith("the unit of the batch raised KeyError at units.py:")
    assert SECRET not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_library_comes_as_it_is(workers: int) -> None:
    with pytest.raises(CaseError) as told:
        list(spread(Failing(typed=True), batches(1), workers=workers))
    assert told.value.place == "cases.jsonl:7:3"


def test_the_processes_end_when_results_are_no_longer_asked_for() -> None:
    results = spread(Doubling(), batches(*[1] * 100), workers=2)
    next(results)
    assert len(multiprocessing.active_children()) == 2
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_few_batches_are_taken_ahead_of_the_results() -> None:
    taken = 0

    def counted():  # type: ignore[no-untyped-def]
        nonlocal taken
        for batch in batches(*[1] * 100):
            taken += 1
            yield batch

    results = spread(Doubling(), counted(), workers=2)
    next(results)
    assert taken <= 5
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_unit_that_gives_no_record_batch_is_told(workers: int) -> None:
    with pytest.raises(UnitFailed, match="something else than a record batch"):
        list(spread(Counting(), batches(1), workers=workers))  # type: ignore[arg-type]


def refusal_of_a_daemon(told: Connection) -> None:
    try:
        list(spread(Doubling(), batches(1), workers=2))
    except BatchError as error:
        told.send(str(error))


def test_a_daemon_which_may_start_no_processes_is_told_so() -> None:
    ours, theirs = multiprocessing.Pipe()
    daemon = multiprocessing.get_context("spawn").Process(target=refusal_of_a_daemon, args=(theirs,), daemon=True)
    daemon.start()
    theirs.close()
    assert ours.recv() == "this process is a daemon, which may start no others\nhelp: take one worker"
    daemon.join()


def test_no_worker_is_refused() -> None:
    with pytest.raises(BatchError, match="at least one worker"):
        list(spread(Doubling(), batches(1), workers=0))
