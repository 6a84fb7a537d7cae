"""The board in the terminal: agencies, the latest first, each with its referrals by their deadlines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import click
from rich.box import SIMPLE_HEAD
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

SOON = dt.timedelta(days=1)
"""What is due within a day is marked."""


def tell_board(counter: Counter, given: Given, agency: tuple[str, str | None] | None, late: bool) -> int:
    """Print the board, or with `late` what is overdue alone. How many rows it has."""
    files = {file.id: file for file in counter.shelf.files() if file.open}
    rows = _ordered(
        row
        for row in board_rows(files.values(), given.now)
        if (row.overdue_by is not None or not late) and _of(row, agency)
    )
    if given.form == "json":
        print_json(board_data(rows, given.now))
        return len(rows)
    title = words.word("late_title" if late else "board", given.lang, words.time(given.now))
    if rows:
        show(_table(counter, given, rows, files, title))
    else:
        click.echo(f"{title}: {words.word('empty', given.lang)}")
    return len(rows)


def _of(row: BoardRow, agency: tuple[str, str | None] | None) -> bool:
    return agency is None or (row.kind == agency[0] and agency[1] in (None, row.agency))


def _ordered(rows: Iterable[BoardRow]) -> tuple[BoardRow, ...]:
    """The rows, of whoever is the latest first; within an agency the nearest deadline first, as the desk gives them."""
    groups: dict[tuple[str, str], list[BoardRow]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.agency or ""].append(row)

    def lateness(agency: tuple[str, str]) -> dt.timedelta:
        return max((row.overdue_by or dt.timedelta(0) for row in groups[agency]), default=dt.timedelta(0))

    agencies = sorted(groups, key=lambda agency: (-lateness(agency), agency))
    return tuple(row for agency in agencies for row in groups[agency])


def _table(counter: Counter, given: Given, rows: tuple[BoardRow, ...], files: dict[str, CaseFile], title: str) -> Table:
    language = given.lang
    table = Table(box=SIMPLE_HEAD, title=Text(title, style="bold"), title_justify="left", pad_edge=False)
    for key in ("agency", "deadline", "referral", "what", "state"):
        table.add_column(words.word(key, language), overflow="fold")
    before = None
    for row in rows:
        file = files[row.case]
        names = counter.names(file, language)
        agency = (row.kind, row.agency)
        if before is not None and agency != before:
            table.add_section()
        told, style = _deadline(row, given.now, language)
        cells = (
            Text(names.agency(*agency) if agency != before else "", style="bold"),
            Text(told, style=style),
            Text(printable(row.referral)),
            Text(printable(words.role(file.referrals[row.referral], names, needs_of(file)))),
            Text(words.word(row.state, language)),
        )
        table.add_row(*cells)
        before = agency
    return table


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
