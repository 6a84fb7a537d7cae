"""A table as the document a rule file would be: the same data, with cells for places."""

from __future__ import annotations

from typing import Any

from routing.rulebook.tables.grid import Place
from routing.source.document import Document, Path, Spot

Pieces = tuple[tuple[int, Place], ...]
"""From which character on a text comes from which cell, in order."""


class TableDocument(Document):
    """The rules of one sheet as plain data, `{"rules": [...]}`, and the cell of each value.

    `places` has the cell of a value or of the nearest value around it; `pieces` the cells of texts that are put
    together from several.
    """

    def __init__(self, data: Any, file: str, places: dict[Path, Place], pieces: dict[Path, Pieces]) -> None:
        super().__init__(data, "", file, lambda: Spot(0))
        self.places = places
        self.pieces = pieces

    def position(self, path: Path = ()) -> Place:
        """Row and column of the cell of a value, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        return 1, 1

    def key_position(self, path: Path) -> Place:
        """As `position`: what a value is called stands in a heading, what is wrong with it in its cell."""
        return self.position(path)

    def text_position(self, path: Path, offset: int) -> Place:
        """The cell that a character of a text comes from."""
        place = self.position(path)
        for start, cell in self.pieces.get(path, ()):
            if start <= offset:
                place = cell
        return place
