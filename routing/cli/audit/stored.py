"""What the desk and the decision log hold, for the commands that export it or draw it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.options import Decorator

if TYPE_CHECKING:
    from routing.audit.naming import Naming
    from routing.desk import DeskEvent
    from routing.log import Record


@dataclass(frozen=True)
class Stored:
    """Cases by their ids with what happened to them, and the records of the log."""

    cases: Iterable[tuple[str, Sequence[DeskEvent]]]
    records: Iterable[Record]


desk_option: Decorator = click.option(
    "--db",
    "url",
    metavar="URL",
    envvar="ROUTING_DESK_DB",
    default="sqlite:///desk.db",
    show_default=True,
    help="The store of the desk, with the decision log beside it where there is one. Also from ROUTING_DESK_DB.",
)
pseudonyms_option: Decorator = click.option(
    "--pseudonyms",
    "key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Name cases, needs and decisions by pseudonyms, made with the key in this file (32 bytes, or as hexadecimal).",
)


@contextlib.contextmanager
def stored(url: str, export: Path | None = None) -> Iterator[Stored]:
    """What a store holds; with `export`, what a file of the log holds instead.

    Raises a RoutingError where there is no such store, or the file is no export.
    """
    from routing.audit.ocel.gathered import cases_of
    from routing.cli.audit.given import given_log
    from routing.cli.desk.counter import check_there
    from routing.log import DecisionLog
    from routing.store import EventStore, key_from_environment

    if export is not None:
        with given_log(url, export) as log:
            yield Stored((), log.records())
        return
    check_there(url)
    with EventStore.open(url, key_from_environment()) as store:
        yield Stored(cases_of(store), DecisionLog(store).records())


def naming(key: Path | None) -> Naming:
    """What ids are called outside: as they are, or by pseudonyms where a key is given."""
    from routing.audit.naming import own_ids, pseudonyms
    from routing.store import key_from_file

    return own_ids if key is None else pseudonyms(key_from_file(key))
