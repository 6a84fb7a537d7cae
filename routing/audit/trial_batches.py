"""Trials spread over processes: JSON of cases in, what came of each out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routing.audit.deciding import batches
from routing.audit.trials import Difference, Trial, Trials
from routing.case import Case

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class TrialUnit:
    """A unit of work: a batch of cases in, their trials out, as JSON; null where the rulebook does not take one."""

    trials: Trials

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The trials of a batch, in order."""
        import pyarrow as pa

        made = [self._made(text) for text in batch.column("case").to_pylist()]
        return pa.RecordBatch.from_arrays([pa.array(made, pa.string())], ["trial"])

    def _made(self, text: str) -> str | None:
        trial = self.trials.trial(Case.from_dict(json.loads(text)))
        return None if trial is None else json.dumps(_data(trial))


def tried(cases: Iterable[Case], trials: Trials, *, workers: int = 1) -> Iterator[Trial | None]:
    """The trials of many cases, in order; None for each that the rulebook does not take."""
    from routing.batch import spread

    for batch in spread(TrialUnit(trials), batches(cases), workers=workers):
        for text in batch.column("trial").to_pylist():
            yield None if text is None else _trial(json.loads(text))


def _data(trial: Trial) -> list[Any]:
    found = [[one.attribute, one.cause, one.rules, parts, times] for (one, parts), times in trial.differences.items()]
    return [trial.case, trial.told, found]


def _trial(data: list[Any]) -> Trial:
    case, told, found = data
    differences = {
        (Difference(attribute, cause, tuple(rules)), tuple(parts)): times
        for attribute, cause, rules, parts, times in found
    }
    return Trial(case, told, differences)
