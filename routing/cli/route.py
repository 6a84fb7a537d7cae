"""`routing route`: cases in, decisions out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.cases import read_all
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain, warnings_on_stderr
from routing.errors import CaseError, RoutingError
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.decision import Decision
    from routing.explain.page.page import Decided
    from routing.router import EngineName, Router
    from routing.rulebook import Rulebook

Form = Literal["text", "json", "html"]
MOST_ON_A_PAGE = 500
"""Cases on one page: more would be beyond reading, and all in memory at once."""


@click.command(no_args_is_help=True)
@click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path())
@rulebook_option
@format_option("text", "json", "html", help="Form of the decisions. html: one page with a picture of each case.")
@lang_option()
@click.option(
    "--engine",
    type=click.Choice(["native", "durable"]),
    default="native",
    show_default=True,
    help="Engine that fires the rules; `durable` needs durable_rules.",
)
@click.option(
    "--cross-check/--no-cross-check",
    default=None,
    help="Fire the rules with the other engine too; where the two disagree the decision is fail-safe. "
    "Without either: where durable_rules is installed.",
)
@click.option(
    "--reproductions",
    metavar="DIR",
    default="disagreements",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder for what reproduces a disagreement. Such a file holds the whole case.",
)
@click.option("--log", "log", metavar="URL", help="Keep cases and decisions in the log there: see `routing log`.")
def route(
    cases: tuple[str, ...],
    rulebook: str | None,
    form: Form,
    lang: Language,
    engine: EngineName,
    cross_check: bool | None,
    reproductions: str,
    log: str | None,
) -> int:
    """Route the cases of one or more files and print their decisions.

    A file holds one case, a list of cases (YAML, JSON), or one case a line (JSON Lines). As JSON each decision is one
    object on a line of its own. As html all cases are one page without script or outside address: the case graph, the
    decision, and the reasons, which unfold and are all printed. It holds the facts of the cases. A bad case is reported
    on stderr and does not stop the others. What reproduces a disagreement of engines is taken as a case too.
    With --log each decision is in the log, on the disk, before it is printed.

    \b
    Exit codes: 0 every case decided, 1 a decision is fail-safe, 2 a case or the rulebook is not valid.

    \b
    Examples:
      routing route examples/kinuta/heat.yaml
      routing route examples/kinuta/heat.yaml --lang en --rulebook rules/setagaya
      routing route examples/kinuta/*.yaml --format json > decisions.jsonl
      routing route examples/kinuta/*.yaml --format html > kinuta.html
      routing route examples/kinuta/heat.yaml --no-cross-check
    """
    from routing.cli.log.writing import logging_to
    from routing.engines.durable import installed
    from routing.router import Router

    checked = installed() is not None if cross_check is None else cross_check

    def router_of(book: Rulebook) -> Router:
        return Router(book, engine=engine, cross_check=checked, reproductions=reproductions)

    code = DONE
    on_page: list[Decided] = []
    with warnings_on_stderr(), logging_to(log, rulebook) as keep:
        for result in _decide(cases, rulebook, router_of):
            if isinstance(result, RoutingError | OSError):
                complain(result)
                code = BAD_INPUT
                continue
            case, decision, book = result
            keep(case, decision, book)
            if form == "html":
                on_page.append(_on_page(result, on_page))
            else:
                _print(decision, book, form, lang)
            if code == DONE and decision.fail_safe:
                code = FINDINGS
    if on_page:
        from routing.explain.page import page

        click.echo(page(on_page, lang), nl=False)
    return code


def _on_page(decided: Decided, others: list[Decided]) -> Decided:
    """One more case for the page. Raises `RoutingError` where it is full."""
    if len(others) == MOST_ON_A_PAGE:
        raise RoutingError(f"a page holds at most {MOST_ON_A_PAGE:,} cases\nhelp: name fewer, or take `--format json`")
    return decided


def _decide(
    files: tuple[str, ...], rulebook: str | None, router_of: Callable[[Rulebook], Router]
) -> Iterator[Decided | RoutingError | OSError]:
    """For each case of the files, in their order: it with its decision and the rulebook that made it, or an error."""
    from routing.router import rulebook_for
    from routing.rulebook import Rulebook

    named = Rulebook.load(rulebook) if rulebook else None
    routers: dict[str, Router] = {}
    with ExitStack() as running:
        for case in read_all(files):
            if isinstance(case, RoutingError | OSError):
                yield case
                continue
            try:
                book = named or rulebook_for(case)
                if book.digest not in routers:
                    routers[book.digest] = running.enter_context(router_of(book))
                router = routers[book.digest]
                decision = router.route(case)
            except CaseError as error:
                yield error
            else:
                yield case, decision, router.rulebook


def _print(decision: Decision, rulebook: Rulebook, form: Form, lang: Language) -> None:
    if form == "json":
        click.echo(decision.to_json())
        return
    from routing.cli.card import card  # rich is not worth its import where JSON is asked for
    from routing.cli.terminal import show

    show(card(decision, rulebook, lang))
