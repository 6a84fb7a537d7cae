"""`routing what-if`: the decision about a case with some facts changed, beside the one as it is."""

from __future__ import annotations

import json
from typing import Literal

import click

from routing.cli.cases import read_one
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE, FINDINGS
from routing.wording.words import Language


@click.command("what-if", no_args_is_help=True)
@click.argument("case", type=click.Path())
@click.option(
    "--set",
    "changes",
    metavar="PATH=VALUE",
    multiple=True,
    help="A fact to change; may be given several times. No VALUE: unknown. `+PATH` adds a part, `-PATH` removes one.",
)
@click.option(
    "--smallest",
    "wanted",
    metavar="WANTED",
    help="Look for the fewest changes that give another lead (`lead`), the lead that is named (`lead=KIND`), or no "
    "backup team (`backup=`).",
)
@rulebook_option
@format_option("text", "json", help="Form of the comparison.")
@lang_option()
def what_if(
    case: str,
    changes: tuple[str, ...],
    wanted: str | None,
    rulebook: str | None,
    form: Literal["text", "json"],
    lang: Language,
) -> int:
    """Route a case with some facts changed, and tell what is decided differently and what made each difference.

    CASE is a file with one case. The second decision is the one that `routing route` gives for the changed case.
    With --smallest the changes are looked for, in the case as --set leaves it. Protected properties and known ages are
    never proposed.

    \b
    Changes:
      persons.b.age=70                       a property of a person; needs.ID.FIELD, events.ID.FIELD likewise
      persons.b.age=                         the same, unknown
      district=kinuta                        a field of the case
      +needs.b=isolation.hikikomori          a new need; -needs.n1 removes one; events likewise
      +relations.a.LIVES_WITH=b              a relation; - removes it
      consents.a=given                       what a person said to sharing, to all
      +consents.a.health_center=refused      the same, to one agency kind
      +involvements.a.care_service=active    an agency that serves a person; -involvements.a.care_service
      +persons.c                             a person of whom nothing is known

    \b
    Exit codes: 0 nothing is decided differently, or no change found does what is wanted; 1 something is, or one does;
    2 the case, a change or the rulebook is not valid.

    \b
    Examples:
      routing what-if examples/kinuta/household-8050.yaml --set persons.a.age=60 --lang en
      routing what-if examples/kinuta/heat.yaml --set consents.a=given --set persons.a.age=70 --format json
      routing what-if examples/kinuta/cannot-solve.yaml --smallest backup= --lang en
    """
    from routing.explain.changes import changed
    from routing.explain.smallest import smallest_change
    from routing.explain.telling import Telling
    from routing.explain.what_if import what_if as asked

    router, given = read_one(case, rulebook)
    telling = Telling(router.rulebook.vocabulary, lang)
    if wanted is not None:
        ways = smallest_change(router, changed(given, changes, router.rulebook.vocabulary), wanted)
        lines = [json.dumps(ways.to_data(), ensure_ascii=False)] if form == "json" else telling.smallest(ways)
        click.echo("\n".join(lines))
        return FINDINGS if ways.found else DONE
    if not changes:
        raise click.UsageError("give a change by --set, or what is wanted by --smallest")
    found = asked(router, given, changes)
    if form == "json":
        click.echo(json.dumps(found.to_data(), ensure_ascii=False))
    else:
        click.echo("\n".join(telling.what_if(found)))
    return FINDINGS if found.differences else DONE
