"""`routing audit export`: what happened, for process mining and for statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from routing.cli.audit.given import export_option
from routing.cli.audit.stored import desk_option, naming, pseudonyms_option, stored
from routing.cli.options import format_option
from routing.cli.outcome import DONE
from routing.cli.rules.new_file import check_new

Form = Literal["ocel-json", "ocel-sqlite", "parquet"]


@click.command("export")
@desk_option
@export_option
@format_option(
    "ocel-json",
    "ocel-sqlite",
    "parquet",
    help="An object-centric event log (OCEL 2.0) as JSON or SQLite, or flat tables as Parquet.",
)
@click.option(
    "--out",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The new file; for parquet the folder, in which a new file stands for each table.",
)
@pseudonyms_option
def export(url: str, export: Path | None, form: Form, out: Path, key: Path | None) -> int:
    """Write what happened at the desk and in the decision log, for process mining and statistics.

    Every event of the desk and every record of the log is in it once. It holds ids, codes and instants: no names, no
    ages, no notes, no reasons in a person's own words. It is about persons all the same: keep it as you keep cases.
    With --pseudonyms, ids say nothing to whoever has no key. With --export, only the log is read. No file is written
    over.

    \b
    Exit codes: 0 done, 2 the store or the file cannot be used, wrong usage.

    \b
    Examples:
      routing audit export --out desk.json
      routing audit export --format ocel-sqlite --out desk.sqlite --pseudonyms export.key
      routing audit export --format parquet --out tables/
    """
    if form != "parquet":
        check_new(str(out))
    with stored(url, export) as found:
        if form == "parquet":
            from routing.audit.tables import tables, write_parquet

            made = tables(found.cases, found.records, naming(key))
            write_parquet(made, out, pseudonymous=key is not None)
            click.echo(f"{len(made.events)} events, {len(made.referrals)} referrals: {out}", err=True)
            return DONE
        from routing.audit.ocel import event_log, write_json, write_sqlite

        log = event_log(found.cases, found.records, naming(key))
    (write_json if form == "ocel-json" else write_sqlite)(log, out)
    click.echo(f"{len(log.events)} events, {len(log.objects)} objects: {out}", err=True)
    return DONE
