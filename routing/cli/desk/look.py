"""`routing desk list` and `show`: the cases at the desk, and one of them."""

from __future__ import annotations

import click

from routing.cli.desk.given import Given, reading
from routing.cli.outcome import DONE


@click.command("list")
@click.option("--all", "closed", is_flag=True, help="Closed cases too.")
@reading
def list_cases(given: Given, closed: bool) -> int:
    """List the open cases: who holds each, how many referrals are open and how many of those overdue, its review day.

    As JSON each case is one object on a line of its own.

    \b
    Exit codes: 0 done, 2 the store cannot be used, wrong usage.

    \b
    Examples:
      routing desk list
      routing desk list --all --format json
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.rows import list_row, list_table, tell_rows

    with counter(given) as at:
        files = (file for file in at.shelf.files() if file.open or closed)
        tell_rows(given, [list_row(file, at.names(file, given.lang), given.now) for file in files], list_table)
    return DONE


@click.command("show", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@reading
def show(given: Given, case: str) -> int:
    """Show where a case stands: who holds it, every referral, and what happened, in order.

    Notes, overrides and conferences are in it, so show it only to people who may see the case.

    \b
    Exit codes: 0 done, 2 there is no such case, the store cannot be used, wrong usage.

    \b
    Examples:
      routing desk show kinuta-heat --lang en
      routing desk show kinuta-heat --format json
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_case

    with counter(given) as at:
        tell_case(at, given, at.shelf.taken(case))
    return DONE
