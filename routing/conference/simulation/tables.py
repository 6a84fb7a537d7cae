"""The results as tidy tables: files of Parquet, and the summary of all replications."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routing.conference.simulation.columns import COLUMNS, Rows
from routing.conference.simulation.estimates import Estimate, Paired, estimate, paired
from routing.conference.simulation.running import Results

if TYPE_CHECKING:
    import pyarrow as pa

Key = tuple[str, str, str]
"""A measure, by what, and in which group."""


def write_tables(results: Results, folder: Path) -> tuple[Path, ...]:
    """Every table as a file of Parquet in a folder; those that sum them up, such as `summary.parquet` (a row for each
    measure and group); and `run.json` (what was simulated). The same results are the same bytes under the same release
    of pyarrow."""
    from routing.conference.simulation.summaries import SUMMARIES, summaries

    written = list(write_files({name: results.rows(name) for name in COLUMNS}, COLUMNS, folder))
    written += write_files(summaries(results), SUMMARIES, folder)
    written.append(folder / "run.json")
    written[-1].write_text(json.dumps(run_data(results), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return tuple(written)


def write_files(tables: Mapping[str, Rows], columns: Mapping[str, Mapping[str, str]], folder: Path) -> tuple[Path, ...]:
    """Tables as files of Parquet in a folder, each with its columns and their types."""
    import pyarrow.parquet as parquet

    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.parquet" for name in columns]
    for path, name in zip(written, columns, strict=True):
        parquet.write_table(_table(tables[name], dict(columns[name])), path)
    return tuple(written)


def summary_rows(results: Results) -> Rows:
    """One row for each measure and group: the mean of the replications and its interval of 95 %."""
    return [
        {"measure": measure, "by": by, "group": group, **estimate_data(found)}
        for (measure, by, group), found in results.estimates().items()
    ]


def week_rows(results: Results) -> Rows:
    """The open cases of each district week by week, and of all (`all`): the mean of the replications."""
    found: dict[tuple[str, int], dict[int, int]] = {}
    for row in results.rows("backlog"):
        for district in (row["district"], "all"):
            week = found.setdefault((district, row["day"]), {})
            week[row["replication"]] = week.get(row["replication"], 0) + row["open"]
    return [
        {"district": district, "day": day, **estimate_data(estimate(list(week.values())).within(0.0, math.inf))}
        for (district, day), week in sorted(found.items())
    ]


def estimate_data(found: Estimate) -> dict[str, Any]:
    """An estimate as plain data; a bound that is not known is null."""
    low, high = (round(bound, 9) if math.isfinite(bound) else None for bound in (found.low, found.high))
    return {"n": found.n, "mean": round(found.mean, 9), "sd": round(found.sd, 9), "low": low, "high": high}


def run_data(results: Results) -> dict[str, Any]:
    """What was simulated: the scenario, its rulebook, its seed, how often, and every number it stands on."""
    scenario, book = results.given.scenario, results.given.rulebook
    return {
        "schema": "simulation/1",
        "scenario": scenario.scenario,
        "digest": scenario.content_digest(),
        "rulebook": {"id": book.id, "version": book.version, "digest": book.digest},
        "seed": scenario.seed,
        "replications": len(results.replications),
        "within_reached": results.known,
        "assumptions": scenario.model_dump(mode="json", by_alias=True, exclude={"published"}),
    }


def published_rows(results: Results) -> Rows:
    """The published figures of the scenario, each beside what was simulated."""
    estimates = results.estimates()
    rows: Rows = []
    for figure in results.given.scenario.published:
        found = estimates.get((figure.measure, figure.by, figure.group))
        simulated = estimate_data(found) if found is not None else None
        rows.append({**figure.model_dump(mode="json"), "simulated": simulated})
    return rows


def compared(first: Results, second: Results) -> dict[Key, Paired]:
    """Two scenarios of the same seed, replication by replication: every measure that was observed in all of both."""
    count = min(len(first.replications), len(second.replications))
    one, other = _by_measure(first, count), _by_measure(second, count)
    return {
        key: paired(list(one[key].values()), list(other[key].values()))
        for key in sorted(one)
        if key in other and len(one[key]) == len(other[key]) == count
    }


def _by_measure(results: Results, count: int) -> dict[Key, dict[int, float]]:
    found: dict[Key, dict[int, float]] = {}
    for row in results.rows("measures"):
        if row["replication"] <= count:
            found.setdefault((row["measure"], row["by"], row["group"]), {})[row["replication"]] = row["value"]
    return found


def _table(rows: Rows, columns: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    types = {"int32": pa.int32(), "double": pa.float64(), "string": pa.string(), "bool": pa.bool_()}
    arrays = {name: pa.array([row[name] for row in rows], types[kind]) for name, kind in columns.items()}
    return pa.table(arrays)
