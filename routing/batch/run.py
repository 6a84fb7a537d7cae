"""A run: files of cases in, a folder of decisions out, to be continued wherever it was stopped."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routing.batch import manifest
from routing.batch.carried import Unit
from routing.batch.durable import only_writer, room_told
from routing.batch.extras import arrow, compute
from routing.batch.inputs import read_inputs
from routing.batch.manifest import Output, Part
from routing.batch.parts import PartWriter, Rejects
from routing.batch.reading import CUT, Cut, Place, Reading
from routing.batch.spread import spread
from routing.batch.unit import Decide
from routing.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa


_COUNTED = ("cases", "rejected", "fail_safe")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: bytes of the inputs that were read, and of how many; cases decided, rejected, fail-safe."""

    read: int
    of: int
    cases: int
    rejected: int
    fail_safe: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave. `before` says that it was done already, so that nothing was to do."""

    cases: int
    rejected: int
    fail_safe: int
    parts: int
    before: bool = False


def decide_files(
    paths: Iterable[str],
    out: str | Path,
    *,
    rulebook: Rulebook | None = None,
    form: Output = "parquet",
    workers: int = 1,
    dask: str | None = None,
    told: Callable[[Progress], None] = lambda _: None,
    unit: Unit | None = None,
    cut: Cut = CUT,
) -> Outcome:
    """Decide all cases of files and folders into a folder, in the order of the inputs.

    By one rulebook, or without any each case by the bundled one that serves it. A run that was stopped goes on behind
    its last finished part; a finished one does nothing. The files are the same to the byte, whatever the workers, with
    Dask or not, and however often it was stopped. `unit` decides in the place of `Decide(rulebook)`;
    `cut` says how texts are put together, and is a part of what a run is.

    Raises `BatchError` where an input, the rulebook or the format changed since the run began, where another process
    writes into the folder, where there is no room left; OSError where a file cannot be read or written.
    """
    arrow()
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with room_told(folder), only_writer(folder):
        inputs = read_inputs(paths, folder)
        about = manifest.about(inputs, rulebook, form, cut)
        parts, done = manifest.begun(folder, about)
        if done:
            return _outcome(parts, before=True)
        run = _Run(folder, Reading(inputs, parts[-1].next if parts else Place(), cut), form, parts, told)
        run.decide(lambda batches: spread(unit or Decide(rulebook), batches, workers=workers, dask=dask))
        manifest.finish(folder, about, run.parts)
        return _outcome(run.parts)


def _outcome(parts: list[Part], before: bool = False) -> Outcome:
    sums = {name: sum(getattr(part, name) for part in parts) for name in _COUNTED}
    return Outcome(**sums, parts=len(parts), before=before)


class _Run:
    """A run from behind its last finished part to its end."""

    def __init__(
        self, folder: Path, reading: Reading, form: Output, parts: list[Part], told: Callable[[Progress], None]
    ) -> None:
        self.folder, self.reading, self.form, self.parts, self.told = folder, reading, form, parts, told
        self.inputs, self.place = reading.inputs, reading.place
        self.sizes = [given.size for given in reading.inputs]
        self.counts = [sum(getattr(part, name) for part in parts) for name in _COUNTED]

    def decide(self, through: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]) -> None:
        """Write the parts that are missing, of what comes `through` the unit."""
        places: deque[Place] = deque()
        rejects = Rejects(self.folder, self.parts[-1].rejects if self.parts else 0)
        results: Any = through(self.reading.batches(places))
        with contextlib.closing(rejects), contextlib.closing(results):
            while self._part(results, places, rejects):
                pass

    def _part(self, results: Iterator[pa.RecordBatch], places: deque[Place], rejects: Rejects) -> bool:
        """Write the next part, if there is something for it."""
        first = next(results, None)
        if first is None:
            return False
        writer = PartWriter(self.folder, len(self.parts), self.form)
        try:
            self._take(first, writer, places, rejects)
            for _, decided in zip(range(self.reading.cut.batches - 1), results, strict=False):
                self._take(decided, writer, places, rejects)
            if self.place.input < len(self.inputs):
                self.inputs[self.place.input].check()
            part = writer.close(*rejects.settled(), self.place)
        finally:
            writer.drop()
        manifest.finish_part(self.folder, part)
        self.parts.append(part)
        return True

    def _take(self, results: pa.RecordBatch, writer: PartWriter, places: deque[Place], rejects: Rejects) -> None:
        pc = compute()
        good = pc.is_null(results.column("error"))
        decided, rejected = results.filter(good), results.filter(pc.invert(good))
        writer.write(decided)
        rejects.write(rejected)
        self.place = places.popleft()
        new = (decided.num_rows, rejected.num_rows, decided.column("fail_safe").true_count)
        self.counts = [count + more for count, more in zip(self.counts, new, strict=True)]
        self.told(Progress(self._read(), sum(self.sizes), *self.counts))

    def _read(self) -> int:
        number, at, _, _ = self.place
        started = number < len(self.inputs)
        begun = at if started and self.inputs[number].form == "lines" else 0
        return sum(self.sizes[:number]) + begun
