"""`routing route`: cases in, decisions out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain
from routing.cli.words import Language
from routing.errors import CaseError, RoutingError

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.router import Router


@click.command(no_args_is_help=True)
@click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path())
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A bundled rulebook, or a folder with a rulebook.yaml. "
    "Without it: the bundled one that serves the case's municipality, else `generic`.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the decisions.",
)
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="Language of the text.")
@click.option(
    "--engine",
    type=click.Choice(["native"]),
    default="native",
    show_default=True,
    expose_value=False,  # there is one engine to choose
    help="Engine that fires the rules.",
)
def route(
    cases: tuple[str, ...],
    rulebook: str | None,
    form: Literal["text", "json"],
    lang: Language,
) -> int:
    """Route the cases of one or more files and print their decisions.

    A file holds one case, a list of cases (YAML, JSON), or one case a line (JSON Lines). As JSON each decision is one
    object on a line of its own. A bad case is reported on stderr and does not stop the others.

    \b
    Exit codes: 0 every case decided, 1 a decision is fail-safe, 2 a case or the rulebook is not valid.

    \b
    Examples:
      routing route examples/kinuta/heat.yaml
      routing route examples/kinuta/heat.yaml --lang en --rulebook rules/setagaya
      routing route examples/kinuta/*.yaml --format json > decisions.jsonl
    """
    code = DONE
    for result in _decide(cases, rulebook):
        if isinstance(result, RoutingError | OSError):
            complain(result)
            code = BAD_INPUT
            continue
        router, decision = result
        _print(decision, router, form, lang)
        if code == DONE and decision.fail_safe:
            code = FINDINGS
    return code


def _decide(files: tuple[str, ...], rulebook: str | None) -> Iterator[tuple[Router, Decision] | RoutingError | OSError]:
    """A decision, with the router that made it, or an error for each case of the files, in their order."""
    from routing.router import Router, rulebook_for
    from routing.rulebook import Rulebook

    named = Rulebook.load(rulebook) if rulebook else None
    routers: dict[str, Router] = {}
    for case in _read(files):
        if isinstance(case, RoutingError | OSError):
            yield case
            continue
        try:
            book = named or rulebook_for(case)
            if book.digest not in routers:
                routers[book.digest] = Router(book)
            router = routers[book.digest]
            decision = router.route(case)
        except CaseError as error:
            yield error
        else:
            yield router, decision


def _read(files: tuple[str, ...]) -> Iterator[Case | RoutingError | OSError]:
    from routing.case.reading import cases_of_file  # one by one: a file may hold more cases than memory does

    for file in files:
        try:
            yield from cases_of_file(Path(file))
        except (RoutingError, OSError) as error:
            yield error


def _print(decision: Decision, router: Router, form: Literal["text", "json"], lang: Language) -> None:
    if form == "json":
        click.echo(decision.to_json())
        return
    from routing.cli.card import card  # rich is not worth its import where JSON is asked for
    from routing.cli.terminal import show

    show(card(decision, router.rulebook, lang))
