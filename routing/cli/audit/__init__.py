"""`routing audit`: what was decided, looked at again."""

from __future__ import annotations

import click

from routing.cli.audit.consistency import consistency
from routing.cli.audit.disparity import disparity
from routing.cli.audit.export import export
from routing.cli.audit.flow import flow
from routing.cli.audit.gaps import gaps
from routing.cli.audit.impact import impact
from routing.cli.audit.register import register
from routing.cli.audit.replay import replay


@click.group()
def audit() -> None:
    """Decide again, compare, count: what an auditor asks of the decision log.

    The log is read from its store (`--db`) or from a file that `routing log export --values --rulebooks` wrote
    (`--export`). Where the store is encrypted, its key is read from ROUTING_STORE_KEY.

    \b
    Examples:
      routing audit replay --db sqlite:///decisions.db
      routing audit impact my/setagaya --db sqlite:///decisions.db
      routing audit gaps --by district,code --db sqlite:///decisions.db
      routing audit disparity --by age-band --db sqlite:///decisions.db
      routing audit export --out desk.json
      routing audit register setagaya > record.yaml
    """


audit.add_command(replay)
audit.add_command(gaps)
audit.add_command(consistency)
audit.add_command(export)
audit.add_command(flow)
audit.add_command(disparity)
audit.add_command(register)
audit.add_command(impact)
