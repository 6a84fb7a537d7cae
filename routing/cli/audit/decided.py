"""Where the commands that count and compare take decided cases from: a log, a desk, or case files decided now."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routing.cli.audit.given import given_log, log_options
from routing.cli.cases import read_all
from routing.cli.options import rulebook_option
from routing.cli.outcome import complain
from routing.cli.rules.day import a_day
from routing.errors import RoutingError

if TYPE_CHECKING:
    from routing.audit.decided import DecidedCase, LeftOut
    from routing.case import Case
    from routing.log import Record
    from routing.rulebook import Rulebook
    from routing.vocabulary import Vocabulary


@dataclass(frozen=True)
class Source:
    """What a command was told to read. Days are those that decisions stand at, both inclusive."""

    cases: tuple[str, ...]
    rulebook: str | None
    url: str
    export: Path | None
    desk: str | None
    since: dt.date | None
    until: dt.date | None
    workers: int

    def within(self, day: dt.date) -> bool:
        """Whether a day lies in the period."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is read, given to the command as `source`."""

    @functools.wraps(command)
    def called(**given: Any) -> Any:
        names = ("cases", "rulebook", "url", "export", "desk", "since", "until", "workers")
        source = Source(**{name: given.pop(name) for name in names})
        _check(source)
        return command(source, **given)

    decorated: Callable[..., Any] = called
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _check(source: Source) -> None:
    if sum((bool(source.cases), source.export is not None, source.desk is not None)) > 1:
        raise click.UsageError("give cases, --export, or --desk, and not several of them")
    if source.since is not None and source.until is not None and source.until < source.since:
        raise click.UsageError("--until lies before --since")


@dataclass
class Read:
    """The decided cases, to be taken once, and the rulebook of each; what was left out of them, complete at the end;
    what was not valid in a case file."""

    decided: Iterator[DecidedCase]
    rulebook_of: Callable[[DecidedCase], Rulebook]
    left_out: LeftOut
    bad: list[RoutingError | OSError]


@contextlib.contextmanager
def decided_cases(source: Source, *, every: bool = False) -> Iterator[Read]:
    """What a command was told to read: of each case in a log the newest decision, or `every` one."""
    from routing.audit.decided import LeftOut, logged

    left_out, bad = LeftOut(), list[RoutingError | OSError]()
    if source.cases:
        yield Read(_decided_now(source, left_out, bad), _serving(source), left_out, bad)
    elif source.desk is not None:
        with _at_desk(source) as decided:
            yield Read(decided, _serving(source), left_out, bad)
    else:
        with given_log(source.url, source.export) as log:
            rulebook = functools.cache(log.rulebook)
            decided = logged(_within(source, log.records), _vocabularies(rulebook), left_out, every=every)
            yield Read(decided, lambda one: rulebook(one.decision.rulebook.digest), left_out, bad)


def only_with_cases(source: Source) -> None:
    """Raise a usage error where a rulebook is named for what a log says itself."""
    if source.rulebook is not None and not source.cases and source.desk is None:
        raise click.UsageError("a log says itself by which rulebook it was decided: --rulebook goes with cases")


def _serving(source: Source) -> Callable[[DecidedCase], Rulebook]:
    """The rulebook named, else the one that serves a case."""
    from routing.router import rulebook_for

    named = named_rulebook(source)
    return lambda one: named or rulebook_for(one.case)


def valid_cases(source: Source, bad: list[RoutingError | OSError]) -> Iterator[Case]:
    """The cases of files; one that is not valid is told, and does not hold up the others."""
    for read in read_all(source.cases):
        if isinstance(read, RoutingError | OSError):
            complain(read)
            bad.append(read)
        elif source.within(read.as_of):
            yield read


def _decided_now(source: Source, left_out: LeftOut, bad: list[RoutingError | OSError]) -> Iterator[DecidedCase]:
    from routing.audit.deciding import decided

    yield from decided(valid_cases(source, bad), named_rulebook(source), left_out, workers=source.workers)


def named_rulebook(source: Source) -> Rulebook | None:
    """The rulebook that was named; None where none was."""
    from routing.rulebook import Rulebook

    return Rulebook.load(source.rulebook) if source.rulebook is not None else None


def _within(source: Source, records: Callable[[], Iterable[Record]]) -> Callable[[], Iterable[Record]]:
    def chosen() -> Iterator[Record]:
        for record in records():
            if record.kind != "decision" or source.within(dt.date.fromisoformat(record.header["as_of"])):
                yield record

    return records if source.since is None and source.until is None else chosen


def _vocabularies(rulebook: Callable[[str], Any]) -> Callable[[str], Vocabulary]:
    """The vocabularies of the rulebooks of a log, each read once; that of the library where one is not there."""
    from routing.log import LogError
    from routing.vocabulary import core

    @functools.cache
    def vocabulary(digest: str) -> Vocabulary:
        try:
            known: Vocabulary = rulebook(digest).vocabulary
        except LogError:
            return core()
        return known

    return vocabulary


@contextlib.contextmanager
def _at_desk(source: Source) -> Iterator[Iterator[DecidedCase]]:
    from routing.audit.decided import at_desk
    from routing.cli.desk.counter import check_there
    from routing.desk.shelf import Shelf
    from routing.router import rulebook_for
    from routing.store import EventStore, key_from_environment

    assert source.desk is not None
    named = named_rulebook(source)
    check_there(source.desk)
    with EventStore.open(source.desk, key_from_environment()) as store:
        files = (file for file in Shelf(store).files() if source.within(file.decision.as_of))
        yield at_desk(files, lambda file: (named or rulebook_for(file.case)).vocabulary)


_OPTIONS = (
    click.argument("cases", metavar="[CASE]...", nargs=-1, type=click.Path()),
    rulebook_option,
    log_options,
    click.option(
        "--desk", metavar="URL", help="The store of a desk: its cases as they stand now, with what became of them."
    ),
    click.option("--since", metavar="DAY", callback=a_day, help="Decisions of this day and later."),
    click.option("--until", metavar="DAY", callback=a_day, help="Decisions of this day and earlier."),
    click.option(
        "--workers",
        metavar="N",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help="Processes that decide cases.",
    ),
)
