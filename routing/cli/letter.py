"""`routing letter`: what a person concerned is told, and nothing that they may not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.cli.cases import read_one
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE, FINDINGS, complain
from routing.cli.print_page import print_page

if TYPE_CHECKING:
    from routing.letters.page import Form
    from routing.wording.words import Language


@click.command(no_args_is_help=True)
@click.argument("case", metavar="CASE", type=click.Path())
@click.option("--about", metavar="PERSON", required=True, help="The id of the person the letter is for.")
@rulebook_option
@format_option("text", "markdown", "html", "json", help="Form of the letter; html is one A4 page.")
@lang_option()
@click.option("--plain", is_flag=True, help="Plain Japanese (やさしい日本語) with a reading at every kanji.")
def letter(case: str, about: str, rulebook: str | None, form: Form, lang: Language, plain: bool) -> int:
    """Write the letter to a person of a case: who is there now, who may lead, who does what by when, and why.

    It tells what concerns this person alone. Of others it tells nothing: no need, no agency, no report, and not who
    reported. It holds no ids. Names, phones and the way to complain are left blank for the municipal office. A letter
    that would be dangerous in other hands is announced on stderr: hand it over to the person alone.

    \b
    Exit codes: 0 done, 1 no letter may be written to this person (stderr says why; do not pass that on), 2 wrong
    usage, or the case or the rulebook is not valid.

    \b
    Examples:
      routing letter examples/kinuta/household-8050.yaml --about b
      routing letter examples/kinuta/household-8050.yaml --about b --plain --format html
      routing letter examples/kinuta/heat.yaml --about a --lang en
    """
    from routing.letters import LetterRefused
    from routing.letters import letter as write
    from routing.letters.wording import say

    if plain and lang != "ja":
        raise click.UsageError("--plain is for Japanese: leave out --lang")
    router, given = read_one(case, rulebook)
    try:
        page = write(router, given, about, lang, plain)
    except LetterRefused as refused:
        complain(refused)
        return FINDINGS
    print_page(page, form)
    if page.by_hand:
        click.echo(say("by_hand", "en"), err=True)
    return DONE
