"""Boxes in columns, and lines between them that pass through no box.

A line runs only in the gutters between columns; one that has to pass a column has a free row of its own there (after
Sugiyama, Tagawa and Toda 1981). So no line can cross a box it does not end at, and no label can lie on a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routing.drawing.gutters import Gutter, Route
from routing.drawing.shapes import PAD, ROW, Band, Box, Drawn, Heading, Line, Picture, Placed, Point
from routing.drawing.slots import MARGIN, Slot, Step, count_ends, neighbours, ordered, stack, steps_of
from routing.drawing.text import text_width


def lay_out(boxes: Sequence[Box], lines: Sequence[Line], headings: Mapping[int, str] | None = None) -> Picture:
    """Place boxes in their columns and lead the lines. Lines to boxes that are not there are left out.

    `headings` says above a column what its boxes are.
    """
    slots = {box.key: Slot(box.key, box.column, box) for box in boxes}
    steps: list[Step] = []
    for line in lines:
        if line.start in slots and line.end in slots:
            steps += steps_of(line, slots)
    near = neighbours(slots, steps)
    columns = ordered(slots, near)
    count_ends(slots, steps)
    for slot in slots.values():
        slot.measure()
    headings = {at: text for at, text in (headings or {}).items() if at < len(columns)}
    top = PAD + ROW + (ROW if headings else 0)  # room for a label above the first line
    stack(columns, near, top)
    gutters, width = _spread(columns, steps, slots, headings)
    drawn: dict[int, list[Route]] = {}
    for gutter in gutters:
        for route in gutter.routes():
            drawn.setdefault(id(route[0].line), []).append(route)
    bands = tuple(_bands(columns))
    lowest = [slot.y + slot.height for slot in slots.values()] + [band.y + band.height for band in bands]
    placed = [Placed(slot.box, slot.x, slot.y, slot.width, slot.height) for slot in slots.values() if slot.box]
    return Picture(
        tuple(placed),
        tuple(_whole(line, drawn[id(line)]) for line in lines if id(line) in drawn),
        max(width, PAD * 2) + PAD,
        max(lowest, default=0) + PAD,
        bands,
        tuple(Heading(text, columns[at][0].x, PAD + 12) for at, text in headings.items() if columns[at]),
    )


def _spread(
    columns: Sequence[Sequence[Slot]], steps: Sequence[Step], slots: dict[str, Slot], headings: Mapping[int, str]
) -> tuple[list[Gutter], float]:
    """Give each column its place from left to right, with the gutters between them, and say how wide all is."""
    by_column: list[list[Step]] = [[] for _ in columns]
    for step in steps:
        by_column[min(slots[step.start].column, slots[step.end].column)].append(step)
    gutters = [Gutter(mine, slots) for mine in by_column]
    x = float(PAD)
    for at, (column, gutter) in enumerate(zip(columns, gutters, strict=True)):
        names = [slot.group for slot in column] + ([headings[at]] if at in headings else [])
        width = max([slot.width for slot in column] + [text_width(name) * 1.1 for name in names], default=0)
        for slot in column:
            slot.x, slot.width = x, width
        gutter.left = x + width
        x = gutter.left + gutter.width
    return gutters, x


def _bands(columns: Sequence[Sequence[Slot]]) -> list[Band]:
    found: dict[tuple[int, str], list[Slot]] = {}
    for at, column in enumerate(columns):
        for slot in column:
            if slot.group:
                found.setdefault((at, slot.group), []).append(slot)
    bands = []
    for (_, name), group in found.items():
        first, last = group[0], group[-1]
        y = first.y - ROW - MARGIN + 2
        height = last.y + last.height + MARGIN - y
        bands.append(Band(name, first.x - MARGIN, y, first.width + 2 * MARGIN, height))
    return bands


def _whole(line: Line, parts: Sequence[Route]) -> Drawn:
    """A line from its steps, in the order in which it runs."""
    order = {part[0].start: part for part in parts}
    points: list[Point] = []
    label: Point | None = None
    here: str | None = line.start
    while here in order and len(points) <= 4 * len(parts):
        step, corners, at = order[here]
        points += corners
        label = at or label
        here = None if step.last else step.end
    return Drawn(line, tuple(dict.fromkeys(points)), label)
