"""The tables that sum up a simulation: what its summary and its report page tell stands in them, figure by figure."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from routing.conference.simulation.columns import Rows
from routing.conference.simulation.estimates import Estimate, Paired, estimate
from routing.conference.simulation.quantity import Mark
from routing.conference.simulation.running import Results
from routing.conference.simulation.tables import Key, estimate_data, summary_rows, week_rows

_ESTIMATE = {"n": "int32", "mean": "double", "sd": "double", "low": "double", "high": "double"}
_MEASURE = {"measure": "string", "by": "string", "group": "string"}
_PAIRED = {"first": "double", "second": "double", **_ESTIMATE, "saved": "double"}
SUMMARIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "summary": {**_MEASURE, **_ESTIMATE},
        "weeks": {"district": "string", "day": "int32", **_ESTIMATE},
        "waits": {"measure": "string", "within": "int32", **_ESTIMATE},
        "published": {
            "number": "int32",
            **_MEASURE,
            "value": "double",
            "fitted": "bool",
            "source": "string",
            "note": "string",
        },
        "numbers": {"path": "string", "value": "double", "mark": "string", "source": "string"},
        "run": {"field": "string", "value": "string"},
    }
)
"""Of one scenario."""
BETWEEN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "differences": {**_MEASURE, **_PAIRED},
        "changes": {"path": "string", "first": "string", "second": "string"},
    }
)
"""Of two scenarios: `mean` is that of the differences, replication by replication."""
SWEEP: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"sweep": {"ward": "int32", "setting": "string", **_MEASURE, **_PAIRED}}
)
"""Of a sweep: each ward beside the first."""
WAITS = ("days_to_contact", "days_to_lead", "days_to_owner")
WITHIN = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90, 120, 180, 365)
"""Days within which something has happened."""
Tables = Mapping[str, Rows]


def summaries(results: Results) -> dict[str, Rows]:
    """Every table of `SUMMARIES`."""
    return {
        "summary": summary_rows(results),
        "weeks": week_rows(results),
        "waits": list(_waits(results)),
        "published": list(_published(results)),
        "numbers": list(_numbers(results)),
        "run": list(_run(results)),
    }


def between(first: Results, second: Results, pairs: Mapping[Key, Paired]) -> dict[str, Rows]:
    """Every table of `BETWEEN`."""
    one, other = _leaves(first), _leaves(second)
    paths = [path for path in dict.fromkeys([*one, *other]) if one.get(path) != other.get(path)]
    changes = [{"path": path, "first": one.get(path), "second": other.get(path)} for path in paths]
    return {"differences": [_paired(key, pair) for key, pair in pairs.items()], "changes": changes}


def swept(settings: Sequence[Sequence[tuple[str, Any]]], pairs: Sequence[Mapping[Key, Paired]]) -> dict[str, Rows]:
    """Every table of `SWEEP`. Wards are numbered from 1, as their folders are."""
    rows = [
        {"ward": ward, "setting": told(setting), **_paired(key, pair)}
        for ward, (setting, found) in enumerate(zip(settings, pairs, strict=True), start=1)
        for key, pair in found.items()
    ]
    return {"sweep": rows}


def told(setting: Sequence[tuple[str, Any]]) -> str:
    """What a ward of a sweep is set to, in one line."""
    return ", ".join(f"{path}={value}" for path, value in setting)


def _paired(key: Key, pair: Paired) -> dict[str, Any]:
    measure, by, group = key
    return {
        "measure": measure,
        "by": by,
        "group": group,
        "first": round(pair.first.mean, 9),
        "second": round(pair.second.mean, 9),
        **estimate_data(pair.difference),
        "saved": None if pair.saved is None else round(pair.saved, 9),
    }


def _waits(results: Results) -> Iterator[dict[str, Any]]:
    """The share of all cases that count for which something has happened within so many days.

    Only days for which every case that counts was followed are told. A case that was withdrawn before stays among
    those for which it has not happened.
    """
    counted: dict[int, Rows] = {result.replication: [] for result in results.replications}
    for row in results.rows("cases"):
        if row["counted"]:
            counted[row["replication"]].append(row)
    known = [cases for cases in counted.values() if cases]
    for measure in WAITS:
        for days in WITHIN:
            if known and days <= results.given.scenario.follow:
                shares = [_share(cases, measure, days) for cases in known]
                yield {"measure": measure, "within": days, **estimate_data(_between_0_and_1(estimate(shares)))}


def _share(cases: Rows, measure: str, days: int) -> float:
    return float(sum(row[measure] is not None and row[measure] <= days for row in cases) / len(cases))


def _between_0_and_1(found: Estimate) -> Estimate:
    return found.within(0.0, 1.0)


def _run(results: Results) -> Iterator[dict[str, Any]]:
    scenario, book = results.given.scenario, results.given.rulebook
    first = scenario.start + dt.timedelta(days=scenario.warm_up)
    facts: dict[str, object] = {
        "scenario": scenario.scenario,
        "scenario_digest": scenario.content_digest(),
        "rulebook": f"{book.id} {book.version}",
        "rulebook_digest": book.digest,
        "seed": scenario.seed,
        "replications": len(results.replications),
        "first_day": first,
        "last_day": first + dt.timedelta(days=scenario.days - 1),
        "warm_up": scenario.warm_up,
        "follow": scenario.follow,
    }
    marks = Tally(row["mark"] for row in _numbers(results))
    facts |= {f"numbers_{mark}": marks[mark] for mark in get_args(Mark)}
    yield from ({"field": field, "value": str(value)} for field, value in facts.items())


def _numbers(results: Results) -> Iterator[dict[str, Any]]:
    """Every number of the scenario that has a mark."""
    data = results.given.scenario.model_dump(mode="json", by_alias=True, exclude={"published"})
    for path, value in _walk(data, ""):
        if isinstance(value, dict):
            yield {"path": path, **value}


def _published(results: Results) -> Iterator[dict[str, Any]]:
    for number, figure in enumerate(results.given.scenario.published, start=1):
        yield {"number": number, **figure.model_dump(mode="json")}


def _leaves(results: Results) -> dict[str, str]:
    """Every field of a scenario as text, but for its words and the marks of its numbers."""
    left_out = {"published", "title", "note", "scenario", "schema_"}
    data = results.given.scenario.model_dump(mode="json", by_alias=True, exclude=left_out)
    data["rulebook"] = f"{results.given.rulebook.id} {results.given.rulebook.digest}"
    plain = ((path, value["value"] if isinstance(value, dict) else value) for path, value in _walk(data, ""))
    return {path: value if isinstance(value, str) else json.dumps(value) for path, value in plain}


def _walk(data: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The ends of nested data with their paths, as `--set` names them; a number with its mark is one."""
    if isinstance(data, dict) and set(data) != {"value", "mark", "source"}:
        for key, value in data.items():
            yield from _walk(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        names = [value.get("id", place) if isinstance(value, dict) else place for place, value in enumerate(data)]
        for name, value in zip(names, data, strict=True):
            yield from _walk(value, f"{path}.{name}")
    else:
        yield path, data
