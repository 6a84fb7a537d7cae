"""The impact of a changed rulebook in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import table as rich
from rich.box import SIMPLE_HEAD
from rich.text import Text

from routing.audit.impact.changes import ROLES
from routing.audit.impact.rows import NUMBERS, SORTS, Rows, Table, title_of
from routing.audit.impact.words import word
from routing.errors import printable
from routing.wording.words import Language

if TYPE_CHECKING:
    from rich.console import RenderableType

    from routing.audit.impact.summary import Impact

MOST_ROWS = 30
"""Rows of a table; the JSON and the page have all, the Parquet file each case."""
MOST_OTHERS = 10
MOST_IDS = 10


def lines(impact: Impact, language: Language) -> Iterator[RenderableType]:
    """The impact, part by part; a part of which there is nothing to tell is left out."""
    rows = Rows(impact, language)
    yield Text(title_of(impact, language), style="bold")
    yield _cases(impact, language)
    if not impact.affected:
        yield Text(word("no_change", language))
        return
    tables = [*map(rows.moves, ROLES), rows.unresolved(), rows.backup(), rows.rules(), rows.kinds(), rows.offices()]
    yield from (_drawn(table, language, MOST_ROWS) for table in tables if table.rows)
    if rows.others().rows:
        yield _drawn(rows.others(), language, MOST_OTHERS)
    yield from map(Text, rows.remarks())


def _cases(impact: Impact, language: Language) -> rich.Table:
    table = rich.Table(box=SIMPLE_HEAD, show_edge=False)
    table.add_column(word("cases", language))
    table.add_column(word("count", language), justify="right")
    table.add_column(word("which", language), overflow="fold")
    table.add_row(Text(word("compared", language)), f"{impact.compared}")
    for sort in SORTS:
        if sort in impact.named:
            named = impact.named[sort]
            rest = named.count - MOST_IDS
            ids = [*named.ids(MOST_IDS), *([word("more", language, rest)] if rest > 0 else [])]
            table.add_row(Text(word(sort, language)), f"{named.count}", Text(printable(", ".join(ids))))
    if impact.states["earlier"]:
        table.add_row(Text(word("earlier", language)), f"{impact.states['earlier']}", "")
    return table


def _drawn(told: Table, language: Language, most: int) -> rich.Table:
    table = rich.Table(box=SIMPLE_HEAD, show_edge=False, title=Text(told.title, style="bold"), title_justify="left")
    for column in told.columns:
        table.add_column(word(column, language), justify="right" if column in NUMBERS else "left", overflow="fold")
    for row in told.rows[:most]:
        table.add_row(*map(Text, row))
    if len(told.rows) > most:
        table.add_row(Text(word("more", language, len(told.rows) - most)), *[Text("")] * (len(told.columns) - 1))
    return table
