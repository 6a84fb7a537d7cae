"""`routing why-not`: what kept an agency, a rule or an effect out of a decision."""

from __future__ import annotations

from typing import Literal

import click

from routing.cli.cases import read_one, tell
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE
from routing.wording.words import Language


@click.command("why-not", no_args_is_help=True)
@click.argument("case", metavar="CASE", type=click.Path())
@click.argument("target", metavar="AGENCY_KIND|RULE|EFFECT")
@rulebook_option
@format_option("text", "markdown", "json", help="Form of the explanation.")
@lang_option()
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
    """Say why an agency kind, the rule of an id, or an effect has no part in the decision about a case.

    For each rule that could have brought it about, nearest first: it applies, and what settlement preferred to it; or
    it may apply once facts are known; or what keeps it from applying, with the values that the case has instead. The
    nearest miss is looked for by following the few best bindings, not all of them. The facts of the case appear with
    their values, so show this only to people who may see the case.

    An EFFECT is lead:KIND, support:KIND, inform:KIND, duty:KIND (of agencies), owner:NEED (the id of a need),
    immediate:ACTION, finding:KIND, escalate, escalate:LEVEL, exclude or exclude:KIND.

    \b
    Exit codes: 0 done, 2 the case or the rulebook is not valid, or there is no such agency kind, rule or effect.

    \b
    Examples:
      routing why-not examples/kinuta/heat.yaml health_center --lang en
      routing why-not examples/kinuta/heat.yaml household-8050 --lang en
      routing why-not examples/kinuta/heat.yaml lead:health_center --lang en
      routing why-not examples/kinuta/heat.yaml owner:n2
      routing why-not examples/kinuta/dv.yaml escalate --most 20 --format json
    """
    from routing.explain import why_not as explain

    router, given = read_one(case, rulebook)
    found = explain(router, given, target, lang, most)
    tell(found, form, ids)
    return DONE
