"""What can go wrong with a batch as a whole, and what to do about it. No message quotes a case."""

from __future__ import annotations

from routing.errors import UnplacedError


class BatchError(UnplacedError):
    """The batch could not be run, or not to its end. What was finished stays; `help` says what to do, or is None."""


class BatchExtraMissing(BatchError):
    """A package that batches need is not installed; `help` is the command that installs it."""


class BatchChanged(BatchError):
    """An input, the rulebook, an option or the library is not what it was when the run began."""


class BatchBusy(BatchError):
    """Another process is writing into the folder."""


class BatchDamaged(BatchError):
    """What lies in the folder is not what a run left there."""


class UnitFailed(BatchError):
    """A unit raised what is no `RoutingError`. The message names the kind of error and its place in the code, no more:
    the text of an error may hold values of a case."""


class WorkerLost(BatchError):
    """A batch ended the process that worked on it, time and again."""
