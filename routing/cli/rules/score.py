"""`routing rules score`: how a rulebook does on a library of solved cases."""

from __future__ import annotations

from typing import Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, complain
from routing.wording.words import Language


@click.command(no_args_is_help=True)
@click.argument("library", metavar="DIR", type=click.Path())
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    default="generic",
    show_default=True,
    help="A bundled rulebook, or a folder with a rulebook.yaml. It must serve the municipalities of the cases.",
)
@format_option("text", "json", help="Form of the score.")
@lang_option()
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that score; more than one pay for themselves from some thousand cases on, and need pyarrow.",
)
def score(library: str, rulebook: str, form: Literal["text", "json"], lang: Language, workers: int) -> int:
    """Score a rulebook on solved cases: what it decides, beside what became of each.

    DIR holds one solved case a file (`*.yaml`, `*.json`): the case, which leads are acceptable, which agencies the
    source names, whether the backup team was asked, whether it was urgent. Told are lead hits; recall, precision, F1
    over the named agencies; the backup level as a table; immediate acts; each beside trivial baselines; case by case
    what was missed and why. Agencies that wait for consent count as named; the figures without them stand beside. A bad
    file is reported on stderr and does not stop the others.

    \b
    Exit codes: 0 done, whatever the score; 2 a file, the folder or the rulebook is not valid.

    \b
    Examples:
      routing rules score tests/data/solved --lang en
      routing rules score tests/data/solved --rulebook rules/generic --format json > score.json
    """
    from routing.quality.scoring import score as scored
    from routing.quality.solved import read_library
    from routing.router import Router
    from routing.rulebook import Rulebook

    result, errors = scored(Router(Rulebook.load(rulebook)), read_library(library), workers)
    for error in errors:
        complain(error)
    if result.cases:
        if form == "json":
            click.echo(result.to_json())
        else:
            from routing.cli.rules.score_text import score_text
            from routing.cli.terminal import show

            for part in score_text(result, lang):
                if isinstance(part, str):
                    click.echo(part)  # a line stays a line, however long
                else:
                    show(part)
    return BAD_INPUT if errors else DONE
