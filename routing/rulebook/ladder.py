"""The ladder: what the desk does when a case does not move, step by step, up to the conference of the backup team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from routing.calendar import Span, parse_span

Trigger = Literal[
    "no_answer",
    "on_hold",
    "overdue",
    "overdue_duty",
    "rejected",
    "cannot_solve",
    "hop",
    "refused",
    "unowned",
    "no_lead",
]
"""What a step waits for. Of a referral: `no_answer` (asked, and nobody has answered), `on_hold`, `overdue` (its day has
passed and it is not done), `overdue_duty` (the same of a statutory report). Of a case, counted in what was learnt:
`rejected` (agencies that declined), `cannot_solve`, `hop` (passed on), `refused` (by the family). Of a need:
`unowned` (no agency has it or is asked to take it on). Of a case: `no_lead` (nobody has accepted to lead)."""
Act = Literal["remind", "advice", "conference"]
"""What a step does: remind who was asked, ask the backup team for advice, or ask it to call a conference."""
Asked = Literal["lead", "owner", "support", "duty", "inform", "immediate", "advice", "conference"]
"""What a referral asks of an agency; the last two are asked of the backup team."""

TRIGGERS: tuple[Trigger, ...] = get_args(Trigger)
OF_REFERRAL: frozenset[Trigger] = frozenset({"no_answer", "on_hold", "overdue", "overdue_duty"})
"""Triggers that look at one referral each."""
COUNTED: Mapping[Trigger, str] = {
    "rejected": "declined",
    "cannot_solve": "cannot_solve",
    "hop": "hop",
    "refused": "refused",
}
"""Triggers that count entries in the history of a case, and the type of entry."""
TIMED: frozenset[Trigger] = frozenset({"no_answer", "on_hold", "no_lead"})
"""Triggers that mean nothing without a span of time."""
REPEATED: frozenset[Trigger] = frozenset({"no_answer", "overdue", "overdue_duty"})
"""Triggers whose reminder may be sent again and again."""

_PRACTICE: tuple[Asked, ...] = ("lead", "owner", "support", "duty", "immediate")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `do` something when the trigger `on` has lasted `after`, or has happened `times` times.

    `every` sends a reminder again. `roles` are the referrals that are looked at. `basis` is who says that this is how
    it goes; the periods are settings of a municipality unless the basis names them.
    """

    id: str
    on: Trigger
    do: Act
    after: str | None = None
    every: str | None = None
    times: int = 1
    roles: tuple[Asked, ...] = ()
    title: Mapping[str, str] | None = None
    basis: tuple[Mapping[str, Any], ...] = ()

    @property
    def wait(self) -> Span:
        """How long the trigger has to last; nothing where the step comes at once."""
        return parse_span(self.after or "PT0H")

    @property
    def again(self) -> Span | None:
        """After what time the reminder is sent again; None: once."""
        return parse_span(self.every) if self.every is not None else None

    def looks_at(self, role: str) -> bool:
        """Whether a referral of this role is looked at.

        Unless the step says, a report is looked at by `overdue_duty`, and what was asked of the backup team itself by
        reminders alone. An information asks for no answer.
        """
        if self.roles:
            return role in self.roles
        if self.on in ("overdue", "overdue_duty"):
            return (role == "duty") == (self.on == "overdue_duty") and (role in _PRACTICE or self.do == "remind")
        return role in _PRACTICE or (self.do == "remind" and role in ("advice", "conference"))

    def content(self) -> dict[str, Any]:
        """What makes the step, as plain data."""
        return {
            "id": self.id,
            "on": self.on,
            "do": self.do,
            "after": self.after,
            "every": self.every,
            "times": self.times,
            "roles": sorted(self.roles),
            "title": dict(self.title) if self.title is not None else None,
            "basis": [dict(one) for one in self.basis],
        }


@dataclass(frozen=True, slots=True)
class Ladder:
    """All steps of a rulebook, in the order they were written; the order means nothing."""

    steps: tuple[Step, ...]

    def step(self, id: str) -> Step | None:
        """The step of an id; None where there is none."""
        return next((step for step in self.steps if step.id == id), None)

    def content(self) -> list[dict[str, Any]]:
        """The steps as plain data, sorted by id: for the digest of a rulebook."""
        return [step.content() for step in sorted(self.steps, key=lambda step: step.id)]


DEFAULT = Ladder(
    (
        Step("at-once", "no_answer", "remind", after="PT2H", roles=("immediate",)),
        Step("at-once-silence", "no_answer", "conference", after="PT24H", roles=("immediate",)),
        Step("remind", "no_answer", "remind", after="2bd"),
        Step("remind-team", "no_answer", "remind", after="4bd", every="2bd", roles=("advice", "conference")),
        Step("adviser", "no_answer", "advice", after="5bd"),
        Step("conference", "no_answer", "conference", after="10bd"),
        Step("held", "on_hold", "remind", after="20bd"),
        Step("held-long", "on_hold", "advice", after="40bd"),
        Step("turned-down", "rejected", "conference", times=2),
        Step("hops", "hop", "conference", times=3),
        Step("refused-again", "refused", "advice", times=2),
        Step("cannot-solve", "cannot_solve", "conference"),
        Step("overdue", "overdue", "remind"),
        Step("overdue-adviser", "overdue", "advice", after="5bd"),
        Step("duty-overdue", "overdue_duty", "conference"),
        Step("no-owner", "unowned", "advice"),
        Step("no-owner-long", "unowned", "conference", after="20bd"),
        Step("no-lead", "no_lead", "conference", after="15bd"),
    )
)
"""What holds where no pack gives a ladder. Its periods are settings that a municipality changes, not law."""
