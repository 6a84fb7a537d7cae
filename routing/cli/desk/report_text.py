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
        show(report_table(rows, counter.names(files[0], given.lang), title))
    else:
        click.echo(f"{title}: {words.word('empty', given.lang)}")
