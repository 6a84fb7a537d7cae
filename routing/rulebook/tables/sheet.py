"""One sheet of a workbook: its cells as the texts a person sees."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from routing.errors import RulebookError
from routing.rulebook import limits
from routing.rulebook.tables.grid import Grid, Place, grid

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_UNSEEN = "rules must be seen: show it, or take it out"


@dataclass(frozen=True)
class Styles:
    """What cells refer to: shared texts, the styles that show days, and whether days count from 1904."""

    strings: list[str]
    days: frozenset[int]
    date1904: bool


def local(element: xml.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def cell_place(name: str) -> Place | None:
    """Row and column of `C7`, None for what names no cell.

    >>> cell_place("C7"), cell_place("AB10")
    ((7, 3), (10, 28))
    """
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def sheet_grid(data: bytes, file: str, styles: Styles) -> Grid:
    """The cells of a sheet. A cell merged over several rows counts for each of them.

    Raises `RulebookError` for formulas, errors of formulas, and text in hidden rows and columns.
    """
    reader = _Reader(file, styles)
    try:
        found = grid(file, reader.cells(data))
    except (xml.ParseError, ValueError, LookupError, OverflowError):
        raise RulebookError("the sheet is damaged", file=file, help="save the workbook anew") from None
    reader.refuse_unseen(found)
    reader.fill_merged(found)
    return found


class _Reader:
    """Reads one sheet; what concerns whole rows and columns is kept until all cells are known."""

    def __init__(self, file: str, styles: Styles) -> None:
        self.file = file
        self.styles = styles
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[Place, Place]] = []

    def cells(self, data: bytes) -> Iterator[tuple[Place, str]]:
        """The cells in the order of the file."""
        row = 0
        for event, element in xml.iterparse(io.BytesIO(data), events=("start", "end")) if data else ():
            name = local(element)
            if event == "start":
                if name == "row":
                    row = int(element.get("r", row + 1))
                    column = 0
                    if element.get("hidden") in ("1", "true"):
                        self.hidden_rows.add(row)
                continue
            if name == "c":
                place = cell_place(element.get("r", "")) or (row, column + 1)
                column = place[1]
                text = self._text(element, place)
                element.clear()
                if text:
                    yield place, text
            elif name == "row":
                element.clear()
            elif name == "col" and element.get("hidden") in ("1", "true"):
                self.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
            elif name == "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                if (start := cell_place(first)) and (end := cell_place(last)):
                    self.merged.append((start, end))

    def _text(self, cell: xml.Element, place: Place) -> str:
        """What a cell shows."""
        kind = cell.get("t", "n")
        value = ""
        for part in cell:
            name = local(part)
            if name == "f":
                raise self._error(place, "a formula is not read", "write the value itself in its place")
            if name == "v":
                value = part.text or ""
            elif name == "is":
                value = "".join(t.text or "" for t in _seen(part))
        match kind:
            case "s":
                return self.styles.strings[int(value)] if value else ""
            case "b":
                return {"1": "yes", "0": "no"}.get(value, "")
            case "e":
                raise self._error(place, "the cell holds an error of a formula", "write a value in its place")
            case "n" if value:
                return self._number(float(value), cell.get("s", "0"), place)
        return value

    def _number(self, value: float, style: str, place: Place) -> str:
        if style.isdecimal() and int(style) in self.styles.days:
            return self._day(value, place)
        if value != value or abs(value) >= 1e15:
            raise self._error(place, "the number is too large", "write it as text")
        return str(int(value)) if value == int(value) else repr(value)

    def _day(self, value: float, place: Place) -> str:
        """The day of a count of days; a time of day is none of a rule's business."""
        start = dt.date(1904, 1, 1) if self.styles.date1904 else dt.date(1899, 12, 30)
        if value != int(value) or not 60 < value < 2_958_466:
            raise self._error(place, "the cell holds no day of the calendar", "write it as text: 2026-04-01")
        return (start + dt.timedelta(days=int(value))).isoformat()

    def refuse_unseen(self, found: Grid) -> None:
        """Refuse text that nobody sees on the screen."""
        for row, column in sorted(found.cells):
            if row in self.hidden_rows:
                raise found.error((row, column), "the row is hidden", _UNSEEN)
            if any(first <= column <= last for first, last in self.hidden_columns):
                raise found.error((row, column), "the column is hidden", _UNSEEN)

    def fill_merged(self, found: Grid) -> None:
        """Let a cell that is merged over several rows count for each of them."""
        filled = 0
        for (top, left), (bottom, _) in self.merged:
            text = found.cells.get((top, left))
            bottom = min(bottom, limits.TABLE_ROWS)
            if text is None or left > limits.TABLE_COLUMNS:
                continue
            filled += max(bottom - top, 0) * len(text)
            if filled > limits.TABLE_CHARACTERS:
                raise found.error((top, left), "the merged cells hold too much text", "write it once, in the head")
            for row in range(top + 1, bottom + 1):
                found.cells.setdefault((row, left), text)

    def _error(self, place: Place, message: str, help: str) -> RulebookError:
        return RulebookError(message, file=self.file, line=place[0], column=place[1], help=help)


def _seen(text: xml.Element) -> Iterator[xml.Element]:
    """The parts of a text but the readings above Japanese words."""
    for part in text:
        if local(part) == "t":
            yield part
        elif local(part) == "r":
            yield from (run for run in part if local(run) == "t")
