"""`routing rules check`: what is wrong with rulebooks, before they meet a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.targets import TARGETS, named_or_all
from routing.errors import RulebookError, RulebookErrors

if TYPE_CHECKING:
    from routing.rulebook import Rulebook


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
def check(targets: tuple[str, ...]) -> int:
    """Load rulebooks, with all their types, and tell every error with its place.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is checked. Rules that
    rest on an older text of a law are told as warnings.

    \b
    Exit codes: 0 no errors, 1 errors, 2 there is no such rulebook.

    \b
    Examples:
      routing rules check
      routing rules check setagaya
      routing rules check rules/national rules/generic
    """
    from routing.rulebook import Rulebook

    books: list[Rulebook] = []
    errors: list[RulebookError] = []
    for target in named_or_all(targets):
        try:
            books.append(Rulebook.load(target))
        except RulebookErrors as found:
            errors.extend(found.errors)
        except RulebookError as found:
            errors.append(found)
    for line in dict.fromkeys([*map(str, errors), *_warnings(books)]):  # packs are shared: tell each once
        click.echo(line)
    if books:
        _summarise(books)
    return FINDINGS if errors else DONE


def _warnings(books: Iterable[Rulebook]) -> list[str]:
    dated = [
        (rule.pack, rule.place, rule.id, f"{basis.law} {basis.article or ''}".rstrip())
        for book in books
        for rule in book.rules
        for basis in rule.basis
        if basis.status == "dated"
    ]
    return [f"{place}: warning: rule `{id}` rests on an older text of {law}" for _, place, id, law in sorted(dated)]


def _summarise(books: Iterable[Rulebook]) -> None:
    from rich.table import Table

    from routing.cli.terminal import show

    table = Table("rulebook", "version")
    for column in ("rules", "packs", "strata", "offices"):
        table.add_column(column, justify="right")
    for book in books:
        newest = max((rule.start for rule in book.rules if rule.start), default=dt.date.min)
        listed = len(book.directory.offices) if book.directory else 0
        counts = (len(book.rules), len(book.packs), len(book.strata(newest)), listed)
        table.add_row(book.id, book.version, *map(str, counts))
    show(table)
