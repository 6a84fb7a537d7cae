"""Replications, one after the other or spread over processes, until the answer is known well enough."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routing.conference.simulation.columns import Rows
from routing.conference.simulation.errors import SimulationError, require
from routing.conference.simulation.estimates import Estimate, estimate
from routing.conference.simulation.measures import measures_of, most_of
from routing.conference.simulation.reading import Given

if TYPE_CHECKING:
    import pyarrow as pa

NOTHING_IS_ZERO = frozenset({"cases", "contacts", "conferences", "door_contacts", "kind_share", "load", "overtime"})
"""Measures of which a group that does not turn up in a replication has none."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """One replication: its number and its tables."""

    replication: int
    tables: dict[str, Rows]


@dataclass(frozen=True)
class Results:
    """A scenario, simulated: the replications in order, as many as were needed. `known` says whether they were enough
    for the wanted interval; None: none was wanted."""

    given: Given
    replications: tuple[Result, ...]
    known: bool | None

    def rows(self, table: str) -> Rows:
        """The rows of a table of all replications."""
        return [row for result in self.replications for row in result.tables[table]]

    def values(self, measure: str, by: str = "all", group: str = "all") -> list[float]:
        """A measure in each replication in which it was observed."""
        wanted = (measure, by, group)
        return [r["value"] for r in self.rows("measures") if (r["measure"], r["by"], r["group"]) == wanted]

    def estimates(self) -> dict[tuple[str, str, str], Estimate]:
        """Every measure by group, over all replications in which it was observed. No measure is less than 0."""
        found: dict[tuple[str, str, str], list[float]] = {}
        for row in self.rows("measures"):
            found.setdefault((row["measure"], row["by"], row["group"]), []).append(row["value"])
        for (measure, *_), values in found.items():
            if measure in NOTHING_IS_ZERO:  # an agency that nobody asked was not busy
                values += [0.0] * (len(self.replications) - len(values))
        return {key: estimate(values).within(0.0, most_of(key[0])) for key, values in sorted(found.items())}


def simulate(
    given: Given, *, workers: int = 1, folder: Path | None = None, progress: Progress = lambda _: None
) -> Results:
    """Simulate a scenario. The same scenario, rulebook and seed give the same on any number of workers.

    With a `folder` each replication is written there as soon as it is done, whole or not at all, and one that stands
    there is not done again: a run that was interrupted goes on. Raises SimulationError where the folder holds another
    simulation, or a package is missing.
    """
    require()
    wanted = given.scenario.replications
    done: list[Result] = []
    values: list[float] = []
    runs = _results(given, workers, folder)
    try:
        for result in runs:
            done.append(result)
            values += [row["value"] for row in result.tables["measures"] if _is_wanted(row, wanted.measure)]
            progress(_said(given, len(done), values))
            if len(done) >= wanted.least and wanted.within is not None and _near(values, wanted.within):
                break
    finally:
        runs.close()
    known = None if wanted.within is None else _near(values, wanted.within)
    return Results(given, tuple(done), known)


def run_one(given: Given, replication: int) -> Result:
    """One replication with all its tables, in this process."""
    from routing.conference.simulation.replication import replicate
    from routing.conference.simulation.rows import tables_of

    tables = tables_of(replicate(given, replication), replication)
    names = ("measure", "by", "group", "value")
    tables["measures"] = [
        {"replication": replication, **dict(zip(names, value, strict=True))}
        for value in measures_of(tables, given.scenario.days * 12 / 365)
    ]
    return Result(replication, tables)


@dataclass(frozen=True)
class _Unit:
    """What a worker does: the replications whose numbers it is given, each as one text."""

    given: Given

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa

        texts = [_written(self.given, run_one(self.given, number)) for number in batch.column(0).to_pylist()]
        return pa.record_batch({"result": pa.array(texts, pa.large_string())})


def _results(given: Given, workers: int, folder: Path | None) -> Generator[Result, None, None]:
    """The results in order: those that stand in the folder, and the others as they are done."""
    import pyarrow as pa

    from routing.batch.spread import spread

    numbers = range(1, given.scenario.replications.most + 1)
    stored = {number for number in numbers if folder is not None and _file(folder, number).exists()}
    missing = (pa.record_batch({"n": pa.array([number], pa.int32())}) for number in numbers if number not in stored)
    runs = spread(_Unit(given), missing, workers=workers)
    for number in numbers:
        if number in stored and folder is not None:
            yield _read(given, _file(folder, number))
            continue
        text: str = next(runs).column(0)[0].as_py()
        if folder is not None:
            _write(_file(folder, number), text)
        yield _result(text)


def _file(folder: Path, number: int) -> Path:
    return folder / f"replication-{number:05}.json"


def _head(given: Given) -> dict[str, Any]:
    from routing import __version__

    return {
        "schema": "replication/1",
        "version": __version__,
        "scenario": given.scenario.content_digest(),
        "rulebook": given.rulebook.digest,
    }


def _written(given: Given, result: Result) -> str:
    data = {**_head(given), "replication": result.replication, "tables": result.tables}
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _result(text: str) -> Result:
    data = json.loads(text)
    return Result(data["replication"], data["tables"])


def _read(given: Given, path: Path) -> Result:
    text = path.read_text(encoding="utf-8")
    try:
        data = json.loads(text)
        same = all(data[name] == value for name, value in _head(given).items())
    except (ValueError, KeyError, TypeError):
        raise SimulationError(f"`{path}` is no replication", help="remove it, and it is simulated again") from None
    if not same:
        raise SimulationError(
            f"`{path}` is of another scenario, rulebook or release", help="give each simulation a folder of its own"
        )
    return _result(text)


def _write(path: Path, text: str) -> None:
    """The whole file or none, whenever the machine stops or the disk is full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise OSError(problem.errno, problem.strerror, str(path)) from None


def _is_wanted(row: dict[str, Any], measure: str) -> bool:
    return (row["measure"], row["by"]) == (measure, "all")


def _near(values: list[float], within: float) -> bool:
    return len(values) > 1 and estimate(values).half_width <= within


def _said(given: Given, done: int, values: list[float]) -> str:
    wanted = given.scenario.replications
    so_far = estimate(values) if len(values) > 1 else None
    shown = "" if so_far is None else f", {wanted.measure} {so_far.mean:.2f} ± {so_far.half_width:.2f}"
    return f"{given.scenario.scenario}: {done} of {wanted.most} replications{shown}"
