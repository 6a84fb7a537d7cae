"""`routing why`: the reasons behind a decision, in sentences a family can read."""

from __future__ import annotations

from typing import Literal

import click

from routing.cli.cases import read_one, tell
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE, FINDINGS
from routing.wording.words import Language


@click.command(no_args_is_help=True)
@click.argument("case", metavar="CASE", type=click.Path())
@click.argument("agency_kind", metavar="[AGENCY_KIND]", required=False)
@rulebook_option
@format_option("text", "markdown", "json", "html", "svg", help="Form of the explanation. svg: one picture.")
@lang_option()
@click.option("--ids", is_flag=True, help="With the ids of the rules.")
def why(
    case: str,
    agency_kind: str | None,
    rulebook: str | None,
    form: Literal["text", "markdown", "json", "html", "svg"],
    lang: Language,
    ids: bool,
) -> int:
    """Say why the decision about a case is as it is: all of it, or what names one agency kind.

    For each part: the rules that lead to it with the facts they read and the law they rest on, down through findings,
    then what settlement made of it. Of several reasons each stands for itself. A fact without which the result would
    be the same, for another reason, is marked so: the case was routed again without it. The facts of the case appear
    with their values, so show an explanation only to people who may see the case. html is one page without script or
    outside address, svg one picture: facts at the left, the rules and findings that read them, what was decided.

    \b
    Exit codes: 0 done, 1 the agency has no part in the decision (ask `routing why-not`), 2 the case, the rulebook or
    the agency kind is not valid.

    \b
    Examples:
      routing why examples/kinuta/heat.yaml support_center --lang en
      routing why examples/kinuta/dv.yaml --format markdown
      routing why examples/kinuta/heat.yaml --ids --format json
      routing why examples/kinuta/household-8050.yaml --format html > why.html
    """
    from routing.explain import why as explain

    router, given = read_one(case, rulebook)
    found = explain(router, given, agency_kind, lang)
    if form == "html" or form == "svg":
        click.echo(found.html(ids) if form == "html" else found.svg(), nl=False)
    else:
        tell(found, form, ids)
    return DONE if found.whys else FINDINGS
