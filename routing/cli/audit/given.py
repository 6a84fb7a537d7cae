"""Where the commands of the audit read the log: in its store, or in a file that was exported."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
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
    overrides: Callable[[], Iterable[Record]]
    """Those of the records that say that a person decided otherwise later, found without reading all."""
    between: Callable[[int, int | None], Iterable[Record]]
    """The records that follow a number, up to one, or to the end."""


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
            yield GivenLog(log.records, log.rulebooks.rulebook, log.overrides, log.records)
        return
    from routing.log import LogError, read_archives, read_overrides, read_records
    from routing.log.rulebooks import rulebook_of

    def records(after: int = 0, until: int | None = None) -> Iterator[Record]:
        with export.open("rb") as lines:
            yield from read_records(lines, after, until)

    def overrides() -> Iterator[Record]:
        with export.open("rb") as lines:
            yield from read_overrides(lines)

    with export.open("rb") as lines:
        archives = read_archives(lines)

    @cache
    def rulebook(digest: str) -> Rulebook:
        if digest not in archives:
            raise LogError(
                f"the export does not hold the rulebook `{printable(digest)}`", help="export with --rulebooks"
            )
        return rulebook_of(archives[digest], digest)

    yield GivenLog(records, rulebook, overrides, records)
