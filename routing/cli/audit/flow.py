"""`routing audit flow`: how cases move between agencies, as a picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.audit.stored import desk_option, stored
from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE
from routing.errors import printable
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.audit.flow import By, Flow
    from routing.audit.flow.picture import Label


@click.command("flow")
@desk_option
@click.option(
    "--by",
    type=click.Choice(["holder", "referral"]),
    default="holder",
    show_default=True,
    help="A case moves when it is held by another agency, or when another agency takes on a referral.",
)
@click.option("--offices", is_flag=True, help="Show offices, not kinds of agencies.")
@click.option(
    "--smallest",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave out what happened to fewer than this many cases.",
)
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="Name agencies and offices as this rulebook does. Without it: kinds by the core vocabulary, offices by id.",
)
@format_option("text", "html", "svg", "json", help="Form of the answer.")
@lang_option()
def flow(
    url: str,
    by: By,
    offices: bool,
    smallest: int,
    rulebook: str | None,
    form: Literal["text", "html", "svg", "json"],
    lang: Language,
) -> int:
    """Show how cases move between agencies: an arrow from each to the next, with moves and median days.

    \b
    Exit codes: 0 done, 2 the store cannot be used, the picture would be too large, wrong usage.

    \b
    Examples:
      routing audit flow --lang en
      routing audit flow --by referral --smallest 10 --format html --lang ja > flow.html
      routing audit flow --offices --rulebook setagaya --format svg > flow.svg
    """
    from routing.audit.flow import drawing, page
    from routing.audit.flow import flow as flow_of

    with stored(url) as found:
        made = flow_of(found.cases, by, offices=offices, smallest=smallest)
    label = _label(rulebook, lang)
    if form == "json":
        click.echo(json.dumps(asdict(made), ensure_ascii=False))
    elif form == "text":
        _tell(made, label, lang)
    else:
        click.echo((page if form == "html" else drawing)(made, label, lang), nl=False)
    return DONE


def _label(rulebook: str | None, lang: Language) -> Label:
    from routing.vocabulary import core

    names = None
    if rulebook is not None:
        from routing.rulebook import Rulebook
        from routing.wording.names import Names

        names = Names(Rulebook.load(rulebook), lang)

    def label(place: str) -> str:
        kind, _, office = place.partition("@")
        if names is not None:
            return names.agency(kind, office or None)
        named = core().label(kind, lang).partition("(")[0].strip()
        return f"{named} {office}" if office else named

    return label


def _tell(flow: Flow, label: Label, lang: Language) -> None:
    from routing.audit.flow.page import shown
    from routing.audit.flow.picture import name, told

    for arrow in flow.arrows:
        start, end = (printable(name(place, label, lang)) for place in (arrow.start, arrow.end))
        click.echo(f"{start} → {end}: {told(arrow, lang)}")
    click.echo(shown(flow, lang), err=True)
