"""`routing rules test --update`: what tests expect becomes what is decided now, shown first and asked about."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from routing.errors import printable
from routing.quality.replacing import replace_text
from routing.quality.testing import Outcome, Suite
from routing.quality.testing.splice import flow
from routing.quality.testing.update import changes, rewritten
from routing.wording.words import Language


def can_ask() -> bool:
    """Whether somebody sits at a terminal who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def update(suite: Suite, failed: Iterable[Outcome], lang: Language, yes: bool) -> int:
    """Rewrite the expectations of the failed tests that are agreed to. The number of these tests.

    Raises `RulebookError` where a file cannot be rewritten, and then none of the pack is.
    """
    agreed = [outcome for outcome in failed if _agreed(outcome, lang, yes)]
    for name, text in rewritten(suite, agreed).items():
        assert suite.pack.folder is not None  # what a command names lies in a folder
        replace_text(suite.pack.folder / name, text)
        click.echo(f"rewritten: {printable(suite.pack.file(name))}", err=True)
    return len(agreed)


def _agreed(outcome: Outcome, lang: Language, yes: bool) -> bool:
    """Whether a test is to be rewritten. What would change is shown in any case."""
    click.echo(f"{printable(outcome.place)} {printable(outcome.name[lang])}", err=True)
    for field, old, new in changes(outcome):
        click.secho(f"  - {field}: {printable(flow(old))}", fg="red", err=True)
        click.secho(f"  + {field}: {printable(flow(new))}", fg="green", err=True)
    return yes or click.confirm("  rewrite what this test expects?", err=True)
