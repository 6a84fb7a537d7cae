"""A unit spread over a cluster of Dask with worker processes of its own: the same as in this process."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from routing.batch import BatchError, Decide, decide_files, spread
from routing.batch.cluster import AHEAD, TOGETHER
from routing.batch.unit import KILLED
from routing.errors import CaseError
from tests.batch.cases import SMALL, aged, content, decisions, own, rejects, write_lines
from tests.batch.units import SECRET, Doubling, Ending, EndsAt, Failing, batches, listed

distributed = pytest.importorskip("distributed", reason="distributed is not installed")
dask_config = pytest.importorskip("dask.config", reason="dask is not installed")


@contextmanager
def cluster(processes: bool, workers: int = 2) -> Iterator[str]:
    """The address of the scheduler of a cluster on this machine, reached over TCP."""
    given = {"n_workers": workers, "threads_per_worker": 1, "host": "127.0.0.1", "protocol": "tcp"}
    silent = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    with distributed.LocalCluster(processes=processes, **given, **silent) as started:
        yield started.scheduler_address


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The scheduler of two workers that are processes of their own."""
    with cluster(processes=True) as address:
        yield address


@pytest.mark.unmeasured
def test_a_cluster_writes_the_same_bytes_as_one_process_and_says_what_failed(tmp_path: Path) -> None:
    with cluster(processes=False) as address:
        same_as_alone(address, tmp_path)


@pytest.mark.soak
def test_a_cluster_of_processes_writes_the_same_bytes_as_one_process(scheduler: str, tmp_path: Path) -> None:
    same_as_alone(scheduler, tmp_path)


def same_as_alone(scheduler: str, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", [*aged(9), "{", *aged(9, first=9)])
    for name, dask in (("alone", None), ("cluster", scheduler)):
        decide_files([str(given)], tmp_path / name, rulebook=own(), cut=SMALL, dask=dask)
    assert content(tmp_path / "cluster") == content(tmp_path / "alone")
    with pytest.raises(CaseError) as told:
        list(spread(Failing(typed=True), batches(1), dask=scheduler))
    assert told.value.place == "cases.jsonl:7:3"
    with pytest.raises(BatchError, match="KeyError") as failed:
        list(spread(Failing(typed=False), batches(1), dask=scheduler))
    assert SECRET not in str(failed.value)


@pytest.mark.soak
def test_results_come_in_order_and_few_batches_are_under_way(scheduler: str) -> None:
    taken = 0

    def counted():  # type: ignore[no-untyped-def]
        nonlocal taken
        for batch in batches(*[2] * 60):
            taken += 1
            yield batch

    results = spread(Doubling(), counted(), dask=scheduler)
    first = next(results)
    assert taken <= 2 * AHEAD * TOGETHER
    assert listed([first, *results]) == [[4 * n, 4 * n + 2] for n in range(60)]


@pytest.mark.soak
def test_a_worker_of_a_cluster_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    unit = Ending(frozenset({2}), mark=tmp_path / "killed")
    with cluster(processes=True) as address:
        assert listed(spread(unit, batches(2, 1, 3), dask=address)) == [[0, 2], [4], [6, 8, 10]]
    assert (tmp_path / "killed").exists()


@pytest.mark.soak
def test_a_case_that_ends_every_worker_of_a_cluster_goes_to_the_rejects_as_with_local_processes(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", aged(4, first=10))
    unit, cut = EndsAt(own(), position=2), SMALL._replace(texts=4)
    decide_files([str(given)], tmp_path / "local", rulebook=own(), form="jsonl", cut=cut, workers=2, unit=unit)
    # one death is enough to give a task up, so that the bad case ends four workers: with all, by half, twice alone
    with dask_config.set({"distributed.scheduler.allowed-failures": 0}), cluster(processes=True) as address:
        decide_files([str(given)], tmp_path / "cluster", rulebook=own(), form="jsonl", cut=cut, dask=address, unit=unit)
    assert content(tmp_path / "cluster") == content(tmp_path / "local")
    assert [json.loads(line)["case"] for line in decisions(tmp_path / "cluster")] == ["K-10", "K-11", "K-13"]
    (reject,) = rejects(tmp_path / "cluster")
    assert (reject["error"], reject["line"], reject["text"]) == (KILLED, 3, aged(1, first=12)[0])


@pytest.mark.unmeasured
def test_a_cluster_without_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.batch.cluster.PATIENCE", 0.2)
    with (
        cluster(processes=False, workers=0) as address,
        pytest.raises(BatchError, match="the cluster has no workers\nhelp: start some"),
    ):
        list(spread(Doubling(), batches(1), dask=address))


@pytest.mark.soak
def test_results_that_are_no_longer_asked_for_are_cancelled(scheduler: str) -> None:
    results = spread(Decide(own()), batches(1), dask=scheduler)
    results.close()  # type: ignore[attr-defined]
    with distributed.Client(scheduler, set_as_default=False) as client:
        assert client.processing() == dict.fromkeys(client.processing(), ())


@pytest.mark.soak
def test_workers_with_another_version_of_this_library_are_refused(tmp_path: Path) -> None:
    (tmp_path / "routing").mkdir()
    (tmp_path / "routing" / "__init__.py").write_text('__version__ = "0.0.0"\n')
    with cluster(processes=False, workers=0) as address:
        command = [sys.executable, "-m", "dask", "worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "1"]
        worker = subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, stderr=subprocess.DEVNULL
        )
        try:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(1, timeout=60)
            with pytest.raises(BatchError, match=r"another version of this library: 0\.0\.0"):
                list(spread(Doubling(), batches(1), dask=address))
        finally:
            worker.terminate()
            worker.wait()


@pytest.mark.parametrize("address", ["no address", ""])
def test_a_scheduler_that_is_not_there_is_an_error(address: str) -> None:
    with pytest.raises(BatchError, match=f"the cluster at `{address}` cannot be reached"):
        list(spread(Doubling(), batches(1), dask=address))


@pytest.mark.soak
def test_a_port_where_no_scheduler_listens_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(BatchError, match="cannot be reached"):
            list(spread(Doubling(), batches(1), dask=address))
