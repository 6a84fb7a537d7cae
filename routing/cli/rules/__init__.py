"""`routing rules`: the workshop of rule authors."""

from __future__ import annotations

import click

from routing.cli.rules.check import check
from routing.cli.rules.convert import convert
from routing.cli.rules.coverage import coverage
from routing.cli.rules.diff import diff
from routing.cli.rules.fmt import fmt
from routing.cli.rules.mutate import mutate
from routing.cli.rules.offices import offices
from routing.cli.rules.schema import schema
from routing.cli.rules.score import score
from routing.cli.rules.show import show
from routing.cli.rules.test import test


@click.group()
def rules() -> None:
    """Check, test, measure, compare, show and convert rulebooks, and list their offices.

    \b
    Examples:
      routing rules check
      routing rules test setagaya
      routing rules coverage setagaya
      routing rules show setagaya --lang en
      routing rules score tests/data/solved
      routing rules offices setagaya
    """


for command in (check, test, coverage, mutate, diff, show, schema, fmt, convert, score, offices):
    rules.add_command(command)
