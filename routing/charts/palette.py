"""The colours of charts: as different in grey as in colour, each with an edge, and text on them that can be read."""

from __future__ import annotations

from typing import NamedTuple

from routing.drawing.svg import FAINT, INK

WHITE = "#ffffff"
GRID = "#d0d0d0"
FILLS = ("#16365c", "#c9d9ea", "#8f3f1d", "#e8b450", "#3f8573", "#f3f1ee")
"""Dark and light in turn, so that two that stand beside each other differ most; no two are alike in grey."""
HATCHES = ("", "///", "...", "xxx")
"""Drawn over a fill once all fills are used."""
PENS = ("#16365c", "#a3522a", "#3f7668", "#6b4c9a", "#5f5f5f", "#7a5c00")
"""Colours of lines: each stands out from white by more than 3 to 1. Dashes and markers tell them apart in grey."""
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
SHADES = ("#f2f6fb", "#dbe7f3", "#bcd3ea", "#92b6da", "#2f5f93", "#16365c")
"""For few to many; none between the fourth and the fifth, on which neither dark nor white text could be read."""
MOST_SERIES = len(FILLS) * len(HATCHES)


class Fill(NamedTuple):
    """How an area is filled. Its edge is always dark."""

    colour: str
    hatch: str


def fill(number: int) -> Fill:
    """The fill of the series of a number, from 0. Raises ValueError where there are more than can be told apart."""
    if number >= MOST_SERIES:
        raise ValueError(f"a chart tells at most {MOST_SERIES} series apart")
    return Fill(FILLS[number % len(FILLS)], HATCHES[number // len(FILLS)])


def shade(part: float) -> str:
    """The shade of a count, given as its part of the largest one: more than 0, at most 1."""
    return SHADES[min(int(part * len(SHADES)), len(SHADES) - 1)]


def text_on(colour: str) -> str:
    """The colour of text on an area."""
    return max((INK, WHITE), key=lambda text: contrast(text, colour))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 for black to 1 for white (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2). Text needs 4.5, the parts of a picture need 3."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


__all__ = ["DASHES", "FAINT", "GRID", "INK", "MARKERS", "PENS", "WHITE", "Fill", "fill", "shade", "text_on"]
