"""Many cases decided now, or tried, through the one place where work is spread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from routing.audit.decided import DecidedCase, LeftOut
from routing.audit.errors import require
from routing.case import Case
from routing.decision import Decision
from routing.rulebook import Rulebook
from routing.rulebook.serving import serving

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 500
"""Cases in one batch."""


def batches(cases: Iterable[Case]) -> Iterator[pa.RecordBatch]:
    """Cases as record batches, in order."""
    require("pyarrow", "deciding many cases")
    import pyarrow as pa

    waiting = iter(cases)
    while together := [case.to_json() for case in islice(waiting, TOGETHER)]:
        yield pa.RecordBatch.from_arrays([pa.array(together, pa.string())], ["case"])


def decided(
    cases: Iterable[Case], rulebook: Rulebook | None, left_out: LeftOut, *, workers: int = 1
) -> Iterator[DecidedCase]:
    """Cases decided now, in order: by a rulebook, or without one each by the bundled one that serves it.

    A case that the rulebook does not take is counted and left out.
    """
    require("pyarrow", "deciding many cases")
    from routing.batch import Decide, spread

    sent: deque[Case] = deque()  # the few batches under way

    def sending() -> Iterator[Case]:
        for case in cases:
            sent.append(case)
            yield case

    for batch in spread(Decide(rulebook), batches(sending()), workers=workers):
        for made in batch.column("decision").to_pylist():
            case = sent.popleft()
            if made is None:
                left_out.refused += 1
            else:
                words = (rulebook or serving(case.municipality)).vocabulary
                yield DecidedCase(case, Decision.model_validate_json(made), words)
