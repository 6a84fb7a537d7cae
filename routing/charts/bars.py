"""Bars that lie: one for each series beside each other, or end to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routing.charts.data import Frame, Series, check, told, whole
from routing.charts.palette import FAINT, INK, WHITE, Fill, fill, text_on
from routing.charts.sheet import LINE, TOP, WIDTH, Sheet, Text, finished, lines_of, sheet, widest
from routing.drawing.text import text_width

BAR = 18
"""Height of a bar in pixels."""
GAP = 12
"""Between two items."""
NAME_WIDTH = 210
"""Width that the name of an item may take before it goes on in the next line."""
FOOT = 30
_KEY = 26


def bars(frame: Frame, items: Sequence[str], series: Sequence[Series]) -> str:
    """For each item one bar a series, with its number at its end: one series, or such as before and after.

    Intervals are drawn as whiskers. The chart grows in height with its items. Raises ValueError for a series that has
    not one number for each item, `ChartsExtraMissing` without matplotlib.
    """
    check(items, series)
    high = len(series) * BAR
    with _rows(frame, items, series, high) as (made, axes, middles):
        most = _most(series, False)
        axes.set_xlim(min(0.0, _least(series)), most * 1.12)
        for number, one in enumerate(series):
            at = [middle - high / 2 + (number + 0.5) * BAR for middle in middles]
            _bar(axes, at, [value or 0 for value in one.values], [0.0] * len(items), fill(number))
            _whiskers(axes, at, one)
            for y, value, end in zip(at, one.values, one.high or one.values, strict=True):
                words = "–" if value is None else frame.number(value)
                _beside(made, axes, words, max(value or 0, end or 0, 0), y)
        return finished(made, frame, told(frame, items, series))


def stacked(frame: Frame, items: Sequence[str], series: Sequence[Series]) -> str:
    """For each item one bar, in which the series lie end to end, and their sum at its end. No number is below zero.

    Raises ValueError as `bars` does, and for a number below zero; `ChartsExtraMissing` without matplotlib.
    """
    check(items, series)
    if any(value is not None and value < 0 for one in series for value in one.values):
        raise ValueError("a stacked bar takes no number below zero")
    with _rows(frame, items, series, BAR) as (made, axes, middles):
        axes.set_xlim(0, _most(series, True) * 1.12)
        ends = [0.0] * len(items)
        for number, one in enumerate(series):
            values = [value or 0.0 for value in one.values]
            _bar(axes, middles, values, ends, fill(number))
            ends = [end + value for end, value in zip(ends, values, strict=True)]
        for end, y in zip(ends, middles, strict=True):
            _beside(made, axes, frame.number(end), end, y)
        return finished(made, frame, told(frame, items, series))


class _rows:
    """A sheet with a row for each item, as a context: the sheet, its axes, and the height of the middle of each row."""

    def __init__(self, frame: Frame, items: Sequence[str], series: Sequence[Series], high: float) -> None:
        self.frame, self.series = frame, series
        self.names = [lines_of(item, NAME_WIDTH) for item in items]
        self.heights = [max(high, LINE * (name.count("\n") + 1)) + GAP for name in self.names]
        self.keys = _keys([one.name for one in series]) if len(series) > 1 else []
        self.top = TOP + _KEY * len(self.keys)
        self.context = sheet(frame, self.top + max(sum(self.heights), BAR + GAP) + FOOT)

    def __enter__(self) -> tuple[Sheet, Any, list[float]]:
        made = self.context.__enter__()
        total = sum(self.heights)
        middles = [sum(self.heights[:at]) + height / 2 for at, height in enumerate(self.heights)]
        axes = made.field(widest(self.names) + 14, self.top, 12, FOOT)
        axes.set_ylim(max(total, BAR + GAP), 0)
        axes.set_yticks(middles, [made.words.mark(name) for name in self.names])
        made.grid(axes.xaxis, self.frame.number, whole(self.series))
        for row, keys in enumerate(self.keys):
            for x, number, name in keys:
                draw_key(made, fill(number), name, x, TOP + row * _KEY)
        if self.frame.items:
            made.put(Text(self.frame.items, 4, self.top - 4, colour=FAINT))
        return made, axes, middles

    def __exit__(self, *error: Any) -> None:
        self.context.__exit__(*error)


def _keys(names: Sequence[str]) -> list[list[tuple[float, int, str]]]:
    """Where the name of each series stands: rows of place, number and name."""
    rows: list[list[tuple[float, int, str]]] = [[]]
    x = 4.0
    for number, name in enumerate(names):
        wide = 26 + text_width(name) + 18
        if rows[-1] and x + wide > WIDTH:
            rows.append([])
            x = 4.0
        rows[-1].append((x, number, name))
        x += wide
    return rows


def draw_key(made: Sheet, filled: Fill, name: str, x: float, y: float) -> None:
    """A sample of a fill, and whose it is; `y` is that of its upper edge."""
    from matplotlib.patches import Rectangle

    place = (x / made.width, 1 - (y + 13) / made.height), 18 / made.width, 12 / made.height
    made.figure.add_artist(Rectangle(*place, facecolor=filled.colour, edgecolor=INK, linewidth=0.8))
    if filled.hatch:
        edge = text_on(filled.colour)
        made.figure.add_artist(Rectangle(*place, facecolor="none", edgecolor=edge, hatch=filled.hatch, linewidth=0))
    made.put(Text(name, x + 24, y + 12))


def _bar(axes: Any, at: list[float], values: list[float], starts: list[float], filled: Fill) -> None:
    colour, hatch = filled
    axes.barh(at, values, BAR * 0.82, left=starts, color=colour, edgecolor=INK, linewidth=0.8)
    if hatch:
        axes.barh(
            at, values, BAR * 0.82, left=starts, color="none", edgecolor=text_on(colour), hatch=hatch, linewidth=0
        )


def _whiskers(axes: Any, at: list[float], one: Series) -> None:
    if one.low is None or one.high is None:
        return
    for y, low, high in zip(at, one.low, one.high, strict=True):
        if low is not None and high is not None:
            # a white edge, so that it is seen on a dark bar too
            axes.plot([low, high], [y, y], color=WHITE, linewidth=4, solid_capstyle="butt")
            axes.plot([low, high], [y, y], color=INK, linewidth=1.6, marker="|", markersize=8)


def _beside(made: Sheet, axes: Any, words: str, value: float, y: float) -> None:
    """A number at the end of its bar."""
    x, up = made.figure.transFigure.inverted().transform(axes.transData.transform((value, y)))
    made.put(Text(words, x * made.width + 5, (1 - up) * made.height + 5))


def _most(series: Sequence[Series], summed: bool) -> float:
    columns = zip(*([value or 0.0 for value in one.values] for one in series), strict=True)
    most = max((sum(column) if summed else max(column) for column in columns), default=0.0)
    ends = [value or 0.0 for one in series for value in one.high or ()]
    return max(most, *ends, 0.0) or 1.0


def _least(series: Sequence[Series]) -> float:
    return min((value or 0.0 for one in series for value in (*one.values, *(one.low or ()))), default=0.0)
