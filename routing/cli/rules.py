"""`routing rules`: the workshop of rule authors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from routing.cli.offices import offices
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.score import score
from routing.cli.words import Language
from routing.errors import RulebookError, RulebookErrors

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

TARGETS = "[NAME|DIR]..."


@click.group()
def rules() -> None:
    """Check, test and score rulebooks, and list their offices.

    \b
    Examples:
      routing rules check
      routing rules test setagaya
      routing rules score tests/data/solved
      routing rules offices setagaya
    """


rules.add_command(score)


@rules.command()
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
    for target in _targets(targets):
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


def _targets(targets: tuple[str, ...]) -> tuple[str, ...]:
    """The rulebooks named, each of which exists; all bundled ones where none is. Raises `RulebookError`."""
    from routing.rulebook import bundled_names
    from routing.rulebook.packs import find_pack

    for target in targets:
        find_pack(target)
    return targets or tuple(bundled_names())


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


@rules.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="Language of the names.")
def test(targets: tuple[str, ...], lang: Language) -> int:
    """Run the tests that stand beside the rules, in `*_test.yaml`.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is tested.

    \b
    Exit codes: 0 all passed, 1 a test failed, 2 a rulebook or a test file is not valid.

    \b
    Examples:
      routing rules test
      routing rules test rules/setagaya --lang en
    """
    from routing.quality.testing import run_tests

    passed = failed = 0
    for target in _targets(targets):
        for result in run_tests(target):
            passed += result.passed
            failed += not result.passed
            click.echo(f"{'passed' if result.passed else 'FAILED'} {result.place} {result.name[lang]}")
            for difference in result.differences:
                click.echo(f"  {difference}")
    click.echo(f"{passed} passed, {failed} failed")
    return FINDINGS if failed else DONE


rules.add_command(offices)
