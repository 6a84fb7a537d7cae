"""Lines over steps or over numbers, each with the band of its interval where it has one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from routing.charts.data import Frame, Series, check, plain, told, whole
from routing.charts.palette import DASHES, FAINT, MARKERS, PENS
from routing.charts.sheet import LINE, TOP, Sheet, Text, finished, sheet
from routing.drawing.text import text_width

HEIGHT = 360
_KEY = 24
_MARKED = 40
"""Points up to which each is marked."""


def lines(frame: Frame, items: Sequence[str] | Sequence[float], series: Sequence[Series]) -> str:
    """One line a series. `items` are the names of steps that follow each other, or numbers in ascending order.

    A missing number breaks the line. `low` and `high` of a series are drawn as a band. Raises ValueError for a series
    that has not one number for each item, `ChartsExtraMissing` without matplotlib.
    """
    check(items, series)
    keys = len(series) if len(series) > 1 else 0
    names = [item if isinstance(item, str) else plain(item) for item in items]
    stepped = any(isinstance(item, str) for item in items)
    at = [float(number) if stepped else float(items[number]) for number in range(len(items))]
    top = TOP + _KEY * keys
    with sheet(frame, top + HEIGHT + 2 * LINE + 22) as made:
        numbers = [value for one in series for part in (one.values, one.low, one.high) for value in part or ()]
        known = [value for value in numbers if value is not None] or [0.0]
        least, most = min(0.0, *known), max(0.0, *known)
        room = (most - least or 1.0) * 0.06
        widest = max(text_width(frame.number(value)) for value in (least, most, most / 3))
        axes = made.field(widest + 30, top, 24, 2 * LINE + 22)
        axes.set_ylim(least - (room if least < 0 else 0), most + room)
        made.grid(axes.yaxis, frame.number, whole(series))
        for number, one in enumerate(series):
            _line(axes, at, one, number)
            if keys:
                _key(made, number, one.name, TOP + number * _KEY)
        if stepped or not at:
            _steps(made, axes, at, names)
        elif at:
            made.grid(axes.xaxis, plain, all(number == round(number) for number in at))
        made.put(Text(frame.items, made.width / 2, made.height - 10, "middle", colour=FAINT))
        return finished(made, frame, told(frame, names, series))


def _line(axes: Any, at: list[float], one: Series, number: int) -> None:
    nothing = float("nan")
    values = [nothing if value is None else value for value in one.values]
    if one.low is not None and one.high is not None:
        low, high = ([nothing if value is None else value for value in part] for part in (one.low, one.high))
        axes.fill_between(at, low, high, color=PENS[number % len(PENS)], alpha=0.18, linewidth=0)
    axes.plot(at, values, markersize=5 if len(at) <= _MARKED else 0, **_pen(number))


def _pen(number: int) -> dict[str, Any]:
    """How the line of a series is drawn: no two of 84 are alike in grey."""
    return {
        "color": PENS[number % len(PENS)],
        "linestyle": DASHES[number % len(DASHES)],
        "marker": MARKERS[number % len(MARKERS)],
        "linewidth": 2,
    }


def _key(made: Sheet, number: int, name: str, y: float) -> None:
    from matplotlib.lines import Line2D

    x, up = (4 / made.width, 20 / made.width, 36 / made.width), 1 - (y + 8) / made.height
    made.figure.add_artist(Line2D(x, [up] * 3, markersize=5, markevery=[1], **_pen(number)))
    made.put(Text(name, 46, y + 12))


def _steps(made: Sheet, axes: Any, at: list[float], names: list[str]) -> None:
    """Name the steps below the axis: all, or every second, third and so on, as there is room."""
    room = (made.width - 80) / (max(map(text_width, names), default=0) + 10)
    every = max(1, math.ceil(len(names) / max(room, 1)))
    axes.set_xticks(at[::every], [made.words.mark(name) for name in names[::every]])
