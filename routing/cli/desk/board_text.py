"""The board in the terminal: agencies, the latest first, each with its referrals by their deadlines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

import click
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from routing.cli.desk import words
from routing.cli.desk.counter import Counter
from routing.cli.desk.data import board_data, print_json
from routing.cli.desk.given import Given
from routing.cli.desk.told import needs_of
from routing.cli.terminal import show
from routing.desk import BoardRow, CaseFile
from routing.desk.board import board_rows
from routing.errors import printable
from routing.wording.words import Language

COLUMNS, INDENT = 3, 2
"""The columns before what is asked, which takes the rest of the line."""
SOON = dt.timedelta(days=1)
"""What is due within a day is marked."""


def tell_board(counter: Counter, given: Given, agency: tuple[str, str | None] | None, late: bool) -> int:
    """Print the board, or with `late` what is overdue alone. How many rows it has."""
    files = {file.id: file for file in counter.shelf.files() if file.open}
    found = board_rows(files.values(), given.now)
    wanted = [row for row in found if (row.overdue_by is not None or not late) and _of(row, agency)]
    rows = _ordered(wanted, given.now)
    if given.form == "json":
        print_json(board_data(rows, given.now))
        return len(rows)
    title = words.word("late_title" if late else "board", given.lang, words.time(given.now))
    if rows:
        show(Text(title, style="bold underline"), *_shown(counter, given, rows, files))
    else:
        click.echo(f"{title}: {words.word('empty', given.lang)}")
    return len(rows)


def _of(row: BoardRow, agency: tuple[str, str | None] | None) -> bool:
    return agency is None or (row.kind == agency[0] and agency[1] in (None, row.agency))


def _ordered(rows: Iterable[BoardRow], now: dt.datetime) -> tuple[BoardRow, ...]:
    """The rows, those of the agency with the earliest deadline first, then of the one that has owed an answer longest.

    Within an agency the nearest deadline comes first, as the desk gives them.
    """
    groups: dict[tuple[str, str], list[BoardRow]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.agency or ""].append(row)

    def place(agency: tuple[str, str]) -> tuple[bool, dt.datetime, dt.datetime, tuple[str, str]]:
        due = min((row.due for row in groups[agency] if row.due is not None), default=None)
        asked = min((row.since for row in groups[agency] if row.awaits_answer), default=now)
        return due is None, due or now, asked, agency

    return tuple(row for agency in sorted(groups, key=place) for row in groups[agency])


def _shown(
    counter: Counter, given: Given, rows: tuple[BoardRow, ...], files: dict[str, CaseFile]
) -> Iterator[Text | Table]:
    """For each agency its name, and a table of its referrals; the columns of all tables stand below one another."""
    cells = {row.referral: _cells(row, files[row.case], counter, given) for row in rows}
    widths = [max(cell_len(line[column].plain) for line in cells.values()) for column in range(COLUMNS)]
    for (kind, agency), group in groupby(rows, key=lambda row: (row.kind, row.agency)):
        own = list(group)
        yield Text()
        yield Text(printable(counter.names(files[own[0].case], given.lang).agency(kind, agency)), style="bold")
        table = Table.grid(padding=(0, 2), expand=True)
        for width in widths:
            table.add_column(width=width if table.columns else width + INDENT, no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for row in own:
            first, *rest = cells[row.referral]
            table.add_row(Text(" " * INDENT).append(first), *rest)
        yield table


def _cells(row: BoardRow, file: CaseFile, counter: Counter, given: Given) -> tuple[Text, ...]:
    names = counter.names(file, given.lang)
    told, style = _deadline(row, given.now, given.lang)
    return (
        Text(told, style=style),
        Text(printable(row.referral)),
        Text(words.word(row.state, given.lang)),
        Text(printable(words.role(file.referrals[row.referral], names, needs_of(file)))),
    )


def _deadline(row: BoardRow, now: dt.datetime, language: Language) -> tuple[str, str]:
    """How late a referral is, in words, and the colour that says the same."""
    if row.overdue_by is not None:
        return words.word("overdue", language, words.lasting(row.overdue_by, language)), "bold red"
    if row.due is not None:
        left = row.due - now
        return words.word("due", language, words.lasting(left, language)), "yellow" if left <= SOON else ""
    if row.awaits_answer:
        return words.word("waiting", language, words.lasting(now - row.since, language)), ""
    return "", ""
