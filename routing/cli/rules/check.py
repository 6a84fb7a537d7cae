"""`routing rules check`: what is wrong with rulebooks, before they meet a case."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.targets import TARGETS, named_or_all
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.quality.check import Report, Severity
    from routing.rulebook import Rulebook


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@format_option("text", "json", "sarif", help="Form of the findings; SARIF 2.1.0 is what editors and code review read.")
@lang_option("en")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="The least grave finding for which the exit code is 1.",
)
@click.option(
    "--witness",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each case that shows a finding into a file of this folder, for `routing route`.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=45.0,
    show_default=True,
    help="How long the solver may be asked about each rulebook; what is open then is told.",
)
@click.option("--show-suppressed", is_flag=True, help="Show suppressed findings with their reasons too.")
def check(
    targets: tuple[str, ...],
    form: Literal["text", "json", "sarif"],
    lang: Language,
    fail_on: Severity,
    folder: Path | None,
    seconds: float,
    show_suppressed: bool,
) -> int:
    """Tell what is wrong with rulebooks: errors of loading, and faults that show only when rules are seen together.

    Rules that can never fire or never decide anything, contradictions, needs nobody owns, gaps in time, weak bases,
    protected properties, kinds without an office. Where conditions decide, a finding carries a case that shows it,
    which was routed again. NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled
    one is checked.

    \b
    Exit codes: 0 nothing as grave as --fail-on, 1 such findings, 2 there is no such rulebook.

    \b
    Examples:
      routing rules check
      routing rules check setagaya --lang ja
      routing rules check rules/national --fail-on warning --show-suppressed
      routing rules check mycity --format sarif > check.sarif
      routing rules check mycity --witness witnesses
    """
    from routing.cli.terminal import progress
    from routing.quality.check import check_rulebook
    from routing.quality.check.finding import SEVERITIES
    from routing.quality.check.forms import unique

    reports = []
    with progress() as say:
        for target in named_or_all(targets):
            reports.append(check_rulebook(target, partial(_say, say, target), seconds))
    findings, _ = unique(reports)
    if folder is not None:
        from routing.quality.check.witnesses import write_witnesses

        click.echo(f"{write_witnesses(findings, folder, lang)} witness files written", err=True)
    _print(reports, form, lang, show_suppressed)
    grave = SEVERITIES.index(fail_on)
    return FINDINGS if any(SEVERITIES.index(finding.severity) <= grave for finding in findings) else DONE


def _say(say: Callable[[str], None], target: str, what: str) -> None:
    say(f"{target}: {what}")


def _print(
    reports: list[Report], form: Literal["text", "json", "sarif"], lang: Language, show_suppressed: bool
) -> None:
    if form == "text":
        from routing.cli.rules.check_text import lines
        from routing.cli.terminal import show_lines

        show_lines(lines(reports, lang, show_suppressed))
        books = [report.rulebook for report in reports if report.rulebook is not None]
        if books:
            _summarise(books)
        return
    from routing import __version__
    from routing.quality.check.forms import as_data, sarif

    data = as_data(reports, lang) if form == "json" else sarif(reports, lang, __version__)
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _summarise(books: Iterable[Rulebook]) -> None:
    from rich.table import Table

    from routing.cli.terminal import show

    table = Table("rulebook", "version")
    for column in ("rules", "packs", "strata", "offices"):
        table.add_column(column, justify="right")
    for book in books:
        newest = max((rule.start for rule in book.rules if rule.start), default=dt.date.min)
        listed = len(book.directory.offices) if book.directory else 0
        counts = (len(book.rules), len(book.packs), len(book.strata(newest)), listed)
        table.add_row(book.id, book.version, *map(str, counts))
    show(table)
