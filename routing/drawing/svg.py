"""A picture as SVG: one element that stands in a page or in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from routing.drawing.layout import FONT, PAD, ROW, Drawn, Picture, Placed
from routing.drawing.markup import escaped

FONTS = "'Noto Sans JP','Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans CJK JP',sans-serif"
INK = "#1a1a1a"
FILLS = {
    "person": "#e8f1fb", "need": "#fdf0dc", "agency": "#e6f4e8", "event": "#f3eafa", "finding": "#fbe9ee",
    "rule": "#eef1f4", "foreign": "#ffffff",
}  # fmt: skip
"""By what a box stands for. The word in the box says it too: colour alone carries nothing."""


def svg(picture: Picture, name: str, title: str, description: str, alone: bool = False) -> str:
    """The picture as an `<svg>` element. `name` keeps its ids apart from others on a page; `title` and `description`
    are read out where it is not seen. `alone`: as a file of its own."""
    width, height = f"{picture.width:.0f}", f"{picture.height:.0f}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}" font-size="{FONT}">'
    )
    body = [
        *(['<?xml version="1.0" encoding="UTF-8"?>'] if alone else []),
        head,
        f'<title id="{name}-title">{escaped(title)}</title>',
        f'<desc id="{name}-desc">{escaped(description)}</desc>',
        f'<defs><marker id="{name}-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>',
        *([f'<rect width="{width}" height="{height}" fill="#ffffff"/>'] if alone else []),
        *(_line(drawn, name) for drawn in picture.lines),
        *(part for placed in picture.boxes for part in _box(placed)),
        *(_label(drawn) for drawn in picture.lines if drawn.label_at is not None),
        "</svg>",
    ]
    return "\n".join(body)


def _line(drawn: Drawn, name: str) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn.points)
    dashed = ' stroke-dasharray="5 4"' if drawn.line.style in ("absent", "also") else ""
    colour = "#a3123a" if drawn.line.style == "absent" else INK
    arrow = f' marker-end="url(#{name}-arrow)"' if drawn.line.arrow else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4"{dashed}{arrow}/>'


def _label(drawn: Drawn) -> str:
    assert drawn.label_at is not None
    x, y = drawn.label_at
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{escaped(drawn.line.label)}</text>"
    )


def _box(placed: Placed) -> Iterator[str]:
    kind, _, state = placed.box.style.partition(" ")
    dashed = ' stroke-dasharray="5 4"' if state else ""
    colour = "#a3123a" if state == "absent" else INK
    if placed.box.link:
        yield f"<a href={quoteattr('#' + placed.box.link)}>"
    yield (
        f'<rect x="{placed.x:.1f}" y="{placed.y:.1f}" width="{placed.width:.1f}" height="{placed.height:.1f}" rx="6" '
        f'fill="{FILLS.get(kind, "#ffffff")}" stroke="{colour}" stroke-width="1.2"{dashed}/>'
    )
    top = placed.y + (placed.height - len(placed.box.lines) * ROW) / 2
    for number, line in enumerate(placed.box.lines):
        weight = ' font-weight="600"' if number < placed.box.strong else ""
        y = top + number * ROW + FONT
        yield f'<text x="{placed.x + PAD:.1f}" y="{y:.1f}" fill="{INK}"{weight}>{escaped(line)}</text>'
    if placed.box.link:
        yield "</a>"
