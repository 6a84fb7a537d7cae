"""`routing desk hand-over`: another agency is asked to take a case over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.cli.desk.given import Given, an_agency, by_option, note_option, writing
from routing.cli.outcome import DONE

if TYPE_CHECKING:
    from routing.desk import Actor


@click.command("hand-over", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.argument("to", metavar="KIND[@OFFICE]", callback=an_agency)
@by_option
@note_option
@writing
def hand_over(given: Given, key: str | None, case: str, to: tuple[str, str | None], by: Actor, note: str | None) -> int:
    """Ask another agency to take over a case that is at the desk.

    The holder does that, or the backup team. The holder stays accountable until the other agency has accepted.

    \b
    Exit codes: 0 done, 2 --by may not do that, there is no such case or agency, wrong usage.

    \b
    Examples:
      routing desk hand-over kinuta-heat social_council@kinuta-shakyo --by support_center@kinuta-anshin
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change

    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.hand_over(case, *to, by, given.now, key, note=note))
    return DONE
