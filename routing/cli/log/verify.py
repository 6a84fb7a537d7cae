"""`routing log verify`: whether a log is what it was."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.log.opening import checkpoint_option, checkpoints_of, db_option, opened, public_option
from routing.cli.options import format_option
from routing.cli.outcome import DONE, FINDINGS

if TYPE_CHECKING:
    from routing.log import Checkpoint, Verdict, Verifier

MOST_SHOWN = 50
"""Findings told as text; as JSON all are."""


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@db_option
@checkpoint_option
@public_option
@format_option("text", "json", help="Form of what was found.")
def verify(
    file: Path | None, url: str, notes: tuple[Path, ...], public: str | None, form: Literal["text", "json"]
) -> int:
    """Check the log in a database; or a FILE that `routing log export` or `routing log prove` made, without database.

    Each record is held against the tree, each value against its record, each checkpoint against the records, each
    rulebook against its digest. Only a checkpoint that was kept elsewhere shows that records at the end were cut off,
    or that everything was written anew; only a public key that was kept elsewhere shows who signed it.

    \b
    Exit codes: 0 all is as it was, 1 something is not, 2 there is no log, or a file cannot be read.

    \b
    Examples:
      routing log verify --db sqlite:///decisions.db
      routing log verify --db sqlite:///decisions.db --checkpoint 2026-04.note --public "$(cat log.pub)"
      routing log verify decisions.log --checkpoint 2026-04.note
      routing log verify record-17.json --checkpoint 2026-04.note
    """
    from routing.log import verify as verify_log

    checkpoints, verifier = checkpoints_of(notes, public)
    if file is not None:
        verdict = _of_file(file, checkpoints, verifier)
    else:
        with opened(url) as log:
            if verifier is not None:
                checkpoints += [verifier.check(text) for text, _ in log.checkpoints()]
            verdict = verify_log(log, checkpoints)
    _tell(verdict, form, verifier is not None)
    return DONE if verdict.good else FINDINGS


def _of_file(file: Path, checkpoints: list[Checkpoint], verifier: Verifier | None) -> Verdict:
    from routing.log import verify_export
    from routing.log.proof_file import FORMAT, verify_proof

    with file.open("rb") as stream:
        first = stream.readline()
        if FORMAT.encode() not in first[:100]:
            return verify_export(chain([first], stream), checkpoints, verifier)
    try:
        data = json.loads(first)
    except (ValueError, RecursionError):
        data = {}  # told as what is no proof
    return verify_proof(data, checkpoints)


def _tell(verdict: Verdict, form: Literal["text", "json"], signed: bool) -> None:
    if form == "json":
        checked = [{"origin": c.origin, "size": c.size, "signature_checked": signed} for c in verdict.checked]
        data = {
            "size": verdict.size,
            "root": verdict.root.hex(),
            "redacted": verdict.redacted,
            "checkpoints": checked,
            "findings": verdict.findings,
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    click.echo(f"{verdict.size} records, {verdict.redacted} redacted, root {verdict.root.hex()}")
    word = "signed with the key" if signed else "signature not checked"
    for checkpoint in verdict.checked:
        click.echo(f"checkpoint of {checkpoint.size} records by {checkpoint.origin}: {word}")
    if not verdict.checked:
        click.echo("held against no checkpoint: a log that was written anew would look the same")
    for finding in verdict.findings[:MOST_SHOWN]:
        click.echo(finding)
    if len(verdict.findings) > MOST_SHOWN:
        click.echo(f"... and {len(verdict.findings) - MOST_SHOWN} more")
    click.echo("all is as it was" if verdict.good else f"{len(verdict.findings)} findings")
