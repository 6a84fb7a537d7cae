"""`routing audit replay`: whether logged decisions are made again as they were."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.audit.given import GivenLog, given_log, log_options
from routing.cli.options import format_option
from routing.cli.outcome import DONE, FINDINGS
from routing.errors import printable

if TYPE_CHECKING:
    from routing.audit.verdict import Verdict
    from routing.log import Record
    from routing.router import EngineName

MOST_SHOWN = 50
"""Records told as text; as JSON all are."""

_MOST_DIGITS = 15
"""Of the number of a record: more no store can count."""

Bound = int | dt.date


def _bound(context: click.Context, parameter: click.Parameter, value: str | None) -> Bound | None:
    try:
        if value is None or (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
            return None if value is None else int(value)
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("give the number of a record, or a day such as 2026-04-01") from None


def _lies_before(end: Bound | None, start: Bound | None) -> bool:
    if isinstance(start, int):
        return isinstance(end, int) and end < start
    return isinstance(end, dt.date) and start is not None and end < start


class Tally:
    """Tells what is worth telling of each record as it comes, and counts all."""

    def __init__(self, form: Literal["text", "json"]) -> None:
        self._form = form
        self._counts: Counter[str] = Counter()
        self._overridden = self._found = 0

    @property
    def good(self) -> bool:
        """Whether every decision was made again and is the same."""
        return self._counts["equal"] + self._counts["engine"] == self._counts.total()

    def take(self, verdict: Verdict) -> None:
        """Tell of one more record, unless it is equal and nobody overrode it."""
        self._counts[verdict.outcome] += 1
        self._overridden += bool(verdict.overrides)
        if verdict.good and not verdict.overrides:
            return
        self._found += 1
        if self._form == "json":
            click.echo(json.dumps(verdict.to_data(), ensure_ascii=False))
        elif self._found <= MOST_SHOWN:
            click.echo(f"record {verdict.number}: {_told(verdict)}")

    def end(self) -> None:
        """Tell the counts."""
        from routing.audit.verdict import OUTCOMES

        if self._form == "json":
            counts = {outcome: self._counts[outcome] for outcome in OUTCOMES}
            click.echo(json.dumps({"decisions": self._counts.total(), **counts, "overridden": self._overridden}))
            return
        if self._found > MOST_SHOWN:
            click.echo(f"... and {self._found - MOST_SHOWN} more records")
        told = [f"{self._counts[outcome]} {words}" for outcome, words in OUTCOMES.items() if self._counts[outcome]]
        if self._overridden:
            told.append(f"{self._overridden} overridden by people")
        click.echo(f"{self._counts.total()} decisions" + (f": {'; '.join(told)}" if told else ""))


def _told(verdict: Verdict) -> str:
    from routing.audit.verdict import OUTCOMES

    told = OUTCOMES[verdict.outcome]
    if verdict.outcome == "differs":
        told += f" in {', '.join(verdict.fields)}"
        moved = [f"{part}: {old or 'nothing'} -> {new or 'nothing'}" for part, old, new in verdict.shifts]
        told = "; ".join([told, *moved])
        if verdict.releases is not None and verdict.releases[0] != verdict.releases[1]:
            told += f"; decided by release {verdict.releases[0]}"
    elif verdict.outcome == "redacted":
        told += f", as said by {', '.join(map(str, verdict.redactions)) or 'no record'}"
    if verdict.problem is not None:
        told += f": {verdict.problem}"
    for one in verdict.overrides:
        told += f"; overridden by the {one.role}: {one.start or 'nobody'} -> {one.to}"
    return printable(told)


@click.command()
@log_options
@click.option("--from", "start", metavar="NUMBER|DAY", callback=_bound, help="The first record, or the first day.")
@click.option("--to", "end", metavar="NUMBER|DAY", callback=_bound, help="The last record, or the last day.")
@click.option(
    "--engine",
    type=click.Choice(["native", "durable"]),
    default="native",
    show_default=True,
    help="Engine that fires the rules; `durable` needs durable_rules.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that share the work."
)
@format_option("text", "json", help="Form of what was found; json: an object a line, the last one counts.")
def replay(
    url: str,
    export: Path | None,
    start: Bound | None,
    end: Bound | None,
    engine: EngineName,
    workers: int,
    form: Literal["text", "json"],
) -> int:
    """Decide logged cases again, each by the rulebook it was decided by, and tell what differs.

    Each case is decided on its own day, with the free places that were known then. A decision is equal to the byte; or
    equal but for the engine, where another one fires the rules than then; or different, and what differs is told. A
    record of which something was redacted is refused, with the records that say so; so is one whose rulebook this
    release reads otherwise. What people decided otherwise is told beside.

    The days of --from and --to are those that were decided on.

    \b
    Exit codes: 0 all decisions are the same, 1 one is not or was refused, 2 there is no log, or it cannot be read.

    \b
    Examples:
      routing audit replay --db sqlite:///decisions.db
      routing audit replay --db sqlite:///decisions.db --from 2026-04-01 --to 2026-06-30 --workers 4
      routing audit replay --export decisions.log --engine durable
      routing audit replay --from 17 --to 17 --format json
    """
    from routing.audit.replay import replay as replayed

    if _lies_before(end, start):
        raise click.UsageError("--to lies before --from")
    tally = Tally(form)
    with given_log(url, export) as given:
        verdicts = replayed(
            lambda: _between(given, start, end),
            given.rulebook,
            overrides=given.overrides,
            engine=engine,
            workers=workers,
        )
        for verdict in verdicts:
            tally.take(verdict)
    tally.end()
    return DONE if tally.good else FINDINGS


def _between(given: GivenLog, start: Bound | None, end: Bound | None) -> Iterator[Record]:
    after = start - 1 if isinstance(start, int) else 0
    until = end if isinstance(end, int) else None
    first, last = (day.isoformat() if isinstance(day, dt.date) else None for day in (start, end))
    for record in given.between(max(0, after), until):
        day = record.header.get("as_of")
        if day is None or ((first is None or first <= day) and (last is None or day <= last)):
            yield record
