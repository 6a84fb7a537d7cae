"""`routing conference`: one hard case at a table, and a year of them simulated."""

from __future__ import annotations

import click

from routing.cli.conference.simulate import simulate
from routing.cli.conference.table import table


@click.group()
def conference() -> None:
    """Discuss one case at a table (`table`), or simulate what becomes of many (`simulate`).

    \b
    Examples:
      routing conference table examples/kinuta/heat.yaml
      routing conference simulate kinuta-pilot --lang en
    """


conference.add_command(simulate)
conference.add_command(table)
