"""Opening the decision log for a command, and reading the files that commands are given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.options import Decorator
from routing.errors import printable

if TYPE_CHECKING:
    from routing.log import Checkpoint, DecisionLog, Verifier

DATABASE = "sqlite:///desk.db"

db_option: Decorator = click.option(
    "--db",
    "url",
    metavar="URL",
    envvar="ROUTING_LOG_DB",
    default=DATABASE,
    show_default=True,
    help="The store: `sqlite:///desk.db`, `postgresql://user@host/desk`. Also from ROUTING_LOG_DB.",
)
checkpoint_option: Decorator = click.option(
    "--checkpoint",
    "notes",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A checkpoint that was kept elsewhere. It may be given several times.",
)
public_option: Decorator = click.option(
    "--public", metavar="KEY", help="The public key that checkpoints have to be signed with."
)


@contextlib.contextmanager
def opened(url: str, *, new: bool = False) -> Iterator[DecisionLog]:
    """The log in a store. A SQLite file that is not there is an error, unless it may be `new`."""
    from routing.log import DecisionLog, LogError
    from routing.store import EventStore, key_from_environment

    kind, _, path = url.partition("?")[0].partition(":///")
    if not new and kind == "sqlite" and path and not path.startswith("file:") and not Path(path).exists():
        help = "`routing route --log URL` begins one; or name another by --db"
        raise LogError(f"{printable(path)}: there is no log", help=help)
    with EventStore.open(url, key_from_environment()) as store:
        yield DecisionLog(store)


def checkpoints_of(notes: tuple[Path, ...], public: str | None) -> tuple[list[Checkpoint], Verifier | None]:
    """The checkpoints in files, signed with the public key if one is given."""
    from routing.log import Verifier, read_note

    verifier = Verifier.parse(public) if public is not None else None
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in notes]
    return [verifier.check(text) if verifier is not None else read_note(text) for text in texts], verifier
