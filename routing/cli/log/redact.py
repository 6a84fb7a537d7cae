"""`routing log redact`: delete facts of a case from the log."""

from __future__ import annotations

import datetime as dt

import click

from routing.cli.log.opening import db_option, opened
from routing.cli.outcome import DONE


@click.command(no_args_is_help=True)
@click.argument("record", type=click.IntRange(min=1))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@db_option
@click.option("--by", metavar="ROLE", required=True, help="Who redacts: a role, never a name. It stands for ever.")
@click.option("--reason", metavar="TEXT", required=True, help="Why. It can be redacted itself.")
@click.option("--dry-run", is_flag=True, help="Print the paths that would go, and delete nothing.")
def redact(record: int, paths: tuple[str, ...], url: str, by: str, reason: str, dry_run: bool) -> int:
    """Delete fields of a RECORD for ever, and log that this was done. Prints the number of the record that says so.

    A PATH is a field or the beginning of some: /case/persons/0/age, /case/persons/0, /decision, or / for all. What
    would give a deleted value away goes too: an id wherever it stands, ids and digests made from what is deleted, parts
    of the decision that repeat it. What can be guessed from the rules that fired stays, unless /decision is named.
    Every proof stays valid. Backups that were made before, other records of the household and the desk have the
    values still.

    \b
    Exit codes: 0 done, 2 a path names nothing that is still there.

    \b
    Examples:
      routing log redact 17 /case/persons/0 --dry-run --by "privacy officer" --reason "asked by the person"
      routing log redact 17 / --by "privacy officer" --reason "kept for 5 years" --db sqlite:///decisions.db
    """
    with opened(url) as log:
        if dry_run:
            for path in log.redacted_with(record, paths):
                click.echo(path)
        else:
            click.echo(log.redact(record, paths, by, reason, dt.datetime.now(dt.UTC)))
    return DONE
