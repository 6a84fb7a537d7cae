"""`routing questions`: the unknown facts that could change the decision about a case."""

from __future__ import annotations

import json
from typing import Literal

import click

from routing.cli.cases import read_one
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE
from routing.wording.words import Language


@click.command(no_args_is_help=True)
@click.argument("case", type=click.Path())
@rulebook_option
@format_option("text", "json", help="Form of the questions.")
@lang_option()
def questions(case: str, rulebook: str | None, form: Literal["text", "json"], lang: Language) -> int:
    """Tell which unknown facts could change the decision about a case, as questions to the family.

    CASE is a file with one case. That on which the most urgent hangs stands first. Sensitive questions are marked. As
    JSON each question is one object on a line of its own; nothing is printed where nothing is left to ask.

    \b
    Exit codes: 0 done, 2 the case or the rulebook is not valid.

    \b
    Examples:
      routing questions examples/kinuta/heat.yaml --lang en
      routing questions examples/kinuta/heat.yaml --format json
    """
    from routing.explain.questions import questions as asked
    from routing.explain.telling import Telling

    router, given = read_one(case, rulebook)
    found = asked(router, given)
    if form == "json":
        for question in found:
            click.echo(json.dumps(question.to_data(), ensure_ascii=False))
    else:
        click.echo("\n".join(Telling(router.rulebook.vocabulary, lang).questions(found)))
    return DONE
