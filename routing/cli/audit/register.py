"""`routing audit register`: the public record of the rules, in the shape of the ATRS."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.day import a_day
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.audit.register import Figures


@click.command("register")
@click.argument("rulebook", metavar="NAME|DIR")
@click.option("--on", metavar="DAY", callback=a_day, help="The rules in force on a day; else every dated version.")
@click.option(
    "--filled",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What the municipality fills in: YAML, answers by the numbers of fields.",
)
@click.option("--db", "url", metavar="URL", help="The store of a decision log, for the figures of use.")
@click.option(
    "--export",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The same from a file that `routing log export --values` wrote.",
)
@click.option("--coverage", is_flag=True, help="Run the rule tests and say what they exercise. This takes seconds.")
@format_option(
    "yaml",
    "json",
    "html",
    "explanation",
    help="The record as data, in both languages, or as a page; or the page for residents (説明書).",
)
@lang_option(help="Language of a page.")
def register(
    rulebook: str,
    on: dt.date | None,
    filled: Path | None,
    url: str | None,
    export: Path | None,
    coverage: bool,
    form: Literal["yaml", "json", "html", "explanation"],
    lang: Language,
) -> int:
    """Fill in the public record of an algorithm for a rulebook (ATRS v4.0, Japanese beside), and what is left to fill.

    What the library knows is filled in: rules with their law and how well it is known, agencies, attributes, tests,
    limits, and with --db or --export the figures of a log, in which counts below 10 are not told. What only the
    municipality knows is marked as theirs; --filled brings it in.

    \b
    Exit codes: 0 done, 1 fields are still to be filled in, 2 wrong usage or a file that is not valid.

    \b
    Examples:
      routing audit register setagaya > record.yaml
      routing audit register setagaya --filled ours.yaml --db sqlite:///desk.db --format html > record.html
      routing audit register rules/generic --format explanation --lang en > for-residents.html
    """
    from routing.audit.register import facts, read_filled
    from routing.audit.register import register as record_of
    from routing.audit.register.data import to_data
    from routing.audit.register.explanation import explanation
    from routing.audit.register.page import page

    given = read_filled(filled) if filled is not None else None
    known = facts(rulebook, on, coverage=coverage)
    made = record_of(known, _figures(url, export, known.rulebook.digest), given)
    if form == "yaml":
        import yaml

        click.echo(yaml.safe_dump(to_data(made), allow_unicode=True, sort_keys=False, width=120), nl=False)
    elif form == "json":
        click.echo(json.dumps(to_data(made), ensure_ascii=False))
    else:
        click.echo((page if form == "html" else explanation)(made, lang), nl=False)
    if not made.open:
        return DONE
    click.echo(f"{len(made.open)} fields are still to be filled in by the municipality", err=True)
    return FINDINGS


def _figures(url: str | None, export: Path | None, digest: str) -> Figures | None:
    if url is None and export is None:
        return None
    from routing.audit.past import past
    from routing.audit.register import figures
    from routing.cli.audit.given import given_log

    with given_log(url or "", export) as log:
        return figures(past(log.records), digest)
