"""A picture as SVG: one element that stands in a page or in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from routing.drawing.markup import escaped
from routing.drawing.shapes import JOINT, PAD, ROW, Band, Drawn, Heading, Picture, Placed, Point
from routing.drawing.text import FONT

FONTS = "'Noto Sans JP','Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans CJK JP',sans-serif"
INK = "#1a1a1a"
FAINT = "#4a4a4a"
WARNING = "#a3123a"
CORNER = 5.0
"""How round the corners of lines are."""
FILLS = {
    "person": "#e8f1fb", "need": "#fdf0dc", "agency": "#e6f4e8", "event": "#f3eafa", "finding": "#fbe9ee",
    "rule": "#eef1f4", "foreign": "#ffffff", "fact": "#e8f1fb", "effect": "#e6f4e8", "lead": "#cdebd4",
}  # fmt: skip
"""By what a box stands for. The word in the box says it too: colour alone carries nothing."""


def svg(picture: Picture, name: str, title: str, description: str, alone: bool = False) -> str:
    """The picture as an `<svg>` element. `name` keeps its ids apart from others on a page; `title` and `description`
    are read out where it is not seen. `alone`: as a file of its own."""
    width, height = f"{picture.width:.0f}", f"{picture.height:.0f}"
    # within an image nothing can be reached by the keyboard, so one with links is a group
    role = "group" if any(placed.box.link for placed in picture.boxes) else "img"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="{role}" aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}" font-size="{FONT}">'
    )
    body = [
        *(['<?xml version="1.0" encoding="UTF-8"?>'] if alone else []),
        head,
        f'<title id="{name}-title">{escaped(title)}</title>',
        f'<desc id="{name}-desc">{escaped(description)}</desc>',
        f'<defs><marker id="{name}-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerUnits="userSpaceOnUse" '
        f'markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>',
        *([f'<rect width="{width}" height="{height}" fill="#ffffff"/>'] if alone else []),
        *(part for band in picture.bands for part in _band(band)),
        *(_heading(heading) for heading in picture.headings),
        *(_line(drawn, name) for drawn in picture.lines),
        *(part for placed in picture.boxes for part in _box(placed)),
        *(_label(drawn) for drawn in picture.lines if drawn.label_at is not None),
        "</svg>",
    ]
    return "\n".join(body)


def _band(band: Band) -> Iterator[str]:
    yield (
        f'<rect x="{band.x:.1f}" y="{band.y:.1f}" width="{band.width:.1f}" height="{band.height:.1f}" rx="8" '
        f'fill="#f3f1ea"/>'
    )
    yield f'<text x="{band.x + PAD:.1f}" y="{band.y + FONT + 4:.1f}" fill="{FAINT}">{escaped(band.name)}</text>'


def _heading(heading: Heading) -> str:
    place = f'x="{heading.x:.1f}" y="{heading.y:.1f}"'
    return f'<text {place} fill="{FAINT}" font-weight="600">{escaped(heading.text)}</text>'


def _line(drawn: Drawn, name: str) -> str:
    dashed = _dashes(drawn.line.style)
    colour, width = _pen(drawn.line.style)
    arrow = f' marker-end="url(#{name}-arrow)"' if drawn.line.arrow else ""
    path = _path(drawn.points)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}{arrow}/>'


def _pen(style: str) -> tuple[str, float]:
    """Colour and width of a line or of the edge of a box."""
    return (WARNING if style in ("absent", "harm") else INK), (2.4 if style == "lead" else 1.2)


def _dashes(style: str) -> str:
    return ' stroke-dasharray="5 4"' if style in ("absent", "also") else ""


def _path(points: Sequence[Point]) -> str:
    """A way through corners, each of them rounded within the two pieces that meet there."""
    kept = [at for number, at in enumerate(points) if number == 0 or at != points[number - 1]]
    parts = [f"M{_at(kept[0])}"]
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{_at(near)}Q{_at(corner)} {_at(far)}")
    return "".join([*parts, f"L{_at(kept[-1])}"])


def _towards(corner: Point, other: Point) -> Point:
    """The point a little way from a corner to its neighbour, which lies level or upright."""
    (x, y), (to_x, to_y) = corner, other
    length = abs(to_x - x) + abs(to_y - y)
    part = min(CORNER, length / 2) / length
    return x + (to_x - x) * part, y + (to_y - y) * part


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _label(drawn: Drawn) -> str:
    assert drawn.label_at is not None
    x, y = drawn.label_at
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{escaped(drawn.line.label)}</text>"
    )


def _box(placed: Placed) -> Iterator[str]:
    kind, _, state = placed.box.style.partition(" ")
    if kind == JOINT:
        y = placed.y + placed.height / 2
        colour, stroke = _pen(state)
        dashed = _dashes(state)
        path = f"M{placed.x:.1f} {y:.1f}h{placed.width:.1f}"
        yield f'<path d="{path}" stroke="{colour}" stroke-width="{stroke}"{dashed}/>'
        return
    dashed = _dashes(state)
    colour, stroke = _pen("lead" if kind == "lead" else state)
    if placed.box.link:
        yield f"<a href={quoteattr('#' + placed.box.link)}>"
    yield (
        f'<rect x="{placed.x:.1f}" y="{placed.y:.1f}" width="{placed.width:.1f}" height="{placed.height:.1f}" rx="6" '
        f'fill="{FILLS.get(kind, "#ffffff")}" stroke="{colour}" stroke-width="{stroke}"{dashed}/>'
    )
    top = placed.y + (placed.height - len(placed.box.lines) * ROW) / 2
    for number, line in enumerate(placed.box.lines):
        weight = ' font-weight="600"' if number < placed.box.strong else ""
        y = top + number * ROW + FONT
        yield f'<text x="{placed.x + PAD:.1f}" y="{y:.1f}" fill="{INK}"{weight}>{escaped(line)}</text>'
    if placed.box.link:
        yield "</a>"
