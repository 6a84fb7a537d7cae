"""What the commands on cases have in common: reading them, and printing what was found about one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.errors import RoutingError

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


def read_all(files: Iterable[str]) -> Iterator[Case | RoutingError | OSError]:
    """The cases of several files, and in place of those that are not valid why: one does not hold up the others.

    They come one by one, as a file may hold more cases than memory does.
    """
    from routing.case.reading import cases_of_file

    for file in files:
        try:
            yield from cases_of_file(Path(file))
        except (RoutingError, OSError) as error:
            yield error


def tell(found: Explanation | WhyNot, form: Literal["text", "markdown", "json"], ids: bool) -> None:
    """Print an explanation."""
    if form == "json":
        click.echo(json.dumps(found.to_data(), ensure_ascii=False))
    else:
        click.echo(found.markdown(ids) if form == "markdown" else found.text(ids), nl=False)
