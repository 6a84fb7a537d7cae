"""What the rows of a table leave open: values that its columns speak of and no row takes."""

from __future__ import annotations

from dataclasses import dataclass

from routing.rulebook.tables import Table
from routing.rulebook.tables.extent import Parts
from routing.rulebook.tables.unique import column_parts

MOST_PIECES = 2_000
"""Pieces that the room of a table is cut into; beyond, it is not decided."""


Gap = dict[str, list[str]]
"""What no row takes: by heading the values, such as `{"need": ["care.dementia"], "age": ["40..64"]}`."""


@dataclass(frozen=True)
class Gaps:
    """The gaps of a table.

    `decided` is False where there are too many pieces. `unsure` says that some rows also hang on an expression, so
    that there may be more gaps than these.
    """

    found: tuple[Gap, ...]
    decided: bool = True
    unsure: bool = False


def gaps(table: Table) -> Gaps:
    """The gaps of a table, as far as cells decide them.

    In a column of names only those count that some row names: a table need not be about everything. Unknown values
    are no gap, nor are numbers below zero where no row names one. A row that also demands something else than its
    cells say is taken as if it held.
    """
    cut = column_parts(table.rules, table.columns)
    columns = list(cut)
    open_boxes = [tuple(_room(cut[column]) for column in columns)]
    for index in range(len(table.rules)):
        row = tuple(cut[column].masks[index] for column in columns)
        open_boxes = [piece for box in open_boxes for piece in _without(box, row)]
        if len(open_boxes) > MOST_PIECES:
            return Gaps((), decided=False)
    said: list[Gap] = []
    for box in open_boxes:
        named = zip(columns, box, strict=True)
        said.append(
            {
                table.columns.said[column]: cut[column].words(mask)
                for column, mask in named
                if mask != _room(cut[column]) or len(columns) == 1
            }
        )
    opaque = any(
        rule.opaque or any(c.extent is None or column not in cut for column, c in rule.conditions.items())
        for rule in table.rules
    )
    return Gaps(tuple(said), unsure=opaque)


def _room(part: Parts) -> int:
    """The parts of a column that a row should take: no unknown value, no name that no row names."""
    null = 1 << len(part.said) - 1
    if part.ends:
        room = part.everything & ~null
        first = part.ends[0][0]
        return room & ~1 if not isinstance(first, str) and first >= 0 else room
    named = null - 1 & ~(1 << len(part.said) - 2)
    return named & part.everything or part.everything & ~null


def _without(box: tuple[int, ...], row: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The pieces of a box that a row does not take, apart from one another."""
    if not all(a & b for a, b in zip(box, row, strict=True)):
        return [box]
    pieces = []
    for index, (own, taken) in enumerate(zip(box, row, strict=True)):
        if rest := own & ~taken:
            pieces.append((*box[:index], rest, *box[index + 1 :]))
        box = (*box[:index], own & taken, *box[index + 1 :])
    return pieces
