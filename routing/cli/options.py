"""Options that several commands have, said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from routing.wording.words import Language

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

rulebook_option: Decorator = click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A bundled rulebook, or a folder with a rulebook.yaml. "
    "Without it: the bundled one that serves the case's municipality, else `generic`.",
)


def format_option(*forms: str, help: str) -> Decorator:
    """`--format`, given to the command as `form`; the first form is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=help)


def lang_option(default: Language = "ja", help: str = "Language of the text.") -> Decorator:
    """`--lang`."""
    return click.option("--lang", type=click.Choice(["ja", "en"]), default=default, show_default=True, help=help)
