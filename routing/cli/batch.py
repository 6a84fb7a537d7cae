"""`routing batch`: many cases, files to files."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import rulebook_option
from routing.cli.outcome import DONE, FINDINGS

if TYPE_CHECKING:
    from routing.batch import Progress


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...", type=click.Path())
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the result.",
)
@rulebook_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "jsonl"]),
    default="parquet",
    show_default=True,
    help="Form of the decisions.",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), help="Processes that decide. Without it: one for each core."
)
@click.option("--dask", metavar="ADDRESS", help="Scheduler of a Dask cluster that decides instead, tcp://HOST:PORT.")
def batch(
    inputs: tuple[str, ...],
    out: Path,
    rulebook: str | None,
    form: Literal["parquet", "jsonl"],
    workers: int | None,
    dask: str | None,
) -> int:
    """Decide the cases of many files into a folder, in parts; continue where a run was stopped.

    IN is a file, or a folder that is looked through: JSON Lines, JSON, YAML, or Parquet with a column `case` of JSON
    text. DIR gets `part-*.parquet` (position, id, decision, fail_safe) or `part-*.jsonl`, in the order of the inputs;
    `rejects.jsonl`, every case that is not valid with its place, what is wrong and its whole text; and `manifest.json`.
    The same command again continues a run that was stopped, nothing twice, nothing lost; where an input, the rulebook
    or the format changed it is refused. The files are the same to the byte, whatever the workers. A summary goes to
    stdout as one JSON object, progress to stderr where that is a terminal.

    \b
    Exit codes: 0 every case decided, 1 done, and some cases are rejects or fail-safe, 2 wrong usage, or the run could
    not be begun or not be finished.

    \b
    Examples:
      routing batch cases.jsonl --out decided --rulebook generic
      routing batch examples/kinuta --out decided --format jsonl --workers 2
      routing batch archive/ more.parquet --out decided --dask tcp://127.0.0.1:8786
    """
    from routing.batch import decide_files
    from routing.rulebook import Rulebook

    if workers is not None and dask is not None:
        raise click.UsageError("--workers is of this machine, and --dask of a cluster: give one of them")
    book = Rulebook.load(rulebook) if rulebook else None
    try:
        with _progress() as told:
            outcome = decide_files(
                inputs, out, rulebook=book, form=form, workers=workers or _cores(), dask=dask, told=told
            )
    except KeyboardInterrupt:
        click.echo("stopped; the same command goes on where it stopped", err=True)
        raise
    if outcome.before:
        click.echo("there is nothing to do: the run is done", err=True)
    click.echo(json.dumps({name: value for name, value in asdict(outcome).items() if name != "before"}))
    return FINDINGS if outcome.rejected or outcome.fail_safe else DONE


def _cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """A bar on stderr, and nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress
    from rich.console import Console

    columns = ("{task.percentage:>3.0f}%", progress.BarColumn(), "{task.description}", progress.TimeRemainingColumn())
    with progress.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)

        def told(now: Progress) -> None:
            said = f"{now.cases:,} decided" + (f", {now.rejected:,} rejected" if now.rejected else "")
            bar.update(task, completed=now.read, total=now.of, description=said)

        yield told
