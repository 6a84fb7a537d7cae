"""Places in columns: of boxes, and of lines that pass a column. What is joined comes to stand side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.drawing.shapes import JOINT, PAD, ROW, Box, Line
from routing.drawing.text import text_width

GAP = 20
"""Between two boxes of a column."""
NARROW = 4
"""Between two lines that pass a column."""
MARGIN = 6
"""How far a band reaches beyond its boxes."""
_SWEEPS = 6


@dataclass
class Slot:
    """A place in a column: of a box, or of a line that passes. `left` and `right` count the lines at its sides."""

    key: str
    column: int
    box: Box | None
    left: int = 0
    right: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def group(self) -> str:
        return self.box.group if self.box else ""

    @property
    def passes(self) -> bool:
        """Whether only lines go through here."""
        return self.box is None or self.box.style.partition(" ")[0] == JOINT

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def measure(self) -> None:
        """Work out the size from the text and the lines that end here."""
        if self.box is None or self.passes:
            self.width, self.height = 0, ROW
            return
        lines = self.box.lines or ("",)
        wide = [text_width(line) * (1.1 if at < self.box.strong else 1) for at, line in enumerate(lines)]
        self.width = max(wide) + 2 * PAD
        self.height = max(len(lines), self.left, self.right) * ROW + PAD


@dataclass(frozen=True)
class Step:
    """The part of a line between two neighbouring columns, or within the gutter right of one."""

    line: Line
    start: str
    end: str
    first: bool
    last: bool


def steps_of(line: Line, slots: dict[str, Slot]) -> list[Step]:
    """A line from column to column, with a slot of its own in each that it passes."""
    start, end = slots[line.start], slots[line.end]
    if start.column == end.column:
        return [Step(line, line.start, line.end, True, True)]
    step = 1 if end.column > start.column else -1
    keys = [line.start]
    for column in range(start.column + step, end.column, step):
        key = f"\0{len(slots)}"
        slots[key] = Slot(key, column, None)
        keys.append(key)
    keys.append(line.end)
    last = len(keys) - 2
    return [Step(line, a, b, at == 0, at == last) for at, (a, b) in enumerate(pairwise(keys))]


def count_ends(slots: dict[str, Slot], steps: Iterable[Step]) -> None:
    """Count the lines at both sides of each slot."""
    for step in steps:
        a, b = slots[step.start], slots[step.end]
        if a.column == b.column:
            a.right += 1
            b.right += a is not b
        else:
            left, right = (a, b) if a.column < b.column else (b, a)
            left.right += 1
            right.left += 1


def neighbours(slots: dict[str, Slot], steps: Iterable[Step]) -> dict[str, list[Slot]]:
    """What each slot is joined to in another column."""
    near: dict[str, list[Slot]] = {key: [] for key in slots}
    for step in steps:
        a, b = slots[step.start], slots[step.end]
        near[step.start].append(b)
        near[step.end].append(a)
    return near


def ordered(slots: dict[str, Slot], near: dict[str, list[Slot]]) -> list[list[Slot]]:
    """The slots of each column from top to bottom, each near those it is joined to; groups stay together."""
    width = max((slot.column for slot in slots.values()), default=-1) + 1
    columns = [[slot for slot in slots.values() if slot.column == number] for number in range(width)]
    for sweep in range(_SWEEPS):
        place = {slot.key: at / max(len(column), 1) for column in columns for at, slot in enumerate(column)}
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wanted = {
                slot.key: _mean([place[other.key] for other in near[slot.key]], place[slot.key]) for slot in column
            }
            groups: dict[str, list[float]] = {}
            for slot in column:
                groups.setdefault(slot.group or slot.key, []).append(wanted[slot.key])
            first = {name: _mean(found, 0) for name, found in groups.items()}
            column.sort(key=lambda slot: (first[slot.group or slot.key], slot.group, wanted[slot.key]))
            place.update({slot.key: at / max(len(column), 1) for at, slot in enumerate(column)})
    _untangle(columns, near)
    return columns


def _untangle(columns: Sequence[list[Slot]], near: dict[str, list[Slot]]) -> None:
    """Swap neighbours of one group in a column as long as fewer lines cross by it (Gansner and others 1993)."""
    place = {slot.key: at for column in columns for at, slot in enumerate(column)}
    for _ in range(_SWEEPS):
        swapped = False
        for column in columns:
            for at in range(len(column) - 1):
                above, below = column[at], column[at + 1]
                if above.group == below.group and _crossing(above, below, near, place) > 0:
                    column[at : at + 2] = [below, above]
                    place[above.key], place[below.key] = at + 1, at
                    swapped = True
        if not swapped:
            return


def _crossing(above: Slot, below: Slot, near: dict[str, list[Slot]], place: dict[str, int]) -> int:
    """How many more lines of two neighbours cross than would if they stood the other way round."""
    surplus = 0
    for one in near[above.key]:
        for other in near[below.key]:
            if one.column == other.column != above.column:
                surplus += (place[one.key] > place[other.key]) - (place[one.key] < place[other.key])
    return surplus


def stack(columns: Sequence[Sequence[Slot]], near: dict[str, list[Slot]], top: float) -> None:
    """Give each slot its height on the page: as near to what it is joined to as order and distances allow."""
    for column in columns:
        y = top
        for at, slot in enumerate(column):
            y += _gap(column[at - 1], slot) if at else _head(slot)
            slot.y = y
            y += slot.height
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            _settle(column, near)
    least = min((slot.y - _head(slot) for column in columns for slot in column), default=top)
    for column in columns:
        for slot in column:
            slot.y += top - least


def _settle(column: Sequence[Slot], near: dict[str, list[Slot]]) -> None:
    """Move the slots of a column to where those they are joined to stand on average, without changing their order:
    least squares under an order (pool adjacent violators, Ayer and others 1955)."""
    offsets, y = [], 0.0
    for at, slot in enumerate(column):
        y += _gap(column[at - 1], slot) if at else 0
        offsets.append(y)
        y += slot.height
    pools: list[_Pool] = []
    for slot, offset in zip(column, offsets, strict=True):
        others = [other.middle for other in near[slot.key] if other.column != slot.column]
        if others:
            pools.append(_Pool(_mean(others, 0) - slot.height / 2 - offset, 1, 1))
        elif pools:  # what is joined to nothing stays close to the one above
            pools[-1].count += 1
        else:
            pools.append(_Pool(0, 0, 1))
        while len(pools) > 1 and pools[-2].mean > pools[-1].mean:
            last = pools.pop()
            pools[-1].take(last)
    moved = [pool.mean for pool in pools for _ in range(pool.count)]
    if column and pools[-1].weight:
        for slot, offset, mean in zip(column, offsets, moved, strict=True):
            slot.y = mean + offset


@dataclass
class _Pool:
    """Slots that lie as close as they may, and where they want to be on average."""

    total: float
    weight: int
    count: int

    def take(self, other: _Pool) -> None:
        self.total += other.total
        self.weight += other.weight
        self.count += other.count

    @property
    def mean(self) -> float:
        return self.total / self.weight if self.weight else math.inf


def _head(slot: Slot) -> float:
    """Room for the name of a group above its first box."""
    return ROW + MARGIN if slot.group else 0


def _gap(above: Slot, below: Slot) -> float:
    """The least distance between two slots of a column that follow each other."""
    if above.group and above.group == below.group:
        return GAP
    if above.passes and below.passes:
        return NARROW
    return GAP + (MARGIN if above.group else 0) + _head(below)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
