"""The checkpoints that were signed, kept in a stream of their own: they are about the log, and no part of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.log.errors import LogError
from routing.log.merkle import Span, consistency_spans, verify_consistency
from routing.log.notes import Checkpoint, read_note
from routing.log.trail import PAGE, TRIES, Trail
from routing.store import EventStore, NewEvent, VersionConflict

STREAM = "log-checkpoints"


class Checkpoints:
    """The signed notes of a log."""

    def __init__(self, store: EventStore, trail: Trail) -> None:
        self._store = store
        self._trail = trail

    def sign(self, origin: str, key: bytes, at: dt.datetime) -> str:
        """Sign the log as it is now, if it still holds all that the last note said; the note is kept.

        Raises `LogError` where it does not: to sign then would cover up that records were changed.
        """
        for _ in range(TRIES):
            version = self._store.version(STREAM)
            last = read_note(self._store.read(STREAM, version - 1)[0].data["note"]) if version else None
            size = self._trail.size()
            if last is not None and not self._goes_on(last, size):
                raise LogError(
                    f"the log does not hold any longer what its checkpoint of {last.size} records says",
                    help="`routing log verify` says where it differs; use a backup",
                )
            note = Checkpoint(origin, size, self._trail.root(size)).signed(key)
            try:
                self._store.append(STREAM, [NewEvent("signed", {"note": note})], expected=version, at=at)
            except VersionConflict:
                continue
            return note
        raise LogError("other writers were always first", help="try again")

    def notes(self) -> Iterator[tuple[str, Checkpoint]]:
        """All notes in order, as text and as what they say."""
        after = 0
        while events := self._store.read(STREAM, after, PAGE):
            yield from ((event.data["note"], read_note(event.data["note"])) for event in events)
            after = events[-1].version

    def _goes_on(self, last: Checkpoint, size: int) -> bool:
        if last.size > size:
            return False
        root, *proof = self._trail.span_hashes([Span(0, size), *consistency_spans(last.size, size)])
        return verify_consistency(last.size, size, last.root, root, proof)
