"""Where the commands of the audit read the log: in its store, or in a file that was exported."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.log.opening import db_option, opened
from routing.cli.options import Decorator
from routing.errors import printable

if TYPE_CHECKING:
    from routing.log import Record
    from routing.rulebook import Rulebook


@dataclass(frozen=True)
class GivenLog:
    """The records of a log, to be read as often as they are asked for, and its rulebooks by their digests."""

    records: Callable[[], Iterable[Record]]
    rulebook: Callable[[str], Rulebook]


export_option: Decorator = click.option(
    "--export",
    "export",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A file that `routing log export --values --rulebooks` wrote, instead of a store.",
)


def log_options(command: Callable[..., object]) -> Callable[..., object]:
    """`--db` and `--export`, given to the command as `url` and `export`: hand both to `given_log`."""
    decorated: Callable[..., object] = db_option(export_option(command))
    return decorated


@contextlib.contextmanager
def given_log(url: str, export: Path | None) -> Iterator[GivenLog]:
    """The log that a command was given. Raises `LogError` where there is none, or where the file is no export."""
    if export is None:
        with opened(url) as log:
            yield GivenLog(log.records, log.rulebooks.rulebook)
        return
    from routing.log import LogError, read_records, read_rulebooks

    def records() -> Iterator[Record]:
        with export.open("rb") as lines:
            yield from read_records(lines)

    with export.open("rb") as lines:
        rulebooks = read_rulebooks(lines)

    def rulebook(digest: str) -> Rulebook:
        if digest not in rulebooks:
            raise LogError(
                f"the export does not hold the rulebook `{printable(digest)}`", help="export with --rulebooks"
            )
        return rulebooks[digest]

    yield GivenLog(records, rulebook)
