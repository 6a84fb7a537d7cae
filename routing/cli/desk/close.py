"""`routing desk close`, `reopen` and `review`: the end of a case, and when it is looked at again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from routing.cli.desk.given import Given, by_option, note_option, writing
from routing.cli.outcome import DONE
from routing.cli.rules.day import a_day

if TYPE_CHECKING:
    from routing.desk import Actor


@click.command("close", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.option("--reason", metavar="TEXT", required=True, help="Why, in words.")
@by_option
@note_option
@writing
def close(given: Given, key: str | None, case: str, reason: str, by: Actor, note: str | None) -> int:
    """Close a case; what was still asked is called off.

    The holder does that, or the backup team. Not while a statutory report has not been received; while a need has
    nobody, the backup team alone.

    \b
    Exit codes: 0 done, 2 the case cannot be closed, or not by --by, there is no such case, wrong usage.

    \b
    Examples:
      routing desk close kinuta-heat --reason "she is well, and visited every week" --by social_council@kinuta-shakyo
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change

    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.close(case, by, reason, given.now, key, note=note))
    return DONE


@click.command("reopen", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@by_option
@note_option
@writing
def reopen(given: Given, key: str | None, case: str, by: Actor, note: str | None) -> int:
    """Open a closed case again: the router decides, and who is needed is asked.

    \b
    Exit codes: 0 done, 2 the case is open, there is no such case, wrong usage.

    \b
    Examples:
      routing desk reopen kinuta-heat --by social_council@kinuta-shakyo
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change

    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.reopen(case, by, given.now, key, note=note))
    return DONE


@click.command("review", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.argument("day", metavar="DAY", callback=a_day)
@writing
def review(given: Given, key: str | None, case: str, day: dt.date) -> int:
    """Set the day on which a case is looked at again, whatever happens: today or later.

    \b
    Exit codes: 0 done, 2 the day is past, there is no such case, wrong usage.

    \b
    Examples:
      routing desk review kinuta-heat 2026-09-10
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change

    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.set_review(case, day, given.now, key))
    return DONE
