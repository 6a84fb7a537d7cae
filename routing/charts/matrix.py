"""From where to where: a matrix with the count in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routing.charts.data import Frame, Series, check, told
from routing.charts.palette import FAINT, INK, WHITE, shade, text_on
from routing.charts.sheet import LINE, TOP, WIDTH, Text, finished, lines_of, sheet, widest

CELL = 34
NAME_WIDTH = 190
MOST_WIDE = 74
"""Width of a column beyond which columns do not grow."""


def matrix(frame: Frame, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """`counts[row][column]`: how many came from what the row names to what the column names.

    The shade of a cell grows with its count; a cell that counts nothing is empty. `frame.items` says what rows and
    columns are (`from ↓ to →`). Raises ValueError where a row has not one count for each column, or a count is below
    zero; `ChartsExtraMissing` without matplotlib.
    """
    series = [Series(name, list(counts[at])) for at, name in enumerate(rows)]
    check(columns, series)
    if any(count < 0 for row in counts for count in row):
        raise ValueError("a count is never below zero")
    left_names = [lines_of(name, NAME_WIDTH) for name in rows]
    left = widest(left_names) + 14
    wide = min(MOST_WIDE, max(CELL, (WIDTH - left - 12) / max(len(columns), 1)))
    top_names = [lines_of(name, NAME_WIDTH) for name in columns]
    turned = widest(top_names) > wide - 6
    head = TOP + LINE + (widest(top_names) if turned else LINE) + 8
    high = max([CELL, *(LINE * (name.count("\n") + 1) + 8 for name in left_names)])
    width = max(left + wide * len(columns) + 12, WIDTH)
    with sheet(frame, head + high * max(len(rows), 1) + 12, width) as made:
        made.put(Text(frame.items, 4, TOP + 6, colour=FAINT))
        for at, name in enumerate(top_names):
            middle = left + (at + 0.5) * wide
            made.put(
                Text(name, middle + (4 if turned else 0), head - 8, "start" if turned else "middle", turned=turned)
            )
        for at, name in enumerate(left_names):
            made.put(Text(name, left - 8, head + (at + 0.5) * high + 5, "end"))
        axes = made.field(left, head, width - left - wide * max(len(columns), 1), 12)
        _cells(axes, len(rows), len(columns), counts)
        for row, values in enumerate(counts):
            for column, count in enumerate(values):
                if count:
                    colour = text_on(shade(count / _most(counts)))
                    place = left + (column + 0.5) * wide, head + (row + 0.5) * high + 5
                    made.put(Text(frame.number(count), *place, "middle", colour=colour))
        return finished(made, frame, told(frame, columns, series) if rows else frame.says)


def _cells(axes: Any, rows: int, columns: int, counts: Sequence[Sequence[int]]) -> None:
    from matplotlib.patches import Rectangle

    axes.set_xlim(0, max(columns, 1))
    axes.set_ylim(max(rows, 1), 0)
    axes.axis("off")
    for row, values in enumerate(counts):
        for column, count in enumerate(values):
            colour = shade(count / _most(counts)) if count else WHITE
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=INK, linewidth=0.6))


def _most(counts: Sequence[Sequence[int]]) -> int:
    return max(count for row in counts for count in row)
