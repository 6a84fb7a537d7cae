"""Tables as files: CSV in UTF-8 or CP932, and workbooks with lists to choose from."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from routing.errors import RulebookError
from routing.quality.workshop import WorkshopMissing

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]
Rows = Sequence[Sequence[str]]

_WIDEST, _NARROWEST = 60, 8
_MOST_CHOICES = 500
"""Entries of one list to choose from."""


def csv_bytes(rows: Rows, file: str, encoding: Encoding = "utf-8") -> bytes:
    """Rows as CSV, with lines that end as spreadsheets end them.

    Raises `RulebookError` at the cell that the encoding has no character for.
    """
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    try:
        return stream.getvalue().encode(encoding)
    except UnicodeEncodeError:
        for row, cells in enumerate(rows, start=1):
            for column, text in enumerate(cells, start=1):
                _refuse_unwritable(text, (row, column), file, encoding)
        raise


def _refuse_unwritable(text: str, place: tuple[int, int], file: str, encoding: str) -> None:
    try:
        text.encode(encoding)
    except UnicodeEncodeError as problem:
        character = text[problem.start]
        message = f"{encoding.upper()} has no character `{character}` (U+{ord(character):04X})"
        help = "write it otherwise, or use `--encoding utf-8-sig`"
        raise RulebookError(message, file=file, line=place[0], column=place[1], help=help) from None


def workbook_bytes(sheets: Mapping[str, tuple[Rows, int]], choices: Mapping[str, Sequence[str]]) -> bytes:
    """A workbook of one sheet a table, each given with the row of its headings.

    What stands above the rules stays in sight; under a heading that `choices` has, a list offers its names.
    Raises `WorkshopMissing` where openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise WorkshopMissing("workbooks are written by openpyxl, which is not installed") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    lists = book.create_sheet("lists") if choices else None
    if lists is not None:
        lists.sheet_state = "hidden"
    for name, (rows, headings) in sheets.items():
        sheet = book.create_sheet(name, len(book.worksheets) - (1 if lists is not None else 0))
        _fill(sheet, rows, headings)
        if lists is not None:
            _offer(sheet, lists, rows, headings, choices)
    stream = io.BytesIO()
    book.active = 0
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, rows: Rows, headings: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if not text:
                continue
            cell = sheet.cell(row, column)
            cell.value = text
            cell.data_type = "s"  # text stays text: never a number, a day or a formula
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=row > headings)
            if row == headings:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="DDE6F0")
            if row >= headings:
                wide = max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n"))
                widths[column] = max(widths.get(column, 0), wide)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = f"B{headings + 1}"


def _offer(sheet: Worksheet, lists: Worksheet, rows: Rows, headings: int, choices: Mapping[str, Sequence[str]]) -> None:
    """Lists to choose from. They warn and do not forbid: a cell may also hold several names."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, heading in enumerate(rows[headings - 1], start=1):
        names = list(choices.get(heading, ()))[:_MOST_CHOICES]
        if not names:
            continue
        place = 1
        while lists.cell(1, place).value not in (None, heading):
            place += 1
        if lists.cell(1, place).value is None:
            for row, name in enumerate([heading, *names], start=1):
                lists.cell(row, place, name)
        letter = get_column_letter(place)
        offered = DataValidation("list", formula1=f"lists!${letter}$2:${letter}${len(names) + 1}", allow_blank=True)
        offered.errorStyle = "warning"
        offered.error = "not in the list"
        under = get_column_letter(column)
        offered.add(f"{under}{headings + 1}:{under}{max(len(rows), headings) + 200}")
        sheet.add_data_validation(offered)
