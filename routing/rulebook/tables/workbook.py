"""Tables as workbooks (XLSX): an archive of XML parts, read with limits and without any program for spreadsheets.

Whoever writes the workbook is not trusted: formulas, links to other files and macros are refused, and so is what
nobody sees on the screen (hidden rows, columns and sheets) where it holds rules.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from routing.errors import RulebookError, printable
from routing.rulebook import limits
from routing.rulebook.tables.grid import Grid, plain
from routing.rulebook.tables.sheet import Styles, local, sheet_grid
from routing.rulebook.tables.words import HEAD

_WORKBOOK = "xl/workbook.xml"
_REFUSED = {
    "xl/externalLinks/": ("the workbook links to other files", "put the values themselves into the cells"),
    "xl/vbaProject.bin": ("the workbook holds macros", "save it as a workbook without macros (.xlsx)"),
}
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Number formats that show days, those of Japan among them."""


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


def workbook_grids(data: bytes, file: str) -> list[Grid]:
    """The sheets of a workbook that hold tables, in order; others are left alone. Raises `RulebookError`."""
    parts = _Parts(data, file)
    date1904, sheets = _sheets(parts)
    styles = Styles(_strings(parts), _date_styles(parts), date1904)
    found = []
    for sheet in sheets:
        name = printable(sheet.name).replace(":", "?")[:60]
        grid = sheet_grid(parts.text(sheet.part), f"{file}:{name}", styles)
        if HEAD.get(plain(next((cells.get(1, "") for _, cells in grid.rows()), ""))) != "table":
            continue
        if sheet.hidden:
            raise grid.error((1, 1), "the sheet is hidden", "show it, or take it out: rules must be seen")
        found.append(grid)
    if not found:
        message = "no sheet begins with a table"
        raise RulebookError(message, file=file, help="write `table` in cell A1 and the name of the table beside it")
    return found


class _Parts:
    """The parts of the archive, each unpacked when it is asked for, within the limits."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.left = limits.WORKBOOK_BYTES
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise self.error("the workbook is encrypted or of an old form", "save it as .xlsx without a password")
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            self.infos = {info.filename: info for info in self.archive.infolist()}
        except _DAMAGE:
            raise self.error("the file is no workbook", "save it as an Excel workbook (.xlsx)") from None
        if len(self.infos) > limits.WORKBOOK_PARTS:
            raise self.error(f"a workbook has at most {limits.WORKBOOK_PARTS} parts")
        for name in self.infos:
            for start, (message, help) in _REFUSED.items():
                if name.startswith(start):
                    raise self.error(message, help)

    def error(self, message: str, help: str | None = None) -> RulebookError:
        return RulebookError(message, file=self.file, help=help)

    def text(self, name: str) -> bytes:
        """The bytes of a part of XML; empty where there is no such part."""
        info = self.infos.get(name)
        if info is None:
            return b""
        try:
            with self.archive.open(info) as stream:
                data = stream.read(self.left + 1)
        except _DAMAGE:
            raise self.error("the workbook is damaged", "save it anew") from None
        self.left -= len(data)
        if self.left < 0:
            message = f"a workbook has at most {limits.WORKBOOK_BYTES} bytes when it is unpacked"
            raise self.error(message, "take out sheets without tables, and formats of empty cells")
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", data) or b"\x00" in data[:200]:
            raise self.error("the workbook holds XML that no spreadsheet writes", "save it anew")
        return data

    def tree(self, name: str) -> Iterator[xml.Element]:
        """The elements of a part, each when it is complete."""
        data = self.text(name)
        if not data:
            return
        try:
            for _, element in xml.iterparse(io.BytesIO(data)):
                yield element
        except (xml.ParseError, ValueError, LookupError):
            raise self.error("the workbook is damaged", "save it anew") from None


def _sheets(parts: _Parts) -> tuple[bool, list[_Sheet]]:
    """Whether days count from 1904, and the sheets in order."""
    targets: dict[str, str] = {}
    for element in parts.tree("xl/_rels/workbook.xml.rels"):
        if local(element) == "Relationship" and element.get("TargetMode") != "External":
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[element.get("Id", "")] = path
    date1904, sheets = False, []
    for element in parts.tree(_WORKBOOK):
        if local(element) == "workbookPr":
            date1904 = element.get("date1904") in ("1", "true")
        elif local(element) == "sheet":
            id = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            name = element.get("name", "")
            sheets.append(_Sheet(name, targets.get(id, ""), element.get("state", "visible") != "visible"))
    if not sheets:
        raise parts.error("the workbook has no sheets", "save it as an Excel workbook (.xlsx)")
    return date1904, [sheet for sheet in sheets if sheet.part.startswith("xl/worksheets/")]


def _strings(parts: _Parts) -> list[str]:
    """The texts that cells share, without the readings that stand above Japanese words."""
    found: list[str] = []
    for element in parts.tree("xl/sharedStrings.xml"):
        name = local(element)
        if name == "rPh":
            element.clear()
        elif name == "si":
            found.append(unescaped("".join(t.text or "" for t in element.iter() if local(t) == "t")))
            element.clear()
    return found


def unescaped(text: str) -> str:
    """A text without the escapes for characters that XML cannot hold.

    >>> unescaped("a_x000D_b")
    'a\\rb'
    """
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _date_styles(parts: _Parts) -> frozenset[int]:
    """The styles whose numbers are days."""
    formats = set(_DATE_FORMATS)
    styles: list[int] = []
    for element in parts.tree("xl/styles.xml"):
        name = local(element)
        if name == "numFmt":
            code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", element.get("formatCode", ""))
            if re.search("[ymdge]", code, re.IGNORECASE) and (number := element.get("numFmtId", "")).isdecimal():
                formats.add(int(number))
        elif name == "cellXfs":
            styles = [_number(xf.get("numFmtId")) for xf in element]
    return frozenset(index for index, number in enumerate(styles) if number in formats)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
