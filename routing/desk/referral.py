"""The referral: one agency is asked for one thing about one case, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from routing.desk.states import OPEN, TAKEN, WAITING, State

Role = Literal["lead", "owner", "support", "duty", "inform", "immediate", "advice", "conference"]
"""What is asked: to lead, to own one need, to support, to receive a statutory report, to be informed, to go at once,
to advise, or to call a conference; the last two are asked of the backup team."""
Source = Literal["decision", "conference", "override", "hand_over", "ladder"]
"""Who named the addressee: the rules, a conference, a person, the agency that hands over, or a step of the ladder."""

Key = tuple[str, str, str | None, str | None, str | None]
"""What makes two referrals of a case the same one: role, addressee (kind and office), need and matter."""

ANSWERED_BY_RECEIPT: frozenset[Role] = frozenset({"duty", "inform"})
"""Roles for which the receipt is the whole answer; every other role has to be accepted."""
MAY_DECLINE: frozenset[Role] = frozenset({"lead", "owner", "support"})
"""Roles an agency may turn down. A statutory report cannot be refused, an act at once is done or fails, and the backup
team is the end of the ladder."""


class Record(BaseModel):
    """What all records of the desk share: nothing can be changed, nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.utcoffset() is None:
        raise ValueError("must be an instant with its offset, such as 2026-04-01T09:00:00+09:00")
    try:
        return instant.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("must be an instant of the years 1 to 9999") from None


Instant = Annotated[dt.datetime, AfterValidator(_aware)]
"""A point in time, kept in UTC: the same instant given in another time zone is the same record."""
Id = Annotated[str, Field(min_length=1, max_length=220)]
"""An id or a code. That of a case has 200 characters at most; that of a referral adds its number."""
Note = Annotated[str, Field(max_length=2000)]


class Actor(Record):
    """Who does something: an agency kind, its office, and in what function (`role`, such as 係長)."""

    kind: Id
    office: Id | None = None
    role: Id | None = None


DESK = Actor(kind="desk")
"""The desk itself, where it asks an agency or ends a referral because of a newer decision or a closed case."""


class Holder(Record):
    """The one agency that is accountable for a case, since when and why.

    `reason` is that of the decision, or `accepted` (as lead), `handed_over`, `conference` (the backup team took it),
    `override`, or `excluded` (nothing may reach the agency that held it).
    """

    kind: Id
    agency: Id | None = None
    since: Instant
    reason: str


class Move(Record):
    """One step of a referral: the state it came to, when, by whom, and why."""

    state: State
    at: Instant
    by: Actor
    reason: str | None = None
    note: Note | None = None


class Referral(Record):
    """What one agency is asked for. An owner has a `need`; an act (its action) and a duty (its laws) have a `matter`.

    `due` is the instant from which it is overdue. `decision` is the digest of the decision that asked first, `source`
    who named the addressee, `reasons` why the backup team is asked. `moves` has at least the request.
    """

    id: Id
    role: Role
    to: Id
    agency: Id | None = None
    about: tuple[str, ...]
    need: Id | None = None
    matter: str | None = None
    rules: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    source: Source = "decision"
    decision: str
    due: Instant | None = None
    moves: tuple[Move, ...] = Field(min_length=1)

    @property
    def state(self) -> State:
        """The state it is in."""
        return self.moves[-1].state

    @property
    def since(self) -> dt.datetime:
        """Since when it is in this state."""
        return self.moves[-1].at

    @property
    def requested_at(self) -> dt.datetime:
        """When it was asked; for a draft, when it was drafted."""
        return next((move.at for move in self.moves if move.state == "requested"), self.moves[0].at)

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN

    @property
    def taken(self) -> bool:
        """Whether the addressee has taken it on and has not ended it."""
        return self.state in TAKEN

    @property
    def awaits_answer(self) -> bool:
        """Whether the addressee still has to answer. A report or an information is answered once it is received."""
        if self.role in ANSWERED_BY_RECEIPT and self.state == "received":
            return False
        return self.state in WAITING

    @property
    def key(self) -> Key:
        """What makes two referrals of a case the same one: role, addressee, need and matter."""
        return (self.role, self.to, self.agency, self.need, self.matter)

    def moved(self, move: Move) -> Referral:
        """The referral after one more move (unchecked)."""
        return self.model_copy(update={"moves": (*self.moves, move)})
