"""`routing desk report`: how long people waited, how often nobody answered, how often a referral came back."""

from __future__ import annotations

import datetime as dt

import click

from routing.cli.desk.given import Given, reading
from routing.cli.outcome import DONE
from routing.cli.rules.day import a_day


@click.command("report")
@click.option("--since", metavar="DAY", callback=a_day, help="Referrals asked from this day on. Without it: all.")
@click.option("--until", metavar="DAY", callback=a_day, help="Up to the end of this day. Without it: until now.")
@reading
def report(given: Given, since: dt.date | None, until: dt.date | None) -> int:
    """Report what became of the referrals, by agency and need.

    Told are how many were asked (n), how many got no answer, how many came back (declined or given up), and the
    medians of the time to the first answer and to acceptance, by the calendar. What happened after the end of the
    report counts as not having happened.

    \b
    Exit codes: 0 done, 2 the store cannot be used, wrong usage.

    \b
    Examples:
      routing desk report --lang en
      routing desk report --since 2026-04-01 --until 2026-06-30 --format json > quarter.json
    """
    from routing.calendar import end_of, start_of
    from routing.cli.desk.counter import counter
    from routing.cli.desk.report_text import tell_report

    if since is not None and until is not None and until < since:
        raise click.UsageError("--until lies before --since")
    start = start_of(since) if since is not None else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    with counter(given) as at:
        tell_report(at, given, start, min(end_of(until), given.now) if until is not None else given.now)
    return DONE
