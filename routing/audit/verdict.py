"""What became of a logged decision that was to be made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from routing.decision.shifts import Shift
from routing.log import Override

Outcome = Literal["equal", "engine", "differs", "redacted", "rulebook", "failed"]
OUTCOMES: dict[Outcome, str] = {
    "equal": "equal to the byte",
    "engine": "equal but for the engine",
    "differs": "different",
    "redacted": "not made again: redacted",
    "rulebook": "not made again: the rulebook cannot be had",
    "failed": "not made again: this release cannot",
}
"""How a replay ends, in words. `engine` says that every byte is the same but `engine` and `verified_by`."""


@dataclass(frozen=True)
class Verdict:
    """How the replay of one logged decision ended, by the number of its record.

    `engines` are those that decided then and now, and `releases` those of this library. Where the decision `differs`,
    `fields` are the fields of it that do, and `shifts` what that means: none where it is only told otherwise, as in its
    trace. `redactions` are the records that say what was redacted, `problem` is why it could not be made again,
    `overrides` who decided otherwise: that is no difference, since the system decided as it is logged.
    """

    number: int
    outcome: Outcome
    engines: tuple[str, str] | None = None
    releases: tuple[str, str] | None = None
    fields: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    redactions: tuple[int, ...] = ()
    problem: str | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the decision was made again and is the same."""
        return self.outcome in ("equal", "engine")

    def to_data(self) -> dict[str, Any]:
        """The verdict as plain JSON. Of an override its reason is left out: it may say anything of a person."""
        data: dict[str, Any] = {"record": self.number, "outcome": self.outcome}
        if self.engines is not None:
            data["engines"] = list(self.engines)
        if self.releases is not None:
            data["releases"] = list(self.releases)
        if self.outcome == "differs":
            data["fields"] = list(self.fields)
            data["shifts"] = [{"part": part, "then": old, "now": new} for part, old, new in self.shifts]
        if self.outcome == "redacted":
            data["redactions"] = list(self.redactions)
        if self.problem is not None:
            data["problem"] = self.problem
        if self.overrides:
            data["overrides"] = [{"from": one.start, "to": one.to, "role": one.role} for one in self.overrides]
        return data
