"""When the backup team is asked: each trigger, the level it asks for, and after how many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Escalation:
    """The answer to one trigger. `level` is `advice` (the lead stays) or `conference` (roles are divided).

    `count` is how often it must have happened in a case before it counts.
    """

    level: Literal["advice", "conference"]
    count: int = 1


DEFAULTS: dict[str, Escalation] = {
    "cannot_solve": Escalation("conference"),
    "no_agreement": Escalation("conference"),
    "declined": Escalation("advice", 1),
    "repeated_refusal": Escalation("advice", 2),
    "hops": Escalation("conference", 3),
    "overdue": Escalation("conference"),
    "no_agreed_lead": Escalation("advice"),
    "gap": Escalation("advice"),
    "empty_slot": Escalation("advice"),
    "duty_unaddressed": Escalation("conference"),
    "blocked": Escalation("conference"),
}
"""What holds where no pack says otherwise."""
