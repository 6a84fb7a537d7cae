"""Tables as CSV: UTF-8, with or without a byte order mark, or CP932 as spreadsheets in Japan save it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from routing.errors import RulebookError
from routing.rulebook.tables.grid import Grid, Place, grid

_OTHER = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a workbook", b"\xd0\xcf": "an old workbook"}


def csv_grid(data: bytes, file: str) -> Grid:
    """The cells of a CSV file. Raises `RulebookError` where it cannot be read.

    A row is a record, as a spreadsheet counts it: empty lines are rows, and line breaks in quotes are none.
    """
    return grid(file, _cells(decoded(data, file), file))


def decoded(data: bytes, file: str) -> str:
    """The text of the bytes. Bytes that are valid UTF-8 are UTF-8; else they must be valid CP932."""
    for start, what in _OTHER.items():
        if data.startswith(start):
            help = "save it as CSV in UTF-8, or as a workbook with the ending `.xlsx`"
            raise RulebookError(f"the file is not CSV but {what}", file=file, help=help)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as problem:
        # where both fail, the later one is the slip: up to there the text made sense
        line = max(line, data.count(b"\n", 0, problem.start) + 1)
    message = "the text is neither UTF-8 nor CP932"
    raise RulebookError(message, file=file, line=line, column=1, help="save it as CSV in UTF-8")


def _cells(text: str, file: str) -> Iterator[tuple[Place, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            for column, value in enumerate(record, start=1):
                yield (row, column), value
    except csv.Error as problem:
        large = "field larger" in str(problem)
        message = "a cell is too long" if large else "not valid CSV"
        help = None if large else 'close every quote; a quote inside a cell is written twice: ""'
        raise RulebookError(message, file=file, line=row + 1, column=1, help=help) from None
