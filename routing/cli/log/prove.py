"""`routing log prove`: proofs for whoever holds a checkpoint and not the log."""

from __future__ import annotations

import json
from pathlib import Path

import click

from routing.cli.log.opening import db_option, opened
from routing.cli.outcome import DONE


@click.command(no_args_is_help=True)
@click.argument("record", metavar="[RECORD]", required=False, type=click.IntRange(min=1))
@db_option
@click.option("--since", metavar="FILE", type=click.Path(path_type=Path), help="A checkpoint the log has grown from.")
@click.option("--checkpoint", "note", metavar="FILE", type=click.Path(path_type=Path), help="What to prove it against.")
@click.option("--values", is_flag=True, help="With the values of the record: they are facts of a case.")
def prove(record: int | None, url: str, since: Path | None, note: Path | None, values: bool) -> int:
    """Prove that a RECORD is in the log; or, with --since, that since a checkpoint nothing but new records came.

    The proof is one JSON object, and holds against --checkpoint, or else against the log as it is now. A checkpoint
    names the root that it has to be about: without one that was kept elsewhere a proof proves nothing.

    \b
    Exit codes: 0 done, 2 there is no such record, or the log is shorter than the checkpoint.

    \b
    Examples:
      routing log prove 17 --db sqlite:///decisions.db --checkpoint 2026-04.note > record-17.json
      routing log prove --since 2026-04.note --checkpoint 2026-05.note --db sqlite:///decisions.db > april.json
    """
    from routing.log import read_note
    from routing.log.proof_file import consistency, inclusion

    if (record is None) == (since is None):
        raise click.UsageError("give the number of a record, or --since, and not both")
    size = None if note is None else read_note(note.read_text(encoding="utf-8", errors="replace")).size
    with opened(url) as log:
        if record is not None:
            proof = inclusion(log, record, size, values=values)
        elif since is not None:
            proof = consistency(log, read_note(since.read_text(encoding="utf-8", errors="replace")).size, size)
    click.echo(json.dumps(proof, ensure_ascii=False))
    return DONE
