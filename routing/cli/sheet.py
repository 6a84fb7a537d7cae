"""`routing sheet`: the referral sheet to an agency, with what it may know."""

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
@click.argument("agency_kind", metavar="AGENCY_KIND")
@click.option("--office", metavar="ID", help="Which office of the kind, where the decision asks several.")
@rulebook_option
@format_option("text", "markdown", "html", "json", help="Form of the sheet; html is for A4.")
@lang_option()
def sheet(case: str, agency_kind: str, office: str | None, rulebook: str | None, form: Form, lang: Language) -> int:
    """Write the referral sheet (つなぐシート) of a case to an agency that the decision asks something of.

    Concerns, household, what it is about, receiving agency and reason, what was done so far, consent: each as far as
    the agency may know it, by what the persons agreed to or by what a law permits. What is withheld does not appear,
    and nothing says that something is. Names, phones and the reference are left blank for the municipal office.

    \b
    Exit codes: 0 done, 1 the decision asks nothing of the agency, or nothing may be told to it yet (stderr says
    which), 2 wrong usage, or the case or the rulebook is not valid.

    \b
    Examples:
      routing sheet examples/okayama/sheet.yaml social_council
      routing sheet examples/kinuta/household-8050.yaml self_reliance --format html
      routing sheet examples/kinuta/dv.yaml dv_center --office setagaya-dv --lang en
    """
    from routing.letters import SheetRefused
    from routing.letters import sheet as write

    router, given = read_one(case, rulebook)
    try:
        page = write(router, given, agency_kind, office, lang)
    except SheetRefused as refused:
        complain(refused)
        return FINDINGS
    print_page(page, form)
    return DONE
