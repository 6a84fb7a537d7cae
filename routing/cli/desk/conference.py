"""`routing desk conference`: the record of a conference that was held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.cli.desk.given import Given, by_option, writing
from routing.cli.outcome import DONE

if TYPE_CHECKING:
    from routing.desk import Actor


@click.command("conference", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.argument("record", metavar="RECORD", type=click.Path())
@by_option
@writing
def conference(given: Given, key: str | None, case: str, record: str, by: Actor) -> int:
    """Record a conference: its facts join the case, the roles it gave become referrals, the case has a review date.

    RECORD is a YAML or JSON file: `meeting` (support_meeting or multilayer_meeting), `held_at`, `agenda`,
    `participants` with their basis of secrecy, `roles`, `facts`, `next_review`. An agency that sat at the table has
    accepted its role. The holder records it, or the backup team.

    \b
    Exit codes: 0 done, 2 the record is not valid or does not fit the case, --by may not record it, wrong usage.

    \b
    Examples:
      routing desk conference kinuta-heat record.yaml --by backup_team@kinuta-backup --now 2026-08-20T17:00
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.input import read_model
    from routing.cli.desk.told import tell_change
    from routing.desk import Conference

    read = read_model(record, Conference)
    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.record_conference(case, read, by, given.now, key))
    return DONE
