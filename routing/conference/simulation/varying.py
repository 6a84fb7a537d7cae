"""Sweeps: the same families met by wards that differ in a few fields."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from routing.conference.simulation.errors import SimulationError
from routing.conference.simulation.estimates import Paired
from routing.conference.simulation.reading import load_scenario
from routing.conference.simulation.running import Progress, Results, simulate
from routing.conference.simulation.tables import compared
from routing.errors import RoutingError
from routing.source import load_yaml

_RANGE = re.compile(r"(-?[0-9]{1,9})\.\.(-?[0-9]{1,9})", re.ASCII)
MOST_WARDS = 100
"""Combinations of a sweep."""

Setting = tuple[tuple[str, Any], ...]
"""The fields that are varied, each with the value it has in one ward."""
Wards = Sequence[tuple[Setting, Results]]
"""A sweep, simulated: each ward with its results."""


def parse_values(text: str) -> tuple[Any, ...]:
    """The values of a field: `2..6` is every whole number between, `weekly,monthly` are two.

    >>> parse_values("2..4"), parse_values("weekly,monthly"), parse_values("0.1,0.2")
    ((2, 3, 4), ('weekly', 'monthly'), (0.1, 0.2))

    Raises ValueError for a range that runs backwards, and for no value at all.
    """
    found = _RANGE.fullmatch(text)
    if found is not None:
        low, high = int(found[1]), int(found[2])
        if not low <= high < low + MOST_WARDS:
            raise ValueError(f"a range is written low..high, over at most {MOST_WARDS} whole numbers")
        return tuple(range(low, high + 1))
    try:
        values = tuple(load_yaml(part, "<value>").data for part in text.split(","))
    except RoutingError:
        raise ValueError("a value is a number, `true`, `false`, `null` or a word") from None
    if any(isinstance(value, list | dict) or part == "" for value, part in zip(values, text.split(","), strict=True)):
        raise ValueError("values stand between commas, each a number or a word")
    return values


def settings(varied: Mapping[str, Sequence[Any]]) -> tuple[Setting, ...]:
    """Every combination of the values of the fields, the first field changing slowest.

    Raises SimulationError for more than 100.
    """
    combined = itertools.product(*([(path, value) for value in values] for path, values in varied.items()))
    found = tuple(itertools.islice(combined, MOST_WARDS + 1))
    if len(found) > MOST_WARDS:
        raise SimulationError(f"a sweep has at most {MOST_WARDS} combinations", help="vary fewer fields or values")
    return found


def sweep(
    scenario: str | Path,
    varied: Mapping[str, Sequence[Any]],
    changes: Sequence[tuple[str, Any]] = (),
    *,
    workers: int = 1,
    folder: Path | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[tuple[Setting, Results]]:
    """Simulate a scenario with every combination of values, as `simulate` does; each has a folder of its own.

    Raises as `load_scenario` and `simulate` do; for a value that a field cannot have, before anything is simulated.
    """
    wards = [(setting, load_scenario(scenario, [*changes, *setting])) for setting in settings(varied)]
    for number, (setting, given) in enumerate(wards, start=1):
        inside = folder / f"ward-{number:03}" / "replications" if folder is not None else None
        yield setting, simulate(given, workers=workers, folder=inside, progress=progress)


def against_first(
    wards: Wards,
) -> tuple[Mapping[tuple[str, str, str], Paired], ...]:
    """Each ward of a sweep compared with the first one, replication by replication."""
    return tuple(compared(wards[0][1], results) for _, results in wards)
