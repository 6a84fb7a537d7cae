"""Rates by group, printed."""

from __future__ import annotations

import json
import math
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from routing.audit.axes import axis_name
from routing.audit.decided import LeftOut
from routing.audit.disparity import DisparityTable, GroupRow, Rate, Waited
from routing.audit.disparity_page import disparity_page
from routing.audit.disparity_words import label, remarks, said_apart, said_rate, said_time, word
from routing.audit.outcome_flags import TIMES
from routing.cli.audit.csv_text import csv_text
from routing.cli.terminal import show
from routing.errors import printable
from routing.vocabulary import core
from routing.wording.words import Language


def tell_disparity(table: DisparityTable, left_out: LeftOut, form: str, language: Language) -> None:
    """Print the table in one of its forms."""
    if form == "html":
        click.echo(disparity_page(table, left_out.redacted, left_out.refused, language), nl=False)
    elif form == "json":
        click.echo(json.dumps(disparity_data(table, left_out), ensure_ascii=False))
    elif form == "csv":
        click.echo(csv_text(csv_rows(table, language)), nl=False)
    else:
        show(*tables(table, language))
        for said in remarks(table, left_out.redacted, left_out.refused, language):
            click.echo(said)


def tables(table: DisparityTable, language: Language) -> list[Table]:
    """A table for each outcome and each time."""
    made = [_rates(table, name, language) for name in table.outcomes]
    return made + [_times(table, name, language) for name in TIMES if any(row.times for row in table.rows)]


def _rates(table: DisparityTable, name: str, language: Language) -> Table:
    made = _new(table, name, language)
    for key in ("share", "apart"):
        made.add_column(word(key, language), overflow="fold")
    for row in table.rows:
        rate = row.rates.get(name)
        small = word("suppressed", language, table.smallest)
        cells = (small, "–") if rate is None else (said_rate(rate), said_apart(rate))
        style = "bold" if rate is not None and rate.stands_out else ""
        made.add_row(_named(table, row, language), *(Text(cell, style) for cell in cells))
    return made


def _times(table: DisparityTable, name: str, language: Language) -> Table:
    made = _new(table, name, language)
    made.add_column(word(name, language), overflow="fold")
    for row in table.rows:
        waited = row.times.get(name)
        said = word("suppressed", language, table.smallest) if waited is None else said_time(waited, language)
        made.add_row(_named(table, row, language), said)
    return made


def _new(table: DisparityTable, name: str, language: Language) -> Table:
    made = Table(title=word(name, language), box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left")
    made.add_column(axis_name(table.by, core(), language == "ja"), overflow="fold")
    return made


def _named(table: DisparityTable, row: GroupRow, language: Language) -> Text:
    return Text(printable(label(table, row.value, language)))


def disparity_data(table: DisparityTable, left_out: LeftOut) -> dict[str, Any]:
    """The table as plain data; null is what is not shown."""
    return {
        "schema": "audit-disparity/1",
        "by": table.by,
        "unit": table.unit,
        "level": table.level,
        "smallest": table.smallest,
        "suppressed": table.suppressed,
        "comparisons": table.comparisons,
        "left_out": {"redacted": left_out.redacted, "earlier": left_out.earlier, "refused": left_out.refused},
        "groups": [_group(table, row) for row in table.rows],
    }


def _group(table: DisparityTable, row: GroupRow) -> dict[str, Any]:
    return {
        "value": row.value,
        "of": row.of,
        "rates": {name: _rate(row.rates.get(name)) for name in table.outcomes},
        "hours": {name: _time(waited) for name, waited in row.times.items()},
    }


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    apart = None
    if rate.apart is not None:
        points, interval = rate.apart
        apart = {"difference": _round(points), "interval": [*map(_round, interval)], "stands_out": rate.stands_out}
    return {
        "found": rate.found,
        "of": rate.of,
        "share": _round(rate.share),
        "interval": [*map(_round, rate.interval)],
        "to_the_rest": apart,
    }


def _time(waited: Waited) -> dict[str, Any]:
    interval = None if waited.interval is None else [_finite(end) for end in waited.interval]
    return {"median": _finite(waited.median), "interval": interval}


def _finite(hours: float) -> float | None:
    """Hours; null where they are not over."""
    return None if math.isinf(hours) else round(hours, 2)


def _round(number: float) -> float:
    return round(number, 6)


def csv_rows(table: DisparityTable, language: Language) -> list[list[str]]:
    """A row for each group and outcome."""
    head = ["group", "group_label", "outcome", "found", "of", "share", "low", "high"]
    rows = [[*head, "difference", "difference_low", "difference_high", "stands_out"]]
    for row in table.rows:
        for name in table.outcomes:
            rate = row.rates.get(name)
            named = [row.value, label(table, row.value, language), name]
            if rate is None:
                rows.append([*named, f"<{table.smallest}", *[""] * 8])
                continue
            numbers = [rate.share, *rate.interval, *((rate.apart[0], *rate.apart[1]) if rate.apart else ())]
            said = [f"{number:.6f}" for number in numbers] + [""] * (6 - len(numbers))
            rows.append([*named, str(rate.found), str(rate.of), *said, "yes" if rate.stands_out else "no"])
    return rows
