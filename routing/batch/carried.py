"""Batches and errors on their way between processes."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from routing.batch.errors import UnitFailed, WorkerLost
from routing.batch.extras import arrow
from routing.errors import RoutingError

if TYPE_CHECKING:
    import pyarrow as pa

Unit = Callable[["pa.RecordBatch"], "pa.RecordBatch"]
"""Pure and picklable: the same batch gives the same batch, wherever it runs."""


def done(unit: Unit, batch: pa.RecordBatch) -> pa.RecordBatch:
    """What a unit makes of a batch. Raises `RoutingError`, and nothing else: `UnitFailed` in the place of the rest."""
    try:
        result = unit(batch)
    except RoutingError:
        raise
    except Exception as problem:
        failure = _failure(problem)
    else:
        if isinstance(result, arrow().RecordBatch):
            return result
        failure = UnitFailed("the unit of the batch gave something else than a record batch")
    raise failure  # outside of the handler: the error before it may hold values of a case


def _failure(problem: Exception) -> UnitFailed:
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return UnitFailed(
        f"the unit of the batch raised {type(problem).__name__}{place}",
        help="run it on the batch in this process to see more",
    )


def answer(unit: Unit, batch: bytes) -> bytes | RoutingError:
    """What a unit makes of a batch, both as bytes; an error is a result too, so that nobody on the way prints it."""
    try:
        return packed(done(unit, unpacked(batch)))
    except RoutingError as problem:
        return problem.with_traceback(None)


def packed(batch: pa.RecordBatch) -> bytes:
    """A batch as the bytes of an Arrow stream, without what lies around a slice."""
    pa = arrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return cast(bytes, sink.getvalue().to_pybytes())


def unpacked(data: bytes) -> pa.RecordBatch:
    """The batch of an Arrow stream."""
    return arrow().ipc.open_stream(data).read_next_batch()


def unit_of(pickled: bytes) -> Unit:
    """The unit that was pickled."""
    return cast(Unit, pickle.loads(pickled))


def halves(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """A batch of two rows or more as two."""
    middle = batch.num_rows // 2
    return batch.slice(0, middle), batch.slice(middle)


def carefully(
    unit: Unit, batch: pa.RecordBatch, attempt: Callable[[pa.RecordBatch], pa.RecordBatch | None]
) -> pa.RecordBatch:
    """The result of a batch that ended its worker, by halves down to the row that does so, which is `lost`.

    `attempt` gives None where a worker ends. A single row is tried twice: something else may have ended the first.
    Raises `WorkerLost` where the unit has no `lost`, and cannot say what stands for such a row.
    """
    for _ in range(2 if batch.num_rows == 1 else 1):
        result = attempt(batch)
        if result is not None:
            return result
    lost: Unit | None = getattr(unit, "lost", None)
    if lost is None:
        raise WorkerLost(
            "a batch ended the process that worked on it, time and again",
            help="look for a lack of memory, or run the unit on the batch in this process",
        )
    if batch.num_rows == 1:
        return lost(batch)
    first, second = (carefully(unit, half, attempt) for half in halves(batch))
    whole = arrow().Table.from_batches([first, second]).combine_chunks().to_batches()
    return whole[0] if whole else first  # two results without a row make none at all
