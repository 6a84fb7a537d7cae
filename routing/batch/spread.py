"""Record batches through one pure function, in this process or spread over several; results in the order given."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING

from routing.batch.carried import Unit, done
from routing.batch.errors import BatchError
from routing.batch.extras import arrow

if TYPE_CHECKING:
    import pyarrow as pa


def spread(
    unit: Unit, batches: Iterable[pa.RecordBatch], *, workers: int = 1, dask: str | None = None
) -> Iterator[pa.RecordBatch]:
    """The results of a unit for each batch, in order; few batches are under way at a time.

    One worker is this process; more are processes of their own, which are started anew where they end, and end when the
    results are read or no longer asked for. With `dask`, the address of a scheduler, the workers are those of its
    cluster. The unit is sent once. A batch that ends its worker is done again, by halves, down to the row that does so:
    for that row stands what `unit.lost` says of a batch of one row.

    Raises what the unit raises where that is a `RoutingError`, else `UnitFailed`, without the text of the error;
    `WorkerLost` where a batch ends its workers and the unit has no `lost`; `BatchExtraMissing`.
    """
    arrow()
    if workers < 1:
        raise BatchError("there is at least one worker")
    with contextlib.closing(_results(unit, iter(batches), workers, dask)) as results:
        yield from results


def _results(
    unit: Unit, batches: Iterator[pa.RecordBatch], workers: int, dask: str | None
) -> Generator[pa.RecordBatch, None, None]:
    if dask is not None:
        from routing.batch.cluster import over_cluster

        yield from over_cluster(unit, batches, dask)
    elif workers > 1:
        from routing.batch.processes import over_processes

        yield from over_processes(unit, batches, workers)
    else:
        for batch in batches:
            yield done(unit, batch)
