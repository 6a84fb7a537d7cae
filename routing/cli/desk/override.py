"""`routing desk override`: a person puts another agency in the place of the one decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from routing.cli.desk.given import Given, an_agency, by_option, writing
from routing.cli.outcome import DONE

if TYPE_CHECKING:
    from routing.desk import Actor


@click.command("override", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.argument("place", metavar="holder|lead|owner", type=click.Choice(["holder", "lead", "owner"]))
@click.argument("to", metavar="KIND[@OFFICE]", callback=an_agency)
@click.option("--need", metavar="ID", help="The need whose owner is meant; for `owner` alone.")
@click.option("--function", metavar="TEXT", required=True, help="The function of the person who decides, such as 係長.")
@click.option("--reason", metavar="TEXT", required=True, help="Why, in words.")
@by_option
@writing
def override(
    given: Given,
    key: str | None,
    case: str,
    place: Literal["holder", "lead", "owner"],
    to: tuple[str, str | None],
    need: str | None,
    function: str,
    reason: str,
    by: Actor,
) -> int:
    """Put another agency in the place of the one that was decided: as holder, as lead, or as owner of a need.

    It is recorded with who did it in which function, why, from and to. A new holder holds at once; a new lead or owner
    is asked, and the former one is asked no longer.

    \b
    Exit codes: 0 done, 2 the agency may not take the place, there is no such case, need or agency, wrong usage.

    \b
    Examples:
      routing desk override kinuta-heat lead social_council@kinuta-shakyo --by support_center@kinuta-anshin \\
        --function 係長 --reason "the council visits her every week"
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change

    person = by.model_copy(update={"role": function})
    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        after = desk.override(case, place, *to, person, reason, given.now, key, need=need)
        tell_change(at, given, before, after)
    return DONE
