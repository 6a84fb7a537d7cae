"""The files that a session at a table leaves. Each holds facts of a case: only its owner can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
        """Write what is wanted: every text is made before the first file is. Raises RoutingError."""
        made = [(out, make(session)) for _, out, make in self._wanted()]
        for out, text in made:
            write_private(out, text)

    def that_fit(self, session: Session) -> tuple[Files, list[tuple[str, RoutingError]]]:
        """The files that can be written of a session as it stands, and of the others their names and why not."""
        unfit: dict[str, tuple[str, RoutingError]] = {}
        for field, out, make in self._wanted():
            try:
                make(session)
            except RoutingError as refused:
                unfit[field] = (out, refused)
        none: dict[str, None] = dict.fromkeys(unfit)
        return replace(self, **none), list(unfit.values())  # type: ignore[arg-type]

    def _wanted(self) -> Iterator[tuple[str, str, Callable[[Session], str]]]:
        """Each file that is wanted: its field, its name, and what makes its text."""
        every: tuple[tuple[str, str | None, Callable[[Session], str]], ...] = (
            ("transcript", self.transcript, transcript_text),
            ("record", self.record, record_yaml),
            ("rule_test", self.rule_test, rule_test_yaml),
            ("handout", self.handout, handout_maker(self.reader, self.language)),
        )
        yield from ((field, out, make) for field, out, make in every if out is not None)


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
