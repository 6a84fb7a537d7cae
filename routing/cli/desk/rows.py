"""The list of cases and the report, as rows of text or JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from routing.calendar import in_japan
from routing.cli.desk import words
from routing.cli.desk.data import print_json
from routing.cli.desk.given import Given
from routing.cli.desk.told import holder_in_words
from routing.cli.terminal import show
from routing.desk import CaseFile, ReportRow
from routing.desk.board import board_rows
from routing.errors import printable
from routing.wording.names import Names
from routing.wording.words import Language


@dataclass(frozen=True)
class ListRow:
    """A case in the list: who holds it in words, and how much is open."""

    file: CaseFile
    holder: str
    open: int
    late: int

    def to_data(self) -> dict[str, Any]:
        """As JSON."""
        holder = self.file.holder
        return {
            "schema": "desk-list/1",
            "case": self.file.id,
            "open": self.file.open,
            "holder": {"kind": holder.kind, "agency": holder.agency, "since": in_japan(holder.since).isoformat()},
            "referrals": self.open,
            "overdue": self.late,
            "review": self.file.review.isoformat() if self.file.open else None,
        }


def list_row(file: CaseFile, names: Names, now: dt.datetime) -> ListRow:
    """The row of a case."""
    rows = board_rows([file], now)
    return ListRow(file, holder_in_words(file.holder, names), len(rows), sum(r.overdue_by is not None for r in rows))


def tell_rows(given: Given, rows: Sequence[ListRow], table: Callable[[Sequence[ListRow], Language], Table]) -> None:
    """Print the list."""
    if given.form == "json":
        for row in rows:
            print_json(row.to_data())
    else:
        show(table(rows, given.lang))


def list_table(rows: Sequence[ListRow], language: Language) -> Table:
    """The list in the terminal."""
    table = _new(language, ("case", "holder", "referrals", "late", "review"), numbers=("referrals", "late"))
    for row in rows:
        review = str(row.file.review) if row.file.open else words.word("closed", language)
        late = Text(str(row.late), style="bold red" if row.late else "")
        table.add_row(_text(row.file.id), _text(row.holder), str(row.open), late, review)
    return table


def report_table(
    rows: Sequence[ReportRow], names_of: Callable[[ReportRow], Names], language: Language, title: str
) -> Table:
    """The report in the terminal; each share with the number it is a share of."""
    table = _new(
        language,
        ("agency", "need", "asked", "silent", "bounced", "first", "owner"),
        numbers=("asked", "silent", "bounced", "first", "owner"),
    )
    table.title, table.title_justify = Text(title, style="bold"), "left"
    before = None
    for row in rows:
        agency, names = (row.kind, row.agency), names_of(row)
        need = names.rulebook.vocabulary.label(row.code, language) if row.code else words.word("no_need", language)
        table.add_row(
            Text(_short(names, *agency) if agency != before else "", style="bold"),
            _text(need),
            str(row.asked),
            _share(row.silent, row.silence_rate),
            _share(row.bounced, row.bounce_rate),
            *(words.lasting(span, language) if span is not None else "-" for span in (row.first_contact, row.owner)),
        )
        before = agency
    return table


def _short(names: Names, kind: str, agency: str | None) -> str:
    return names.kind(kind) if agency is None else names.office(agency)


def _share(count: int, rate: Fraction) -> str:
    return f"{count} ({round(100 * rate)} %)"


def _new(language: Language, columns: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for key in columns:
        table.add_column(words.word(key, language), overflow="fold", justify="right" if key in numbers else "left")
    return table


def _text(text: str) -> Text:
    return Text(printable(text))
