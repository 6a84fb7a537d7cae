"""What can happen to a case at the desk. The events are the truth: the state of a case is what they add up to."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from routing.case import Case
from routing.case.parts import History
from routing.decision import Decision
from routing.desk.conference import Conference
from routing.desk.facts import Facts
from routing.desk.referral import Actor, Holder, Id, Instant, Move, Note, Record, Referral

Do = Literal["remind", "advice", "conference"]


class Happened(Record):
    """What all events share: the instant at which it happened, as given by whoever made it happen."""

    at: Instant


class Opened(Happened):
    """A case came to the desk and the router decided. `review` is when it is looked at again, whatever happens."""

    type: Literal["opened"] = "opened"
    case: Case
    decision: Decision
    holder: Holder
    review: dt.date


class Decided(Happened):
    """The router decided again, on what was learnt."""

    type: Literal["decided"] = "decided"
    decision: Decision


class Requested(Happened):
    """An agency was asked."""

    type: Literal["requested"] = "requested"
    referral: Referral


class Moved(Happened):
    """A referral came to another state."""

    type: Literal["moved"] = "moved"
    referral: Id
    move: Move


class DueSet(Happened):
    """The deadline of a referral became known, or came nearer. It never moves away."""

    type: Literal["due_set"] = "due_set"
    referral: Id
    due: Instant


class AboutSet(Happened):
    """What is still asked concerns other persons than before, or follows from other rules."""

    type: Literal["about_set"] = "about_set"
    referral: Id
    about: tuple[str, ...]
    rules: tuple[str, ...]


class Held(Happened):
    """The case has another holder."""

    type: Literal["held"] = "held"
    holder: Holder


class Overridden(Happened):
    """A person put another agency in the place of the one that was decided: `by` with function, why, from and to."""

    type: Literal["overridden"] = "overridden"
    by: Actor
    role: Literal["holder", "lead", "owner"]
    need: Id | None = None
    reason: str
    from_kind: Id | None = None
    from_agency: Id | None = None
    to: Id
    agency: Id | None = None
    note: Note | None = None


class Stepped(Happened):
    """A step of the ladder was carried out, once: which, about what (a referral, a need or the case), which round."""

    type: Literal["stepped"] = "stepped"
    step: Id
    subject: Id
    round: int
    do: Do


class Learnt(Happened):
    """Something was found out that calls the backup team or strikes an agency: it joins the history of the case."""

    type: Literal["learnt"] = "learnt"
    entry: History


class FactsChanged(Happened):
    """Facts joined the case, by whom."""

    type: Literal["facts_changed"] = "facts_changed"
    by: Actor
    facts: Facts


class ConferenceRecorded(Happened):
    """A conference was held. `answered` are the reasons for which it had been called: they call no second one."""

    type: Literal["conference_recorded"] = "conference_recorded"
    by: Actor
    conference: Conference
    answered: tuple[str, ...] = ()


class ReviewSet(Happened):
    """The next day on which the case is looked at. `passed` is the day that came, None where a person set the day."""

    type: Literal["review_set"] = "review_set"
    day: dt.date
    passed: dt.date | None = None


class Closed(Happened):
    """The case was closed, by whom and why."""

    type: Literal["closed"] = "closed"
    by: Actor
    reason: str
    note: Note | None = None


class Reopened(Happened):
    """A closed case was opened again."""

    type: Literal["reopened"] = "reopened"
    by: Actor
    review: dt.date
    note: Note | None = None


DeskEvent = (
    Opened
    | Decided
    | Requested
    | Moved
    | DueSet
    | AboutSet
    | Held
    | Overridden
    | Stepped
    | Learnt
    | FactsChanged
    | ConferenceRecorded
    | ReviewSet
    | Closed
    | Reopened
)
_ANY: TypeAdapter[DeskEvent] = TypeAdapter(Annotated[DeskEvent, Field(discriminator="type")])


def event_of(data: dict[str, Any]) -> DeskEvent:
    """An event from the plain data of a store. Raises a `ValidationError` for anything else."""
    return _ANY.validate_python(data)


def data_of(event: DeskEvent) -> dict[str, Any]:
    """An event as plain data of JSON, without what is absent."""
    data: dict[str, Any] = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(event, Opened | Decided):
        data["decision"] = event.decision.to_data()  # a decision says what is null
    return data
