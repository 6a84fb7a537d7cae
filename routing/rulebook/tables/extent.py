"""Which values a condition takes, as far as its cell says so: to tell exactly whether two rows can hold at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

Number = int | float | str
"""A number, or a date as `YYYY-MM-DD`: both are ordered."""

Point = tuple[Number, int]
"""Just before a value (0) or just after it (1)."""

Span = tuple[Point | None, Point | None]
"""From the first point on and before the second; None is open."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The values that a condition takes: of numbers and dates some spans; of names those listed, or all others.

    `null`: it holds where the value is not known.
    """

    spans: tuple[Span, ...] = ()
    names: frozenset[str | bool] = frozenset()
    others: bool = False
    null: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The values of a column, cut into parts of which each condition takes all or nothing.

    `said` words each part for a reader; the last is the unknown value. `masks` has a bit set of parts for each
    condition; `everything` holds all parts that exist.
    """

    said: tuple[str, ...]
    masks: tuple[int, ...]
    everything: int
    ends: tuple[Point, ...] = ()

    def words(self, mask: int) -> list[str]:
        """Some of the parts in words; spans that touch are one."""
        if not self.ends:
            return [text for index, text in enumerate(self.said) if mask >> index & 1]
        ends: list[Point | None] = [None, *self.ends, None]
        found: list[Span] = []
        for index in range(len(ends) - 1):
            if mask >> index & 1:
                span: Span = (ends[index], ends[index + 1])
                if found and found[-1][1] == span[0]:
                    span = (found.pop()[0], span[1])
                found.append(span)
        return [_span_said(*span) for span in found] + ["unknown"] * (mask >> len(ends) - 1 & 1)


def parts(extents: Sequence[Extent | None], universe: frozenset[str] | None = None) -> Parts | None:
    """The parts of a column by the extents of its cells, None for a cell without a condition.

    `universe` are the allowed names where the column has a closed list. None where numbers and names are mixed.
    """
    given = [extent for extent in extents if extent is not None]
    points = {point for extent in given for span in extent.spans for point in span if point is not None}
    names = {name for extent in given for name in extent.names}
    if any(isinstance(name, bool) for name in names):
        names |= {True, False}  # whoever speaks of one speaks of the other
    texts = any(isinstance(point[0], str) for point in points)
    if (points and names) or (texts and not all(isinstance(point[0], str) for point in points)):
        return None
    if points or any(extent.spans for extent in given):
        if points and not texts and min(points) >= (0, 0):
            points.add((0, 0))  # where no cell speaks of less than nothing, gaps end there
        return _of_spans(extents, sorted(points))
    return _of_names(extents, sorted(names, key=str), universe)


def _of_spans(extents: Sequence[Extent | None], points: list[Point]) -> Parts:
    everything = (1 << len(points) + 2) - 1
    null = 1 << len(points) + 1

    def mask(extent: Extent | None) -> int:
        if extent is None:
            return everything
        found = null if extent.null else 0
        if extent.others:
            found |= everything & ~null
        for start, end in extent.spans:
            first = 0 if start is None else bisect_left(points, start) + 1
            last = len(points) if end is None else bisect_left(points, end)
            found |= (1 << last + 1) - (1 << first) if first <= last else 0
        return found

    ends: list[Point | None] = [None, *points, None]
    said = [_span_said(ends[i], ends[i + 1]) for i in range(len(points) + 1)]
    return Parts((*said, "unknown"), tuple(map(mask, extents)), everything, tuple(points))


def _span_said(start: Point | None, end: Point | None) -> str:
    if start is None or end is None:
        low = "" if start is None else f"{'>=' if start[1] == 0 else '>'}{start[0]}"
        return low or ("any" if end is None else f"{'<' if end[1] == 0 else '<='}{end[0]}")
    if start[0] == end[0]:
        return str(start[0])
    if start[1] == 0:
        if isinstance(start[0], int) and isinstance(end[0], int) and end[1] == 0:
            return f"{start[0]}..{end[0] - 1}" if end[0] - 1 > start[0] else str(start[0])
        return f"{start[0]}..{end[0]}" if end[1] == 1 else f"[{start[0]}..{end[0]})"
    return f"({start[0]}..{end[0]}{']' if end[1] == 1 else ')'}"


def _of_names(extents: Sequence[Extent | None], names: list[str | bool], universe: frozenset[str] | None) -> Parts:
    bit = {name: 1 << index for index, name in enumerate(names)}
    others, null = 1 << len(names), 1 << len(names) + 1
    all_named = set(names) >= (universe if universe is not None else {True, False})
    everything = sum(bit.values()) | null | (0 if all_named and names else others)

    def mask(extent: Extent | None) -> int:
        if extent is None:
            return everything
        listed = sum(bit[name] for name in extent.names)
        found = everything & ~null & ~listed if extent.others else listed
        return found | (null if extent.null else 0)

    words = [name if isinstance(name, str) else ("yes" if name else "no") for name in names]
    return Parts((*words, "any other", "unknown"), tuple(map(mask, extents)), everything)
