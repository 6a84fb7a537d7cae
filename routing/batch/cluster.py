"""A cluster of Dask that works on batches."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from pydoc import locate
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from routing import __version__
from routing.batch.carried import Unit, answer, carefully, packed, unit_of, unpacked
from routing.batch.errors import BatchError
from routing.batch.extras import dask
from routing.errors import RoutingError, printable

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 2
"""Tasks under way for each thread of the cluster."""
TOGETHER = 4
"""Batches in a task: to hand one on costs a cluster some milliseconds of a core, which is a tenth of a batch."""
PATIENCE = 30.0
"""Seconds after which it is looked whether a cluster has workers at all; one that has none twice is given up."""
_GRAPH = "distributed.admin.large-graph-warning-threshold"


def over_cluster(unit: Unit, batches: Iterator[pa.RecordBatch], address: str) -> Iterator[pa.RecordBatch]:
    """The results of a unit for each batch, in order, worked out by the workers of a cluster.

    Raises `BatchError` where its scheduler cannot be reached, or goes away, or its workers have another library.
    """
    distributed = dask()
    try:
        if not address:
            raise ValueError  # without an address Dask would start a cluster of its own
        client = distributed.Client(address, set_as_default=False, timeout=10)
    except (OSError, ValueError, TypeError):  # TypeError: TLS without its certificates
        raise BatchError(
            f"the cluster at `{printable(address)}` cannot be reached",
            help="give the address of its scheduler, such as tcp://127.0.0.1:8786",
        ) from None
    with client, _configured():
        _check_library(client)
        yield from _Cluster(unit, client).results(batches)


def _check_library(client: Any) -> None:
    """Raise `BatchError` where a worker has another version of this library, or none: its tasks would never end."""
    told = client.run(locate, "routing.__version__", on_error="return").values()
    if others := sorted({found if isinstance(found, str) else "none" for found in told} - {__version__}):
        raise BatchError(
            f"workers of the cluster have another version of this library: {', '.join(map(printable, others))}",
            help=f"install version {__version__} where they run, and start them again",
        )


def _configured() -> Any:
    # a batch is part of its task, and so is made again with it; Dask warns of tasks of more than 10 MB
    return import_module("dask.config").set({_GRAPH: "1GB"})


class _Cluster:
    def __init__(self, unit: Unit, client: Any) -> None:
        self._unit, self._client = unit, client
        self._run = uuid4().hex  # keys say nothing of what they stand for
        self._count = 0
        self._under_way: deque[tuple[list[pa.RecordBatch], Any]] = deque()
        # as a task and not scattered: the scheduler has it made again where the workers that hold it are gone
        self._kept = client.submit(unit_of, pickle.dumps(unit), key=f"unit-{self._run}", pure=False)

    def results(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The results for all batches, in order."""
        under_way = self._under_way
        try:
            # the worker that has the unit gets all tasks, until others have it too: so each gets one of the first
            firsts = [worker for worker, threads in self._client.nthreads().items() for _ in range(threads)]
            while task := list(islice(batches, TOGETHER)):
                under_way.append((task, self._submit(task, firsts.pop(0) if firsts else None)))
                if len(under_way) >= self._most():
                    yield from self._results(*under_way.popleft())
            while under_way:
                yield from self._results(*under_way.popleft())
        finally:
            self._client.cancel([future for _, future in under_way])

    def _most(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return AHEAD * max(threads, 1)

    def _submit(self, task: Sequence[pa.RecordBatch], worker: str | None = None) -> Any:
        self._count += 1
        return self._client.submit(
            answers,
            self._kept,
            [packed(batch) for batch in task],
            key=f"batch-{self._run}-{self._count}",
            pure=False,
            workers=worker,
            allow_other_workers=worker is not None,
        )

    def _results(self, task: Sequence[pa.RecordBatch], future: Any) -> Iterator[pa.RecordBatch]:
        found = self._answers(future)
        if found is not None:
            return found
        # with nothing beside it: else what another task does to its worker would be held against a row of this one
        for _, other in self._under_way:
            self._answers(other)
        return (carefully(self._unit, batch, self._alone) for batch in task)

    def _alone(self, batch: pa.RecordBatch) -> pa.RecordBatch | None:
        found = self._answers(self._submit([batch]))
        return None if found is None else next(found)

    def _answers(self, future: Any) -> Iterator[pa.RecordBatch] | None:
        """The results of a task; None where it ended as many workers as Dask lets a task end."""
        distributed = dask()
        try:
            data = self._waited(future)
        except distributed.KilledWorker:
            return None
        except BatchError:
            raise
        except (distributed.client.FutureCancelledError, distributed.CancelledError, OSError):
            raise BatchError("the cluster went away", help="start it and run the same command again") from None
        except Exception as problem:  # none of the unit, whose errors are results
            raise BatchError(
                f"the cluster cannot work on a batch: {type(problem).__name__}",
                help="install this version of this library, with its extra, where its scheduler and its workers run",
            ) from None
        return map(_opened, data)

    def _waited(self, future: Any) -> list[bytes | RoutingError]:
        """What a task gives, as soon as it is there. Raises `BatchError` where nobody is left to work on it."""
        distributed, lonely = dask(), False
        while True:
            try:
                found: list[bytes | RoutingError] = future.result(timeout=PATIENCE)
            except distributed.TimeoutError:
                was_lonely, lonely = lonely, not self._client.nthreads()
                if lonely and was_lonely:
                    raise BatchError(
                        "the cluster has no workers", help="start some and run the same command again"
                    ) from None
            else:
                return found


def _opened(data: bytes | RoutingError) -> pa.RecordBatch:
    if isinstance(data, RoutingError):
        raise data
    return unpacked(data)


def answers(unit: Unit, batches: Sequence[bytes]) -> list[bytes | RoutingError]:
    """What a unit makes of the batches of a task."""
    return [answer(unit, batch) for batch in batches]
