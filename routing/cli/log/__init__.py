"""`routing log`: the decision log."""

from __future__ import annotations

import click

from routing.cli.log.checkpoint import checkpoint
from routing.cli.log.export import export
from routing.cli.log.prove import prove
from routing.cli.log.redact import redact
from routing.cli.log.verify import verify


@click.group()
def log() -> None:
    """Check, prove, sign, redact and export the decision log. `routing route --log URL` writes into it.

    Where the store is encrypted, its key is read from ROUTING_STORE_KEY.

    \b
    Examples:
      routing route examples/kinuta/heat.yaml --log sqlite:///decisions.db
      routing log verify --db sqlite:///decisions.db
      routing log checkpoint --db sqlite:///decisions.db --origin setagaya.example/log --key signing.key
      routing log export --db sqlite:///decisions.db > decisions.log
    """


for command in (verify, prove, checkpoint, redact, export):
    log.add_command(command)
