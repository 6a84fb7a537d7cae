"""What a changed rulebook does to one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from routing.audit.impact.changes import Change, Held

State = Literal["same", "differs", "earlier", "redacted", "refused_old", "refused_new", "untaken", "failed"]
COMPARED = ("same", "differs")
QUIET = ("same", "earlier")
"""States of which nothing is to be told: the same is decided, or the case was decided again later."""
NOT_COMPARED: tuple[State, ...] = ("redacted", "refused_old", "refused_new", "untaken", "failed")
"""Why a case was not compared: something of it is redacted; only one of the rulebooks takes it, or neither does; or
what was logged cannot be read by this release."""

How = Literal["alone", "together", "named", "settings", "unknown"]
"""How rules account for a change. `alone`: with that one rule as it was, the change is gone. `together`: it is gone
only with all of them as they were. `named`: the decision names them, and their old text does not fit the new rulebook,
so that this could not be tried. Without rules: `settings`, where something beside the rules changed, else `unknown`."""


class Caused(NamedTuple):
    """A change, how often it is there in the case, and the changed rules that account for it."""

    change: Change
    times: int
    rules: tuple[str, ...]
    how: How


@dataclass(frozen=True)
class CaseImpact:
    """What became of a case. `record` is the number of its record in the log; one that is redacted has no id.

    `old` is the digest of the rulebook that decided before. `fires` are the changed rules that fire in it, by either
    rulebook. `before` and `after` say who has which role.
    """

    case: str | None
    record: int | None
    old: str | None
    state: State
    problem: str | None = None
    fires: tuple[str, ...] = ()
    changes: tuple[Caused, ...] = ()
    before: tuple[Held, ...] = ()
    after: tuple[Held, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON, without who has which role: ids, kinds, offices and codes."""
        data: dict[str, Any] = {"case": self.case, "record": self.record, "old": self.old, "state": self.state}
        if self.problem is not None:
            data["problem"] = self.problem
        if self.state == "differs":
            data["fires"] = list(self.fires)
            data["changes"] = [
                {**one.change._asdict(), "times": one.times, "rules": list(one.rules), "how": one.how}
                for one in self.changes
            ]
        return data

    def packed(self) -> list[Any]:
        """As plain data that `unpacked` takes."""
        told = [[list(one.change), one.times, list(one.rules), one.how] for one in self.changes]
        held = [[list(one) for one in side] for side in (self.before, self.after)]
        return [self.case, self.record, self.old, self.state, self.problem, list(self.fires), told, *held]


def unpacked(data: list[Any]) -> CaseImpact:
    """The impact that `packed` made plain."""
    case, record, old, state, problem, fires, told, before, after = data
    caused = tuple(Caused(Change(*change), times, tuple(rules), how) for change, times, rules, how in told)
    sides = (tuple(Held(*one) for one in side) for side in (before, after))
    return CaseImpact(case, record, old, state, problem, tuple(fires), caused, *sides)
