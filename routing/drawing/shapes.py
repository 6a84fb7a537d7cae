"""What a picture is made of: boxes and lines as they are asked for, and as they are placed."""

from __future__ import annotations

from dataclasses import dataclass

ROW = 18
"""Height of a line of text, and the least distance of two lines that end at one box."""
PAD = 10
JOINT = "joint"
"""The style of a box that is no more than the place where lines come together: drawn as one line through its column, in
the style of a line that follows the word."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A box to be placed. `column` counts from 0 at the left. `style` says what it stands for, then its state: `absent`
    and `also` are drawn with dashes, `absent` in the colour of a warning."""

    key: str
    lines: tuple[str, ...]
    column: int
    style: str = ""
    link: str | None = None
    strong: int = 1
    """How many of the lines, from the first, are its name."""
    group: str = ""
    """Boxes of a column with one group stand together, on a band that bears its name."""


@dataclass(frozen=True)
class Line:
    """A line from one box to another, with an arrow at its end unless it goes both ways. `style` is a state as that of
    a box, or `lead` (thick), or `harm` (in the colour of a warning)."""

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
class Band:
    """The ground of a group of boxes, with its name at the top."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Heading:
    """What the boxes of a column are, above them; the place is that of its baseline."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Everything in its place."""

    boxes: tuple[Placed, ...]
    lines: tuple[Drawn, ...]
    width: float
    height: float
    bands: tuple[Band, ...] = ()
    headings: tuple[Heading, ...] = ()
