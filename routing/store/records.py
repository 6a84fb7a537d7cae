"""What goes into the store and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.store.content import Json


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened and is to be recorded: its type, and what is known of it, as plain JSON.

    `erasable` is plain JSON that is kept beside the event and may be erased later. `derived` is what the writer worked
    out from the stream up to this event; it is kept as it is, never encrypted, so nothing personal belongs there. `at`
    is when it happened, where that is not the instant of the append.
    """

    type: str
    data: dict[str, Any] | Json
    erasable: dict[str, Any] | Json | None = None
    derived: bytes | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the store holds it.

    `position` counts all events of the store from 1 without a gap, in the order in which they were committed;
    `version` counts those of the stream from 1. `at` is the instant that was given with the event, in UTC.
    """

    position: int
    stream: str
    version: int
    type: str
    at: datetime
    data: dict[str, Any]
    command: str | None


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: it took the stream from version `before` to `version`.

    `position` is that of its last event, 0 where there was none. `repeated` says that the command had been carried
    out before and nothing was written this time.
    """

    stream: str
    before: int
    version: int
    position: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Something that others are to be told: to whom, of what kind, and what it says, as plain JSON."""

    to: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that was claimed for delivery and is nobody else's until the lease ends.

    `id` stays the same however often the message is tried, so that a receiver can tell a repetition. `version` is that
    of the stream after the append that the message came with; `attempt` counts from 1.
    """

    id: int
    stream: str
    version: int
    at: datetime
    attempt: int
    message: Message
