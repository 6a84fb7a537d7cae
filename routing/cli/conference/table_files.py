"""The files that a session at a table leaves. Each holds facts of a case: only its owner can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from routing.cli.rules.new_file import check_new, write_new
from routing.conference.table import Session, Transcript, record_yaml, rule_test_yaml
from routing.conference.table.rule_test import SUFFIX
from routing.errors import RoutingError, printable

if TYPE_CHECKING:
    from routing.wording.words import Language

PRIVATE = 0o600
"""Read and written by whoever made it, and by nobody else."""


@dataclass(frozen=True)
class Files:
    """The files to write at the end; None: not wanted. `reader` is the agency that the hand-out is for."""

    transcript: str | None
    record: str | None
    rule_test: str | None
    handout: str | None
    reader: str | None
    language: Language

    def check(self) -> None:
        """Refuse names that are taken or do not fit, before anything is done. Raises RoutingError."""
        named = [self.transcript, self.record, self.rule_test, self.handout]
        wanted = [out for out in named if out is not None]
        if len(set(wanted)) < len(wanted):
            raise click.UsageError("two of the files to write have the same name")
        if self.reader is not None and self.handout is None:
            raise click.UsageError("--for says whom a hand-out is for: give --handout too")
        check_test_name(self.rule_test)
        for out in wanted:
            check_new(out)

    def write(self, session: Session) -> None:
        """Write what is wanted: every text is made before the first file is. Raises RoutingError, OSError."""
        for out, text in [(out, make(session)) for out, make in self._wanted()]:
            write_private(out, text)

    def texts(self, session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, RoutingError]]]:
        """The names and texts of the files that the session gives, and the names of the others with why not."""
        made, unfit = [], []
        for out, make in self._wanted():
            try:
                made.append((out, make(session)))
            except RoutingError as refused:
                unfit.append((out, refused))
        return made, unfit

    def _wanted(self) -> Iterator[tuple[str, Callable[[Session], str]]]:
        """Each file that is wanted: its name, and what makes its text."""
        every: tuple[tuple[str | None, Callable[[Session], str]], ...] = (
            (self.transcript, transcript_text),
            (self.record, record_yaml),
            (self.rule_test, rule_test_yaml),
            (self.handout, handout_maker(self.reader, self.language)),
        )
        yield from ((out, make) for out, make in every if out is not None)


def transcript_text(session: Session) -> str:
    """The transcript of a session as a file."""
    return Transcript.of(session).yaml()


def handout_maker(reader: str | None, language: Language) -> Callable[[Session], str]:
    """What makes the hand-out for an agency, or (None) for the convener."""
    from routing.conference.table.handout import handout
    from routing.conference.table.handout_for import handout_for

    if reader is None:
        return lambda session: handout(session, language)
    return lambda session: handout_for(session, reader, language)


def check_test_name(out: str | None) -> None:
    """Refuse a file that `routing rules test` would not see."""
    if out is not None and not out.endswith(SUFFIX):
        raise RoutingError(f"{printable(out)}: the file of a rule test ends in `{SUFFIX}`\nhelp: name it so")


def write_private(out: str, text: str) -> None:
    """Write a new file that only its owner can read, and say so on stderr. Raises RoutingError where it is there."""
    check_new(out)
    write_new(out, text, PRIVATE)
    click.echo(f"written, readable by you alone: {printable(out)}", err=True)
