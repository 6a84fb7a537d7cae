"""The report, printed."""

from __future__ import annotations

import datetime as dt

import click

from routing.cli.desk import words
from routing.cli.desk.counter import Counter
from routing.cli.desk.data import print_json, report_data
from routing.cli.desk.given import Given
from routing.cli.desk.rows import report_table
from routing.cli.terminal import show
from routing.desk.report import report_rows


def tell_report(counter: Counter, given: Given, since: dt.datetime, until: dt.datetime) -> None:
    """Print what became of the referrals asked from `since` on and before `until`."""
    files = list(counter.shelf.files())
    rows = report_rows(files, since, until)
    if given.form == "json":
        print_json(report_data(rows, since, until))
        return
    title = words.word("report", given.lang, words.word("until", given.lang, words.time(until)))
    if rows:
        # offices are named by the rulebook of a case in which they were asked
        asked = {(one.to, one.agency): file for file in files for one in file.referrals.values()}
        names = {agency: counter.names(file, given.lang) for agency, file in asked.items()}
        show(report_table(rows, lambda row: names[row.kind, row.agency], given.lang, title))
    else:
        click.echo(f"{title}: {words.word('empty', given.lang)}")
