"""The states of a referral and who may move it. The codes are those of FHIR Task (`TaskStatus`), R4 and R5.

`ready` is left out: what an agency has accepted it may start. Reasons are required where a referral does not go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

State = Literal[
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "in-progress",
    "on-hold",
    "failed",
    "completed",
    "cancelled",
    "entered-in-error",
]
Side = Literal["sender", "addressee", "coordinator"]
"""Who moves a referral: the agency that holds the case, the agency it is sent to, or the backup team."""

STATES: tuple[State, ...] = get_args(State)
OPEN: frozenset[State] = frozenset({"draft", "requested", "received", "accepted", "in-progress", "on-hold"})
"""States in which something is still to come."""
WAITING: frozenset[State] = frozenset({"draft", "requested", "received"})
"""Open states in which the addressee has not yet answered."""
TAKEN: frozenset[State] = frozenset({"accepted", "in-progress", "on-hold"})
"""Open states in which the addressee has taken it on."""

REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "capacity": {"ja": "受け入れる余力がない", "en": "no capacity"},
        "not_eligible": {"ja": "対象者の要件に当たらない", "en": "not eligible"},
        "out_of_area": {"ja": "担当区域の外", "en": "out of area"},
        "no_consent": {"ja": "本人・家族の同意がない", "en": "no consent of the person or the family"},
        "duplicate": {"ja": "すでに対応している件と重複", "en": "a duplicate"},
        "other": {"ja": "その他", "en": "other"},
    }
)
"""The reasons that people give, one of which is required where a move asks for a reason."""
OWN_REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "superseded": {"ja": "新しい決定により不要", "en": "superseded by a newer decision"},
        "excluded": {"ja": "情報を届けてはならない相手", "en": "nothing may reach this agency any longer"},
        "closed": {"ja": "ケースの終結", "en": "the case was closed"},
    }
)
"""The reasons that the desk itself gives."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted move: the sides that may make it, and whether it needs a reason."""

    by: frozenset[Side]
    reason: bool = False


_ADDRESSEE: frozenset[Side] = frozenset({"addressee"})
_SENDERS: frozenset[Side] = frozenset({"sender", "coordinator"})
_COORDINATOR: frozenset[Side] = frozenset({"coordinator"})


def _transitions() -> dict[tuple[State, State], Transition]:
    answers, work = Transition(_ADDRESSEE), Transition(_ADDRESSEE, reason=True)
    found: dict[tuple[State, State], Transition] = {
        ("draft", "requested"): Transition(_SENDERS),
        ("requested", "received"): answers,
        ("requested", "accepted"): answers,
        ("received", "accepted"): answers,
        ("requested", "rejected"): work,
        ("received", "rejected"): work,
        ("accepted", "in-progress"): answers,
        ("accepted", "on-hold"): work,
        ("in-progress", "on-hold"): work,
        ("on-hold", "in-progress"): answers,
        ("received", "completed"): answers,  # a report that was received may be all that was wanted
        ("accepted", "completed"): answers,
        ("in-progress", "completed"): answers,
        ("accepted", "failed"): work,
        ("in-progress", "failed"): work,
        ("on-hold", "failed"): work,
    }
    for state in STATES:
        if state in OPEN:
            found[state, "cancelled"] = Transition(_SENDERS, reason=True)
        if state != "entered-in-error":
            found[state, "entered-in-error"] = Transition(_COORDINATOR, reason=True)
    return found


TRANSITIONS: Mapping[tuple[State, State], Transition] = MappingProxyType(_transitions())
"""Every permitted move, from one state to another. Whatever is not listed is refused."""
