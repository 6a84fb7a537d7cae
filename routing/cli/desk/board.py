"""`routing desk board` and `overdue`: what is open, whose turn it is, how late it is."""

from __future__ import annotations

import click

from routing.cli.desk.given import Given, an_agency, reading
from routing.cli.outcome import DONE, FINDINGS


def _an_agency(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, str | None] | None:
    return None if value is None else an_agency(context, option, value)


_agency_option = click.option(
    "--agency", metavar="KIND[@OFFICE]", callback=_an_agency, help="The referrals to this agency alone."
)


@click.command("board")
@_agency_option
@reading
def board(given: Given, agency: tuple[str, str | None] | None) -> int:
    """Show every open referral, by agency and deadline: what is overdue first, in words and in colour.

    The agency with the earliest deadline stands first; of those without one, who has owed an answer for the longest.
    What rests has no deadline, nor has a statutory report that was received.

    \b
    Exit codes: 0 done, 2 the store cannot be used, wrong usage.

    \b
    Examples:
      routing desk board --lang en
      routing desk board --agency support_center@kinuta-anshin --now 2026-08-10T09:00
    """
    from routing.cli.desk.board_text import tell_board
    from routing.cli.desk.counter import counter

    with counter(given) as at:
        tell_board(at, given, agency, late=False)
    return DONE


@click.command("overdue")
@_agency_option
@reading
def overdue(given: Given, agency: tuple[str, str | None] | None) -> int:
    """Show the referrals that are overdue, by agency, the longest overdue first.

    \b
    Exit codes: 0 nothing is overdue, 1 something is, 2 the store cannot be used, wrong usage.

    \b
    Examples:
      routing desk overdue --lang en
      routing desk overdue --format json --now 2026-08-10T09:00
    """
    from routing.cli.desk.board_text import tell_board
    from routing.cli.desk.counter import counter

    with counter(given) as at:
        return FINDINGS if tell_board(at, given, agency, late=True) else DONE
