"""The rulebooks that decisions were made with, kept as a whole under their digests."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from routing.errors import RulebookErrors, printable
from routing.log.errors import LogError
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive
from routing.store import EventStore, NewEvent, VersionConflict

STREAM = "rulebook/"
"""What the streams of rulebooks begin with; the digest follows."""


class RulebookShelf:
    """The rulebooks of a log. Each is kept once; what is read is held against its digest."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._known: set[str] = set()

    def keep(self, archive: Archive, at: dt.datetime) -> Rulebook:
        """Keep a rulebook, unless it is kept already. It comes back as its files make it. Raises `RulebookErrors`."""
        book = archive.rulebook()
        if not self.has(book.digest):
            event = NewEvent("kept", {"id": book.id, "version": book.version, "archive": archive.to_data()})
            with contextlib.suppress(VersionConflict):  # somebody kept the same one meanwhile
                self._store.append(STREAM + book.digest, [event], expected=0, at=at)
            self._known.add(book.digest)
        return book

    def has(self, digest: str) -> bool:
        """Whether a rulebook is kept."""
        if digest not in self._known and self._store.version(STREAM + digest):
            self._known.add(digest)
        return digest in self._known

    def digests(self) -> Iterator[str]:
        """The digests of all rulebooks that are kept."""
        return (stream.removeprefix(STREAM) for stream in self._store.streams(STREAM))

    def archive(self, digest: str) -> Archive:
        """The files of a rulebook. Raises `LogError` where it is not kept, or cannot be read."""
        events = self._store.read(STREAM + digest, limit=1)
        if not events:
            raise LogError(f"the log does not hold the rulebook `{printable(digest)}`")
        try:
            return Archive.of_data(events[0].data["archive"])
        except (KeyError, ValueError):
            raise LogError(f"the rulebook `{printable(digest)}` cannot be read from the log") from None

    def rulebook(self, digest: str) -> Rulebook:
        """The rulebook of a digest. Raises `LogError` where the files that are kept make another one."""
        return rulebook_of(self.archive(digest), digest)


def rulebook_of(archive: Archive, digest: str) -> Rulebook:
    """The rulebook of an archive. Raises `LogError` where it is not the one of this digest."""
    try:
        book = archive.rulebook()
    except RulebookErrors:
        book = None
    if book is None or book.digest != digest:
        raise LogError(
            f"the files kept for the rulebook `{printable(digest)}` do not make it",
            help="they were changed, or this release reads them otherwise than the one that kept them",
        )
    return book
