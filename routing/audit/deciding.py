"""Deciding many cases by one rulebook, through the one place where work is spread."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from routing.audit.decided import DecidedCase, LeftOut
from routing.audit.errors import require
from routing.case import Case
from routing.decision import Decision
from routing.errors import CaseError
from routing.router import Router

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 500
"""Cases in one batch."""


@dataclass(frozen=True)
class Deciding:
    """A unit of work: JSON of cases in, JSON of decisions out; null for a case that the rulebook does not take."""

    router: Router

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The decisions of a batch, in order, beside the cases."""
        import pyarrow as pa

        made = [self._decided(Case.from_dict(json.loads(text))) for text in batch.column("case").to_pylist()]
        return pa.RecordBatch.from_arrays([batch.column("case"), pa.array(made, pa.string())], ["case", "decision"])

    def _decided(self, case: Case) -> str | None:
        try:
            return self.router.route(case).to_json()
        except CaseError:
            return None


def batches(cases: Iterable[Case]) -> Iterator[pa.RecordBatch]:
    """Cases as record batches."""
    require("pyarrow", "deciding many cases")
    import pyarrow as pa

    waiting = iter(cases)
    while together := [case.to_json() for case in islice(waiting, TOGETHER)]:
        yield pa.RecordBatch.from_arrays([pa.array(together, pa.string())], ["case"])


def decided(cases: Iterable[Case], router: Router, left_out: LeftOut, *, workers: int = 1) -> Iterator[DecidedCase]:
    """Cases decided now. One that the rulebook does not take is counted and left out."""
    require("pyarrow", "deciding many cases")
    from routing.batch import spread

    for batch in spread(Deciding(router), batches(cases), workers=workers):
        for case, made in zip(batch.column("case").to_pylist(), batch.column("decision").to_pylist(), strict=True):
            if made is None:
                left_out.refused += 1
            else:
                read = Case.from_dict(json.loads(case))
                yield DecidedCase(read, Decision.model_validate_json(made), router.rulebook.vocabulary)
