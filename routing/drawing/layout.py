"""Boxes in columns, and lines between them that pass through no box.

A line runs only in the gutters between columns; one that has to pass a column has a free row of its own there (after
Sugiyama, Tagawa and Toda 1981). So no line can cross a box it does not end at, and no label can lie on a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

FONT = 13
"""Height of the letters, in the units of the picture."""
ROW = 18
"""Height of a line of text, and the least distance of two lines that end at one box."""
PAD = 10
GAP = 20
"""Between two boxes of a column."""
LANE = 7
"""Between two lines that run side by side."""
MOST_WIDE = 230
"""Width of text in a box, after which it goes on in the next line."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A box to be placed. `column` counts from 0 at the left; `style` is a class name for the drawing."""

    key: str
    lines: tuple[str, ...]
    column: int
    style: str = ""
    link: str | None = None
    strong: int = 1
    """How many of the lines, from the first, are its name."""


@dataclass(frozen=True)
class Line:
    """A line from one box to another, with an arrow at its end unless it goes both ways."""

    start: str
    end: str
    label: str = ""
    arrow: bool = True
    style: str = ""


@dataclass(frozen=True)
class Placed:
    """A box with its place: the upper left corner, width and height."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawn:
    """A line with the corners it passes, and where its label starts (its baseline)."""

    line: Line
    points: tuple[Point, ...]
    label_at: Point | None = None


@dataclass(frozen=True)
class Picture:
    """Everything in its place."""

    boxes: tuple[Placed, ...]
    lines: tuple[Drawn, ...]
    width: float
    height: float


def text_width(text: str) -> float:
    """How wide a text is drawn, as a good upper guess: Japanese letters are as wide as they are high."""
    return sum(FONT if east_asian_width(c) in "WFA" else FONT * 0.62 for c in text)


def wrapped(text: str, width: float = MOST_WIDE) -> list[str]:
    """A text in lines that are not wider: broken at spaces where there are some."""
    lines, line = [], ""
    for word in _words(text):
        if line and text_width(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: words, and single Japanese letters."""
    words = [""]
    for c in text:
        if east_asian_width(c) in "WF" or len(words[-1]) > 24 or words[-1].endswith(" "):
            words.append(c)
        else:
            words[-1] += c
    return words


@dataclass
class _Slot:
    """A place in a column: of a box, or of a line that passes."""

    key: str
    column: int
    box: Box | None
    left: int = 0
    right: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class _Step:
    """The part of a line between two neighbouring columns, or within the gutter right of one."""

    line: Line
    start: str
    end: str
    first: bool
    last: bool


def lay_out(boxes: Sequence[Box], lines: Sequence[Line]) -> Picture:
    """Place boxes in their columns and lead the lines. Lines to boxes that are not there are left out."""
    slots = {box.key: _Slot(box.key, box.column, box) for box in boxes}
    steps: list[_Step] = []
    for line in lines:
        if line.start in slots and line.end in slots:
            steps += _steps(line, slots)
    columns = _ordered(slots, steps)
    _count_ports(slots, steps)
    for slot in slots.values():
        _measure(slot)
    by_column: list[list[_Step]] = [[] for _ in columns]
    for step in steps:
        by_column[min(slots[step.start].column, slots[step.end].column)].append(step)
    gutters = [_Gutter(mine, slots) for mine in by_column]
    x = float(PAD)
    for column, gutter in zip(columns, gutters, strict=True):
        width = max((slot.width for slot in column), default=0)
        for slot in column:
            slot.x, slot.width = x, width
        gutter.left = x + width
        x = gutter.left + gutter.width
    _stack(columns)
    drawn: dict[int, list[tuple[_Step, list[Point], Point | None]]] = {}
    for gutter in gutters:
        for step, points, label in gutter.routes(slots):
            drawn.setdefault(id(step.line), []).append((step, points, label))
    height = max((slot.y + slot.height for slot in slots.values()), default=0) + PAD
    placed = [Placed(slot.box, slot.x, slot.y, slot.width, slot.height) for slot in slots.values() if slot.box]
    found = [_whole(line, drawn[id(line)]) for line in lines if id(line) in drawn]
    return Picture(tuple(placed), tuple(found), max(x, PAD * 2) + PAD, height)


def _steps(line: Line, slots: dict[str, _Slot]) -> list[_Step]:
    """A line from column to column, with a slot of its own in each that it passes."""
    start, end = slots[line.start], slots[line.end]
    if abs(start.column - end.column) == 0:
        return [_Step(line, line.start, line.end, True, True)]
    step = 1 if end.column > start.column else -1
    keys = [line.start]
    for column in range(start.column + step, end.column, step):
        key = f"\0{len(slots)}"
        slots[key] = _Slot(key, column, None)
        keys.append(key)
    keys.append(line.end)
    last = len(keys) - 2
    return [_Step(line, a, b, at == 0, at == last) for at, (a, b) in enumerate(pairwise(keys))]


def _ordered(slots: dict[str, _Slot], steps: Iterable[_Step]) -> list[list[_Slot]]:
    """The slots of each column from top to bottom, each near those it is joined to."""
    near: dict[str, list[str]] = {key: [] for key in slots}
    for step in steps:
        near[step.start].append(step.end)
        near[step.end].append(step.start)
    width = max((slot.column for slot in slots.values()), default=-1) + 1
    columns = [[slot for slot in slots.values() if slot.column == number] for number in range(width)]
    for sweep in range(6):
        place = {slot.key: at / max(len(column), 1) for column in columns for at, slot in enumerate(column)}
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wanted = {
                slot.key: sum(place[key] for key in near[slot.key]) / len(near[slot.key])
                if near[slot.key]
                else place[slot.key]
                for slot in column
            }
            column.sort(key=lambda slot: wanted[slot.key])
            place.update({slot.key: at / max(len(column), 1) for at, slot in enumerate(column)})
    return columns


def _count_ports(slots: dict[str, _Slot], steps: Iterable[_Step]) -> None:
    for step in steps:
        a, b = slots[step.start], slots[step.end]
        if a.column == b.column:
            a.right += 1
            b.right += a is not b
        else:
            left, right = (a, b) if a.column < b.column else (b, a)
            left.right += 1
            right.left += 1


def _measure(slot: _Slot) -> None:
    if slot.box is None:
        slot.width, slot.height = 0, ROW
        return
    lines = slot.box.lines or ("",)
    wide = [text_width(line) * (1.1 if at < slot.box.strong else 1) for at, line in enumerate(lines)]
    slot.width = max(wide) + 2 * PAD
    slot.height = max(len(lines), slot.left, slot.right) * ROW + PAD


def _stack(columns: list[list[_Slot]]) -> None:
    tall = [sum(slot.height for slot in column) + GAP * max(len(column) - 1, 0) for column in columns]
    for column, height in zip(columns, tall, strict=True):
        y = PAD + ROW + (max(tall) - height) / 2  # room for a label above the first line
        for slot in column:
            slot.y = y
            y += slot.height + GAP


class _Gutter:
    """The space right of a column: labels of lines that turn back, then the lanes, then labels of those that go on."""

    def __init__(self, mine: list[_Step], slots: dict[str, _Slot]) -> None:
        self.left = 0.0
        self.mine = mine
        back = [step for step in mine if slots[step.start].column == slots[step.end].column]
        on = [step for step in mine if slots[step.start].column != slots[step.end].column]
        self.back_width = max((text_width(step.line.label) for step in back), default=0) + (3 * PAD if back else PAD)
        self.lanes = len(mine)
        self.on_width = max((text_width(step.line.label) for step in on if _labelled(step, slots)), default=0)
        self.on_width += 3 * PAD if on else 0
        self.width = self.back_width + self.lanes * LANE + self.on_width

    def routes(self, slots: dict[str, _Slot]) -> list[tuple[_Step, list[Point], Point | None]]:
        """The corners of each line in this gutter, and where its label starts."""
        ports = _Ports(self.mine, slots)
        found = []
        for number, step in enumerate(sorted(self.mine, key=lambda step: ports.top(step))):
            lane = self.left + self.back_width + (number + 0.5) * LANE
            a, b = slots[step.start], slots[step.end]
            if a.column == b.column:
                (ya, yb) = ports.of(step)
                edge = a.x + a.width
                points = [(edge, ya), (lane, ya), (lane, yb), (edge, yb)]
                label = (edge + PAD, ya - 4)
            else:
                (near, far) = ports.of(step)
                left, right = (a, b) if a.column < b.column else (b, a)
                points = [(left.x + left.width, near), (lane, near), (lane, far), (right.x, far)]
                label = (self.left + self.back_width + self.lanes * LANE + PAD, far - 4)
                if a is right:
                    points.reverse()
            found.append((step, points, label if step.line.label and _labelled(step, slots) else None))
        return found


def _labelled(step: _Step, slots: dict[str, _Slot]) -> bool:
    """Whether the label of a line stands in this step: at its right end, or where it turns back."""
    if slots[step.start].column == slots[step.end].column:
        return True
    right = step.last if slots[step.end].column > slots[step.start].column else step.first
    return right


class _Ports:
    """Where lines leave and enter the slots at one gutter, from top to bottom in the order of where they lead."""

    def __init__(self, steps: list[_Step], slots: dict[str, _Slot]) -> None:
        self.slots = slots
        self.places: dict[tuple[int, str, int], float] = {}
        ends: dict[tuple[str, bool], list[tuple[float, int, int]]] = {}
        for number, step in enumerate(steps):
            a, b = slots[step.start], slots[step.end]
            if a.column == b.column:
                ends.setdefault((a.key, True), []).append((b.y, number, 0))
                ends.setdefault((b.key, True), []).append((a.y, number, 1))
            else:
                left, right = (a, b) if a.column < b.column else (b, a)
                ends.setdefault((left.key, True), []).append((right.y, number, 0))
                ends.setdefault((right.key, False), []).append((left.y, number, 1))
        for (key, _), leaving in ends.items():
            slot = slots[key]
            first = slot.y + (slot.height - (len(leaving) - 1) * ROW) / 2
            for at, (_, number, side) in enumerate(sorted(leaving)):
                self.places[(number, key, side)] = first + at * ROW
        self.numbers = {id(step): number for number, step in enumerate(steps)}

    def of(self, step: _Step) -> tuple[float, float]:
        """The heights at which a step leaves: of its left (or first) end, then of the other."""
        number = self.numbers[id(step)]
        a, b = self.slots[step.start], self.slots[step.end]
        first, second = (b, a) if b.column < a.column else (a, b)
        return self.places[(number, first.key, 0)], self.places[(number, second.key, 1)]

    def top(self, step: _Step) -> float:
        return min(self.of(step))


def _whole(line: Line, parts: list[tuple[_Step, list[Point], Point | None]]) -> Drawn:
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
