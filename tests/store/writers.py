"""Writers for the tests: threads and processes that append to streams, and say what was acknowledged."""

from __future__ import annotations

from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import routing.store.journal  # noqa: F401  imported before the fork, like the dialects
from routing.store import EventStore, Message, NewEvent, VersionConflict
from tests.children import READY, Child

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
BATCH = 3
"""Events of one append, so that half of one could be found."""
TRIES = 500


def event_batch(command: str) -> list[NewEvent]:
    """The events of one command. Each says of which it is, and how many there are."""
    return [NewEvent("written", {"command": command, "part": part, "of": BATCH}) for part in range(BATCH)]


def write(store: EventStore, stream: str, command: str) -> int:
    """Append the events of a command to a stream that others write too; how often it had to be tried."""
    for tried in range(1, TRIES):
        try:
            version = store.version(stream)
            message = Message("agency", "written", {"command": command})
            store.append(
                stream, event_batch(command), expected=version, at=NOW, command=command, fingerprint=command,
                messages=[message],
            )  # fmt: skip
        except VersionConflict:
            continue
        return tried
    raise AssertionError(f"{command} was never first")


class Writer(Child):
    """A process that appends, one batch a command, and tells the key of each as soon as the append came back.

    With `stream` it writes one that others write too, else one of its own.
    """

    def __init__(self, url: str, name: str, count: int, stream: str | None = None) -> None:
        super().__init__(_write, url, name, count, stream or f"stream/{name}")


def _write(telling: Connection, url: str, name: str, count: int, stream: str) -> None:
    with EventStore.open(url) as store:
        telling.send(READY)
        for n in range(count):
            command = f"{name}-{n}"
            write(store, stream, command)
            telling.send(command)


def whole(store: EventStore) -> list[str]:
    """The commands in the store, in the order in which they were carried out, once each of their promises was checked.

    Positions and versions have no gap, the events of a command are all there and beside each other, no command was
    carried out twice, and each has its message.
    """
    events = list(store.everything(limit=None))
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    versions: dict[str, int] = {}
    for event in events:
        versions[event.stream] = versions.get(event.stream, 0) + 1
        assert event.version == versions[event.stream]
    assert {stream: store.version(stream) for stream in store.streams()} == versions
    commands = [event.data["command"] for event in events[::BATCH]]
    assert [(event.data["command"], event.data["part"]) for event in events] == [
        (command, part) for command in commands for part in range(BATCH)
    ]
    assert len(commands) == len(set(commands))
    for command, last in zip(commands, events[BATCH - 1 :: BATCH], strict=True):
        done = store.carried_out(command)
        assert done is not None
        assert (done.version, done.position) == (last.version, last.position)
    told: list[str] = []
    while claimed := store.outbox(1000, NOW):
        told += [pending.message.body["command"] for pending in claimed]
    assert sorted(told) == sorted(commands)
    return commands
