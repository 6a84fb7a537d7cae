"""What the commands that explain one case have in common: reading it, and printing what was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from routing.case import Case
    from routing.explain import Explanation, WhyNot
    from routing.router import Router


def read_one(case: str, rulebook: str | None) -> tuple[Router, Case]:
    """The case of a file, and a router by the rulebook named, or else by the one that serves it."""
    from routing.case import Case
    from routing.router import Router, rulebook_for
    from routing.rulebook import Rulebook

    read = Case.load(case)
    return Router(Rulebook.load(rulebook) if rulebook else rulebook_for(read)), read


def tell(found: Explanation | WhyNot, form: Literal["text", "markdown", "json"], ids: bool) -> None:
    """Print an explanation."""
    if form == "json":
        click.echo(json.dumps(found.to_data(), ensure_ascii=False))
    else:
        click.echo(found.markdown(ids) if form == "markdown" else found.text(ids), nl=False)
