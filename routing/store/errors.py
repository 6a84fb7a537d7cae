"""What can go wrong with the event store, and what to do about it. No message quotes the data of an event."""

from __future__ import annotations

from routing.errors import UnplacedError, printable


class StoreError(UnplacedError):
    """The store could not do what was asked; nothing of it was written. `help` says what to do, or is None."""


class VersionConflict(StoreError):
    """The stream is not at the version that was expected: somebody else appended first. Read it again, and decide."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"stream `{printable(stream)}` is at version {actual}, not {expected}",
            help="read the stream again and decide on what it holds now",
        )
        self.stream, self.expected, self.actual = stream, expected, actual

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.stream, self.expected, self.actual)


class CommandConflict(StoreError):
    """The key of a command was used before, for a command with another content."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"the command key `{printable(command)}` was used before for another command",
            help="give each command a key of its own, and repeat a command only as it was",
        )
        self.command = command

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.command,)


class StoreBusy(StoreError):
    """Another process held the store for longer than the time waited. To try again is safe."""


class StoreFull(StoreError):
    """There is no room left where the store lies. What was acknowledged before is still there and readable."""


class StoreUnreachable(StoreError):
    """The database cannot be reached, or the connection broke.

    A break during a commit leaves open whether it was carried out. A command repeated with its key is never carried
    out twice.
    """


class StoreVersionError(StoreError):
    """What lies there is no store, or one that a newer release of this library made."""


class StoreKeyError(StoreError):
    """The key is missing, wrong, malformed, or given for a store that is not encrypted."""


class StoreDamaged(StoreError):
    """What was read is not what was written: a damaged file, or data that were changed or moved from outside."""


class StoreExtraMissing(StoreError):
    """A package that the store needs is not installed; `help` is the command that installs it."""
