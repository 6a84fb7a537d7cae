"""`routing audit disparity`: rates of outcomes by group."""

from __future__ import annotations

import math
from typing import Literal

import click

from routing.cli.audit.decided import Source, decided_cases, only_with_cases, source_options
from routing.cli.audit.smallest import smallest_option
from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS
from routing.wording.words import Language


@click.command("disparity")
@click.option(
    "--by",
    metavar="NAME",
    required=True,
    help="What the groups are: sex, age-band, nationality, language or another property of persons that is chosen from "
    "a list; or district, month, municipality, received_by, reported_by, rulebook.",
)
@click.option(
    "--unit",
    type=click.Choice(["person", "case"]),
    help="What is counted. Without it: persons by their properties, cases by theirs.",
)
@source_options
@smallest_option
@click.option(
    "--level",
    metavar="SHARE",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="The level of the intervals.",
)
@format_option("text", "json", "csv", "html", help="Form of the table; html has charts.")
@lang_option()
def disparity(
    source: Source,
    by: str,
    unit: Literal["person", "case"] | None,
    smallest: int,
    level: float,
    form: Literal["text", "json", "csv", "html"],
    lang: Language,
) -> int:
    """Compare how often outcomes come about in groups of persons or cases.

    Outcomes: the backup team is asked, something is withheld for want of consent, a need that no rule routes or nobody
    can take, a person decided otherwise, a fact that is not known makes it provisional; with --desk also whether
    anybody has answered or taken it on, and after how long. Each rate comes with its number, an interval, and the
    difference to all other groups, widened for the number of comparisons. Numbers of few cases are not shown.

    Such rates describe. They do not say why groups differ, and no difference is no proof that there is none.

    \b
    Exit codes: 0 done, 1 a group differs from the rest, 2 wrong usage, or something cannot be read.

    \b
    Examples:
      routing audit disparity --by sex --lang en
      routing audit disparity --by age-band --desk sqlite:///desk.db --format html > waiting.html
      routing audit disparity cases.jsonl --rulebook setagaya --by district --smallest 5 --format csv
    """
    from routing.audit.disparity import disparity_table
    from routing.cli.audit.disparity_text import tell_disparity

    if math.isnan(level):  # lies in no range, and out of none
        raise click.BadParameter("give a number", param_hint="--level")
    only_with_cases(source)
    with decided_cases(source) as read:
        table = disparity_table(read.decided, by, unit, smallest, level)
    tell_disparity(table, read.left_out, form, lang)
    return BAD_INPUT if read.bad else FINDINGS if table.stands_out else DONE
