"""`routing log export`: the log as a file that can be checked without the database."""

from __future__ import annotations

import click

from routing.cli.log.opening import db_option, opened
from routing.cli.outcome import DONE


@click.command()
@db_option
@click.option("--values", is_flag=True, help="With the cases and decisions, as far as they are not redacted.")
@click.option("--rulebooks", is_flag=True, help="With the rulebooks, so that the decisions can be made again.")
def export(url: str, values: bool, rulebooks: bool) -> int:
    """Print the log as JSON Lines: its records, and the checkpoints that were signed.

    Without --values no fact of a case is in it: days, rulebooks, engines and salted commitments. `routing log verify`
    checks it without the database.

    \b
    Exit codes: 0 done, 2 there is no log, or something was redacted meanwhile.

    \b
    Examples:
      routing log export --db sqlite:///decisions.db > decisions.log
      routing log export --db sqlite:///decisions.db --values --rulebooks > whole.log
    """
    from routing.log import export as lines

    with opened(url) as log:
        for line in lines(log, values=values, rulebooks=rulebooks):
            click.echo(line, nl=False)
    return DONE
