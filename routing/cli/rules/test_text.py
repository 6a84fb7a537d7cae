"""What running the tests of rules came to, as text: a line a test, and a diff of what was expected and what came."""

from __future__ import annotations

import click

from routing.errors import printable
from routing.quality.testing.report import Report
from routing.wording.words import Language

_COLOURS = {"-": "red", "+": "green"}


def show_outcome(report: Report, lang: Language) -> None:
    """One test, and below it, where it failed, each field that differs. Colours are for terminals only."""
    outcome = report.outcome
    word = click.style("passed", fg="green") if outcome.passed else click.style("FAILED", fg="red", bold=True)
    click.echo(f"{word} {printable(outcome.place)} {printable(outcome.name[lang])}")
    for line in report.lines():
        sign = line.lstrip()[:1] if line.startswith("  ") else ""
        click.secho(f"  {printable(line)}", fg=_COLOURS.get(sign))
