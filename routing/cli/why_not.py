"""`routing why-not`: what kept an agency, or a rule, out of a decision."""

from __future__ import annotations

import json
from typing import Literal

import click

from routing.cli.outcome import DONE
from routing.wording.words import Language


@click.command("why-not", no_args_is_help=True)
@click.argument("case", metavar="CASE", type=click.Path())
@click.argument("target", metavar="AGENCY_KIND|RULE")
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A bundled rulebook, or a folder with a rulebook.yaml. "
    "Without it: the bundled one that serves the case's municipality, else `generic`.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Form of the explanation.",
)
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="Language of the text.")
@click.option("--ids", is_flag=True, help="With the ids of the rules.")
@click.option(
    "--most", type=click.IntRange(1, 2000), default=5, show_default=True, help="Number of rules told, nearest first."
)
def why_not(
    case: str,
    target: str,
    rulebook: str | None,
    form: Literal["text", "markdown", "json"],
    lang: Language,
    ids: bool,
    most: int,
) -> int:
    """Say why an agency kind, or the rule of an id, has no part in the decision about a case.

    For each rule that could have named it, nearest first: it applies, and what settlement preferred to it; or it may
    apply once facts are known; or what keeps it from applying, with the values that the case has instead. The nearest
    miss is looked for by following the few best bindings, not all of them. The facts of the case appear with their
    values, so show this only to people who may see the case.

    \b
    Exit codes: 0 done, 2 the case or the rulebook is not valid, or there is no such agency kind or rule.

    \b
    Examples:
      routing why-not examples/kinuta/heat.yaml health_center --lang en
      routing why-not examples/kinuta/heat.yaml household-8050 --lang en
      routing why-not examples/kinuta/dv.yaml town_center --most 20 --format json
    """
    from routing.case import Case
    from routing.explain import why_not as explain
    from routing.router import Router, rulebook_for
    from routing.rulebook import Rulebook

    read = Case.load(case)
    book = Rulebook.load(rulebook) if rulebook else rulebook_for(read)
    found = explain(Router(book), read, target, lang, most)
    if form == "json":
        click.echo(json.dumps(found.to_data(), ensure_ascii=False))
    else:
        click.echo(found.markdown(ids) if form == "markdown" else found.text(ids), nl=False)
    return DONE
