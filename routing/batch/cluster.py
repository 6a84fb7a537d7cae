"""A cluster of Dask that works on batches."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from routing.batch.carried import Unit, answer, carefully, packed, unit_of, unpacked
from routing.batch.errors import BatchError
from routing.batch.extras import dask
from routing.errors import RoutingError, printable

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 2
"""Batches under way for each thread of the cluster."""
_GRAPH = "distributed.admin.large-graph-warning-threshold"


def over_cluster(unit: Unit, batches: Iterator[pa.RecordBatch], address: str) -> Iterator[pa.RecordBatch]:
    """The results of a unit for each batch, in order, worked out by the workers of a cluster.

    Raises `BatchError` where its scheduler cannot be reached, or goes away.
    """
    distributed = dask()
    try:
        client = distributed.Client(address, set_as_default=False, timeout=10)
    except (OSError, ValueError):
        raise BatchError(
            f"the cluster at `{printable(address)}` cannot be reached",
            help="give the address of its scheduler, such as tcp://127.0.0.1:8786",
        ) from None
    with client, _configured():
        yield from _Cluster(unit, client).results(batches)


def _configured() -> Any:
    # a batch is part of its task, and so is made again with it; Dask warns of tasks of more than 10 MB
    return import_module("dask.config").set({_GRAPH: "1GB"})


class _Cluster:
    def __init__(self, unit: Unit, client: Any) -> None:
        self._unit, self._client = unit, client
        self._run = uuid4().hex  # keys say nothing of what they stand for
        self._count = 0
        # as a task and not scattered: the scheduler has it made again where the workers that hold it are gone
        self._kept = client.submit(unit_of, pickle.dumps(unit), key=f"unit-{self._run}", pure=False)

    def results(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The results for all batches, in order."""
        under_way: deque[tuple[pa.RecordBatch, Any]] = deque()
        try:
            for batch in batches:
                under_way.append((batch, self._submit(batch)))
                if len(under_way) >= self._most():
                    yield self._result(*under_way.popleft())
            while under_way:
                yield self._result(*under_way.popleft())
        finally:
            self._client.cancel([future for _, future in under_way])

    def _most(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return AHEAD * max(threads, 1)

    def _submit(self, batch: pa.RecordBatch) -> Any:
        self._count += 1
        return self._client.submit(
            answer, self._kept, packed(batch), key=f"batch-{self._run}-{self._count}", pure=False
        )

    def _result(self, batch: pa.RecordBatch, future: Any) -> pa.RecordBatch:
        found = self._answer(future)
        if found is not None:
            return found
        return carefully(self._unit, batch, lambda part: self._answer(self._submit(part)))

    def _answer(self, future: Any) -> pa.RecordBatch | None:
        """The result of a task; None where it ended as many workers as Dask lets a task end."""
        distributed = dask()
        try:
            data = future.result()
        except distributed.KilledWorker:
            return None
        except (distributed.client.FutureCancelledError, distributed.CancelledError, OSError):
            raise BatchError("the cluster went away", help="start it and run the same command again") from None
        if isinstance(data, RoutingError):
            raise data
        return unpacked(data)
