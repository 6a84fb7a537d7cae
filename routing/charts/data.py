"""What a chart is given: its frame of words and its series of numbers; and both as a text, for whoever cannot see."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Values = Sequence[float | None]
MOST_TOLD = 60
"""Numbers that the text instead of a chart tells; the table beside it has them all."""


def plain(value: float) -> str:
    """A number as it is written beside a bar or a tick: `1,204`, `0.25`."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Frame:
    """The words around a chart. `name` keeps its ids apart from others on the page: `[a-z][a-z0-9-]*`.

    `values` says what the numbers are, with their unit (`件`, `cases a month`), `items` what each row, group or step
    is. `says` is read out instead of the picture, before the numbers. `number` writes a number.
    """

    name: str
    title: str
    values: str
    items: str = ""
    says: str = ""
    number: Callable[[float], str] = plain


@dataclass(frozen=True)
class Series:
    """Numbers of one kind, one for each item; None where there is none, or none that may be told.

    `low` and `high` are the ends of an interval around each, such as a confidence interval.
    """

    name: str
    values: Values
    low: Values | None = None
    high: Values | None = None


def check(items: Sequence[object], series: Sequence[Series]) -> None:
    """Raise ValueError where a series has not one finite number or None for each item."""
    for one in series:
        for values in (one.values, one.low, one.high):
            if values is not None and len(values) != len(items):
                raise ValueError("every series needs one value for each item")
            if values is not None and not all(value is None or math.isfinite(value) for value in values):
                raise ValueError("a chart takes finite numbers, and None where there is none")


def whole(series: Iterable[Series]) -> bool:
    """Whether all numbers are whole ones, as counts are."""
    parts = (part for one in series for part in (one.values, one.low, one.high) if part is not None)
    return all(value is None or value == round(value) for part in parts for value in part)


def told(frame: Frame, items: Iterable[str], series: Sequence[Series]) -> str:
    """What a chart shows, in a text: for each item the number of each series."""
    named = len(series) > 1
    parts: list[str] = []
    left = MOST_TOLD
    for item, row in zip(items, zip(*(one.values for one in series), strict=True), strict=True):
        if left <= 0:
            parts.append("…")
            break
        left -= len(row)
        parts.append(f"{item}: {', '.join(_numbers(frame, series if named else [], row))}")
    return ". ".join(part for part in (frame.says, frame.values, "; ".join(parts)) if part)


def _numbers(frame: Frame, series: Sequence[Series], row: Sequence[float | None]) -> Iterator[str]:
    for at, value in enumerate(row):
        number = "–" if value is None else frame.number(value)
        yield f"{series[at].name} {number}" if series else number
