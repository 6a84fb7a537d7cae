"""`routing audit impact`: what a changed rulebook does to cases that were decided, or that are given."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.audit.given import GivenLog, given_log, log_options
from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain
from routing.cli.rules.day import a_day
from routing.errors import CaseError
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.audit.impact import Background, CaseImpact, Impact
    from routing.case import Case
    from routing.log import Record

Form = Literal["text", "json", "html"]


@click.command(no_args_is_help=True)
@click.argument("new", metavar="NEW")
@click.argument("files", nargs=-1, metavar="[CASE]...", type=click.Path())
@click.option("--cases", "named", metavar="FILE", multiple=True, type=click.Path(), help="As CASE.")
@click.option(
    "--old",
    metavar="NAME|DIR",
    help="The rulebook before, for given cases. Without it: the bundled one that serves each case's municipality.",
)
@log_options
@click.option("--every", is_flag=True, help="Of a log every decision, not of each case the newest alone.")
@click.option("--since", metavar="DAY", callback=a_day, help="Logged decisions of this day and later.")
@click.option("--until", metavar="DAY", callback=a_day, help="Logged decisions of this day and earlier.")
@format_option(
    "text",
    "json",
    "html",
    help="Form of the impact; json: an object a line for each affected case, the last one counts.",
)
@lang_option()
@click.option(
    "--parquet",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a row for each case and change to this file too.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that share the work."
)
def impact(
    new: str,
    files: tuple[str, ...],
    named: tuple[str, ...],
    old: str | None,
    url: str,
    export: Path | None,
    every: bool,
    since: dt.date | None,
    until: dt.date | None,
    form: Form,
    lang: Language,
    parquet: Path | None,
    workers: int,
) -> int:
    """Tell what a changed rulebook does: who goes elsewhere, what is left open, by which rule, and who carries what.

    NEW is a bundled name or a folder with a rulebook.yaml. With cases, each is decided by the rulebook before and by
    NEW. Without, the decisions of the log are taken as they were made, of each case the newest, and the cases are
    decided by NEW, each on its own day and with the free places of then. A record of which something was redacted is
    counted and listed, and not compared.

    A changed rule accounts for a change where it is gone with that rule as it was, all else being new. The text and the
    page name the first of the affected cases; as JSON and in the Parquet file all are. Neither holds contents of cases.

    \b
    Exit codes: 0 every case is decided as before, 1 some are not or were not compared, 2 a rulebook, a case or the log
    cannot be read.

    \b
    Examples:
      routing audit impact my/setagaya --db sqlite:///decisions.db --since 2026-04-01
      routing audit impact my/setagaya examples/kinuta/*.yaml --lang en
      routing audit impact my/generic cases.jsonl --old generic --workers 4 --parquet impact.parquet
      routing audit impact my/setagaya --export decisions.log --format html > impact.html
    """
    from routing.audit.impact import Background, Impact
    from routing.rulebook import Rulebook

    paths = (*files, *named)
    _check(paths, old, every or since is not None or until is not None)
    found = Impact(Background(Rulebook.load(new)))
    bad: list[CaseError | OSError] = []
    with ExitStack() as open_now:
        if paths:
            impacts = _on_cases(paths, old, found.background, workers, bad)
        else:
            log = open_now.enter_context(given_log(url, export))
            impacts = _on_log(log, since, until, every, found.background, workers)
        _take(impacts, found, form, parquet)
    _tell(found, form, lang)
    return BAD_INPUT if bad else DONE if found.quiet else FINDINGS


def _check(paths: tuple[str, ...], old: str | None, choosing: bool) -> None:
    """Raise a usage error where options do not go together."""
    if paths and choosing:
        raise click.UsageError("--every, --since and --until choose among logged decisions: they do not go with cases")
    if old is not None and not paths:
        raise click.UsageError("--old is for given cases: a logged decision is compared as it was made")


def _take(impacts: Iterable[CaseImpact], found: Impact, form: Form, parquet: Path | None) -> None:
    """Count each impact as it comes, and tell and write of it what is asked for."""
    from routing.audit.impact.case import QUIET
    from routing.audit.impact.table import Table

    with Table(parquet, found.background.new) if parquet is not None else nullcontext() as table:
        for one in impacts:
            found.take(one)
            if table is not None:
                table.take(one)
            if form == "json" and one.state not in QUIET:
                click.echo(json.dumps(one.to_data(), ensure_ascii=False))


def _on_cases(
    paths: Iterable[str],
    old: str | None,
    background: Background,
    workers: int,
    bad: list[CaseError | OSError],
) -> Iterator[CaseImpact]:
    """The impact on the cases of files; those that are not valid are told, and do not stop the others."""
    from routing.audit.impact import impact_on_cases
    from routing.cli.cases import read_all
    from routing.rulebook import Rulebook

    def cases() -> Iterator[Case]:
        for case in read_all(paths):
            if isinstance(case, CaseError | OSError):
                complain(case)
                bad[:] = [case]
            elif isinstance(case, Exception):
                raise case
            else:
                yield case

    before = Rulebook.load(old) if old is not None else None
    return impact_on_cases(cases(), before, background, workers=workers)


def _on_log(
    log: GivenLog, since: dt.date | None, until: dt.date | None, every: bool, background: Background, workers: int
) -> Iterator[CaseImpact]:
    """The impact on the decisions of a log that stand at these days, both inclusive."""
    from routing.audit.impact import impact_on_log

    # days in ISO form are in order as text
    first, last = ("" if since is None else since.isoformat(), "9999-12-31" if until is None else until.isoformat())

    def records() -> Iterator[Record]:
        return (record for record in log.records() if first <= record.header.get("as_of", first) <= last)

    return impact_on_log(records, log.rulebook, background, every=every, workers=workers)


def _tell(found: Impact, form: Form, language: Language) -> None:
    if form == "json":
        from routing.audit.impact.data import to_data

        click.echo(json.dumps(to_data(found), ensure_ascii=False))
    elif form == "html":
        from routing.audit.impact.page import page

        click.echo(page(found, language), nl=False)
    else:
        from routing.cli.audit.impact_text import lines
        from routing.cli.terminal import show

        show(*lines(found, language))
