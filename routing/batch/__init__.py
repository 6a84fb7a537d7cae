"""Many cases at once: Arrow in, Arrow out, over local processes or a cluster; files to files, to be continued."""

from routing.batch.carried import Unit
from routing.batch.errors import (
    BatchBusy,
    BatchChanged,
    BatchDamaged,
    BatchError,
    BatchExtraMissing,
    UnitFailed,
    WorkerLost,
)
from routing.batch.run import Outcome, Progress, decide_files
from routing.batch.spread import spread
from routing.batch.unit import Decide

__all__ = [
    "BatchBusy",
    "BatchChanged",
    "BatchDamaged",
    "BatchError",
    "BatchExtraMissing",
    "Decide",
    "Outcome",
    "Progress",
    "Unit",
    "UnitFailed",
    "WorkerLost",
    "decide_files",
    "spread",
]
