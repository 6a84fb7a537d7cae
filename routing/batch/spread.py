"""Record batches through one pure function, in this process or spread over several; results in the order given."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pyarrow as pa

Unit = Callable[[pa.RecordBatch], pa.RecordBatch]
"""Pure and picklable: the same batch gives the same batch, wherever it runs."""
AHEAD = 2
"""Batches that each worker has waiting, so that it never stands still and memory stays flat."""

_unit: Unit | None = None


def spread(unit: Unit, batches: Iterable[pa.RecordBatch], *, workers: int = 1) -> Iterator[pa.RecordBatch]:
    """The results of a unit for each batch, in order. One worker is this process; more are processes of their own."""
    if workers == 1:
        yield from map(unit, batches)
        return
    context = multiprocessing.get_context("spawn")  # a fork would take the locks and threads of whoever embeds us along
    with ProcessPoolExecutor(workers, context, _keep, (unit,)) as pool:
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _keep(unit: Unit) -> None:
    global _unit
    _unit = unit


def _work(batch: pa.RecordBatch) -> pa.RecordBatch:
    assert _unit is not None
    return _unit(batch)
