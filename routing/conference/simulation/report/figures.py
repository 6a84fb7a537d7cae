"""Figures: each is taken out of a table that is written too, and says in the page out of which row and column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from routing.conference.simulation.columns import Row
from routing.conference.simulation.measures import MEASURES, shown
from routing.conference.simulation.summaries import Tables
from routing.drawing.markup import escaped

_MEASURE = ("measure", "by", "group")
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "summary": _MEASURE,
        "weeks": ("district", "day"),
        "waits": ("measure", "within"),
        "published": ("number",),
        "numbers": ("path",),
        "run": ("field",),
        "differences": _MEASURE,
        "changes": ("path",),
        "sweep": ("ward", *_MEASURE),
    }
)
"""The columns by which a row of each table is known."""
NOTHING = "–"


class Figures:
    """The tables of one folder, `folder` being its name inside the one given with `--out`."""

    def __init__(self, tables: Tables, folder: str = "") -> None:
        self.tables = tables
        self.folder = folder
        self._rows = {
            name: {tuple(str(row[part]) for part in KEYS[name]): row for row in rows} for name, rows in tables.items()
        }

    def row(self, table: str, *key: object) -> Row | None:
        """A row of a table; None: there is none."""
        return self._rows[table].get(tuple(map(str, key)))

    def figure(self, table: str, row: Row | None, column: str, text: str) -> str:
        """A figure as HTML, written as `text`, with its value and its place in the tables."""
        if row is None or row[column] is None:
            return NOTHING
        key = "|".join(str(row[part]) for part in KEYS[table])
        place = f"{self.folder}/{table}" if self.folder else table
        return (
            f'<data value="{escaped(str(row[column]))}" data-table="{escaped(place)}" data-row="{escaped(key)}" '
            f'data-column="{column}">{escaped(text)}</data>'
        )

    def mean(self, table: str, *key: object, measure: str = "", difference: bool = False) -> str:
        """The mean of a measure, which is the first part of the key where it is not given."""
        row = self.row(table, *key)
        return self._number(table, row, "mean", measure or str(key[0]), difference)

    def interval(self, table: str, *key: object, measure: str = "", difference: bool = False) -> str:
        """The interval of a mean in brackets; nothing where it is not known."""
        row = self.row(table, *key)
        if row is None or row["low"] is None or row["high"] is None:
            return ""
        low, high = (self._number(table, row, end, measure or str(key[0]), difference) for end in ("low", "high"))
        return f'<span class="interval">[{low}, {high}]</span>'

    def both(self, table: str, *key: object, measure: str = "", difference: bool = False) -> str:
        """A mean with its interval."""
        mean = self.mean(table, *key, measure=measure, difference=difference)
        return f"{mean} {self.interval(table, *key, measure=measure, difference=difference)}".strip()

    def _number(self, table: str, row: Row | None, column: str, measure: str, difference: bool) -> str:
        if row is None or row[column] is None:
            return NOTHING
        text = signed(measure, row[column]) if difference else shown(measure, row[column])
        return self.figure(table, row, column, text)


def signed(measure: str, value: float) -> str:
    """A difference as readers see it: with its sign, unless it is nothing."""
    text = shown(measure, value)
    if not text.strip("-0.% "):
        return text.lstrip("-")
    return text if value < 0 else f"+{text}"


def factor(measure: str) -> int:
    """What a measure is multiplied with in a chart: shares are drawn in percent."""
    return 100 if measure == "within" or (measure in MEASURES and MEASURES[measure].unit == "share") else 1


def drawn(value: Any, times: int) -> float | None:
    """A number as a chart shows it: with the one digit that the tables show."""
    return None if value is None else round(value * times, 1) + 0.0
