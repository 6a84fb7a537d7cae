"""What can go wrong with the decision log. No message quotes a value of a case."""

from __future__ import annotations

from collections.abc import Sequence

from routing.errors import UnplacedError


class LogError(UnplacedError):
    """The log could not do what was asked; nothing of it was written. `help` says what to do, or is None."""


class Redacted(LogError):
    """A record was asked for something that was redacted. `redactions` are the numbers of the records that say so."""

    def __init__(self, number: int, redactions: Sequence[int]) -> None:
        said = ", ".join(map(str, redactions)) or "none"
        super().__init__(
            f"record {number} is redacted; what and why is said by: {said}",
            help="what was redacted cannot be restored; a decision without all its input cannot be made again",
        )
        self.number, self.redactions = number, tuple(redactions)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.number, self.redactions)
