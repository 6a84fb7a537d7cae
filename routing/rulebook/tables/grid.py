"""A sheet of cells: the texts of a table file, before anything is known of what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routing.errors import RulebookError, printable
from routing.rulebook import limits
from routing.source.limits import refusal, refused_character

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet that hold text, by place, stripped.

    `file` is the sheet as messages name it: `desks.table.csv`, or `desks.table.xlsx:Sheet1`.
    """

    file: str
    cells: dict[Place, str]

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The rows that are not empty, in order: their number, and their texts by column."""
        found: dict[int, dict[int, str]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, {})[column] = self.cells[row, column]
        yield from found.items()

    def error(self, place: Place, message: str, help: str | None = None) -> RulebookError:
        """An error at a cell, for the caller to raise or keep. What it quotes of a cell stays on one line."""
        return RulebookError(
            printable(message), file=self.file, line=place[0], column=place[1], help=printable(help) if help else None
        )


def grid(file: str, cells: Iterable[tuple[Place, str]]) -> Grid:
    """The grid of the cells of a sheet. Raises `RulebookError` for one that is too large or holds what no text may."""
    kept: dict[Place, str] = {}
    made = Grid(file, kept)
    characters = 0
    for place, text in cells:
        text = text.strip()
        if not text:
            continue
        if place[0] > limits.TABLE_ROWS:
            raise made.error((limits.TABLE_ROWS + 1, 1), f"a table has at most {limits.TABLE_ROWS} rows", "split it")
        if place[1] > limits.TABLE_COLUMNS:
            raise made.error((place[0], place[1]), f"a table has at most {limits.TABLE_COLUMNS} columns")
        if len(text) > limits.CELL_CHARACTERS:
            raise made.error(place, f"a cell has at most {limits.CELL_CHARACTERS} characters")
        characters += len(text)
        if characters > limits.TABLE_CHARACTERS:
            raise made.error(place, f"a sheet has at most {limits.TABLE_CHARACTERS} characters", "split it")
        if found := refused_character.search(text):
            raise made.error(place, refusal(found[0]), "take the character out")
        if text.startswith("="):
            raise made.error(place, "a formula is not read", "write the value itself in its place")
        kept[place] = text
    return made


def plain(text: str) -> str:
    """A word as it is looked up: full-width letters and digits made plain, blanks taken out, small letters.

    >>> plain("つなぎ先"), plain(" Ｎｏ． "), plain("手 帳")
    ('つなぎ先', 'no.', '手帳')
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
