"""`--smallest`: below which number of cases a count is not shown."""

from __future__ import annotations

import click

from routing.cli.options import Decorator

smallest_option: Decorator = click.option(
    "--smallest",
    metavar="N",
    type=click.IntRange(0, 1_000_000),
    default=10,
    show_default=True,
    help="Counts of fewer cases are not shown. 0 shows all: not to be published.",
)
