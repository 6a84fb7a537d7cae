"""Unowned needs, printed."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from routing.audit.decided import LeftOut
from routing.audit.gaps import Count, GapTable
from routing.audit.gaps_page import cell, gaps_page, summed, sums_of
from routing.audit.gaps_words import coded, label, names_of, remarks, word
from routing.cli.audit.csv_text import csv_text
from routing.cli.terminal import show
from routing.errors import printable
from routing.wording.words import Language


def tell_gaps(table: GapTable, left_out: LeftOut, form: str, language: Language) -> None:
    """Print the table in one of its forms."""
    if form == "html":
        click.echo(gaps_page(table, left_out.redacted, left_out.refused, language), nl=False)
    elif form == "json":
        click.echo(json.dumps(gaps_data(table, left_out), ensure_ascii=False))
    elif form == "csv":
        click.echo(csv_text(_csv(table, language)), nl=False)
    else:
        show(_table(table, language) if table.rows else word("none", language))
        for said in remarks(table, left_out.redacted, left_out.refused, language):
            click.echo(said)


def gaps_data(table: GapTable, left_out: LeftOut) -> dict[str, Any]:
    """The table as plain data; null is a count that is not shown."""
    rows = [
        {"values": dict(zip(table.by, row.values, strict=True)), **_counts(table, row.counts), "shown": row.shown}
        for row in table.rows
    ]
    return {
        "schema": "audit-gaps/1",
        "by": list(table.by),
        "smallest": table.smallest,
        "suppressed": table.suppressed,
        "left_out": {"redacted": left_out.redacted, "earlier": left_out.earlier, "refused": left_out.refused},
        "rows": rows,
        "total": {**dict(zip(table.kinds, table.total, strict=True)), "shown": sum(table.total)},
    }


def _counts(table: GapTable, counts: tuple[Count | None, ...]) -> dict[str, Any]:
    return {
        kind: None if count is None else {"needs": count.needs, "cases": count.cases}
        for kind, count in zip(table.kinds, counts, strict=True)
    }


def _csv(table: GapTable, language: Language) -> list[list[str]]:
    head = [part for name in table.by for part in (name, f"{name}_label")]
    rows = [[*head, *(part for kind in table.kinds for part in (f"{kind}_needs", f"{kind}_cases"))]]
    for row in table.rows:
        values = [part for value in row.values for part in (value, label(table, value, language))]
        for count in row.counts:
            small = f"<{table.smallest}"
            values += [small, small] if count is None else [str(count.needs), str(count.cases)]
        rows.append(values)
    return rows


def _table(table: GapTable, language: Language) -> Table:
    heading = f"{word('title', language)}: {word('needs', language)} ({word('cases', language)})"
    made = Table(
        title=heading, box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left", show_footer=True
    )
    for at, name in enumerate(names_of(table.by, language)):
        made.add_column(name, overflow="fold", footer="" if at else word("total", language))
    for kind, needs in zip((*table.kinds, "sum"), sums_of(table), strict=True):
        made.add_column(word(kind, language), justify="right", footer=needs)
    for row in table.rows:
        said = [Text(printable(coded(table, value, language))) for value in row.values]
        made.add_row(*said, *(cell(count, table.smallest) for count in row.counts), summed(row.shown, row.suppressed))
    return made
