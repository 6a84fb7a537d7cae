"""Solved cases scored by several processes: the unit that scores a batch of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.batch import spread
from routing.batch.extras import arrow
from routing.case import Case
from routing.errors import CaseError
from routing.quality.case_score import case_score
from routing.quality.score_parts import CaseScore
from routing.quality.solved import Outcome, SolvedCase
from routing.router import Router
from routing.source import load_json

if TYPE_CHECKING:
    import pyarrow as pa

CASES_A_BATCH = 50


@dataclass(frozen=True, eq=False)
class ScoreCases:
    """Scores the solved cases of a batch: a case, its outcome as JSON, in; its score as JSON, or null, out."""

    router: Router

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        pa = arrow()
        scores = [self._score(*row.values()) for row in batch.to_pylist()]
        return pa.RecordBatch.from_pydict({"score": pa.array(scores, pa.string())})

    def _score(self, id: str, case: str, expect: str, thin: bool) -> str | None:
        solved = SolvedCase(id, Case.parse(case), Outcome.model_validate_json(expect), thin, load_json(case))
        try:
            return case_score(self.router, solved).model_dump_json()
        except CaseError:
            return None  # scored again by whoever has its file, to say where it is wrong


def scored_apart(
    router: Router, cases: Iterable[SolvedCase | CaseError], workers: int
) -> Iterator[tuple[SolvedCase, CaseScore] | CaseError]:
    """Each solved case with its score, in order, or the error in the place of one. Raises `BatchExtraMissing`."""
    under_way: deque[list[SolvedCase | CaseError]] = deque()
    for batch in spread(ScoreCases(router), _batches(cases, under_way), workers=workers):
        scores = iter(batch.column("score").to_pylist())
        for solved in under_way.popleft():
            yield solved if isinstance(solved, CaseError) else _told(router, solved, next(scores))


def _told(router: Router, solved: SolvedCase, score: str | None) -> tuple[SolvedCase, CaseScore] | CaseError:
    try:
        return solved, case_score(router, solved) if score is None else CaseScore.model_validate_json(score)
    except CaseError as error:
        return error


def _batches(
    cases: Iterable[SolvedCase | CaseError], under_way: deque[list[SolvedCase | CaseError]]
) -> Iterator[pa.RecordBatch]:
    together: list[SolvedCase | CaseError] = []
    for solved in cases:
        together.append(solved)
        if len(together) == CASES_A_BATCH:
            under_way.append(together)
            yield _batch(together)
            together = []
    under_way.append(together)
    yield _batch(together)


def _batch(together: list[SolvedCase | CaseError]) -> pa.RecordBatch:
    pa = arrow()
    rows = [solved for solved in together if isinstance(solved, SolvedCase)]
    columns = {
        "id": pa.array([solved.id for solved in rows], pa.string()),
        "case": pa.array([solved.case.to_json() for solved in rows], pa.string()),
        "expect": pa.array([solved.expect.model_dump_json() for solved in rows], pa.string()),
        "thin": pa.array([solved.thin for solved in rows], pa.bool_()),
    }
    return pa.RecordBatch.from_pydict(columns)
