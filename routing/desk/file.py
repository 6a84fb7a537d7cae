"""The file of a case: the state that its events add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from types import MappingProxyType
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.desk.conference import Conference
from routing.desk.events import (
    AboutSet,
    Closed,
    ConferenceRecorded,
    Decided,
    DeskEvent,
    DueSet,
    FactsChanged,
    Held,
    Learnt,
    Moved,
    Opened,
    Overridden,
    Reopened,
    Requested,
    ReviewSet,
    Stepped,
)
from routing.desk.facts import standing_on
from routing.desk.referral import Holder, Referral


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case at the desk. `case` is the case with all that was learnt, `decision` the newest, `decisions` all digests.

    `holders` are all that were ever accountable, in order, the last of them now. `stepped` are the steps of the ladder
    that were carried out: step, subject and round. `answered` are the reasons to call a conference that one has dealt
    with. `review` is the day on which the case is looked at, whatever happens. `received_on` is the day the case stood
    at when it came. `version` counts the events. The number of a referral is its place, from 1. The
    first `past` of them were asked before the case was opened again: what was done then is not done now.
    """

    case: Case
    decision: Decision
    decisions: tuple[str, ...]
    referrals: Mapping[str, Referral]
    holders: tuple[Holder, ...]
    stepped: frozenset[tuple[str, str, int]]
    conferences: tuple[Conference, ...]
    overrides: tuple[Overridden, ...]
    answered: frozenset[str]
    opened_at: dt.datetime
    received_on: dt.date
    review: dt.date
    closed_at: dt.datetime | None
    past: int
    version: int

    @property
    def id(self) -> str:
        """The id of the case."""
        return self.case.case

    @property
    def holder(self) -> Holder:
        """The one agency that is accountable now."""
        return self.holders[-1]

    @property
    def open(self) -> bool:
        """Whether the case is still at the desk."""
        return self.closed_at is None

    @property
    def live(self) -> tuple[Referral, ...]:
        """The referrals from which something is still to come, in the order they were asked."""
        return tuple(referral for referral in self.referrals.values() if referral.open)

    @property
    def since_opened(self) -> tuple[Referral, ...]:
        """The referrals since the case was opened, or opened again."""
        return tuple(islice(self.referrals.values(), self.past, None))

    def taken_by(self, need: str) -> Referral | None:
        """The referral under which an agency has taken a need on, or has done what was asked; None: nobody has."""
        owned = [r for r in self.since_opened if r.role == "owner" and r.need == need]
        return next((r for r in owned if r.taken), None) or next((r for r in owned if r.state == "completed"), None)


def apply(file: CaseFile | None, event: DeskEvent) -> CaseFile:
    """The file after one more event. Total for every sequence that the commands make; pure.

    Raises ValueError where an event comes before the case was opened, or a case is opened twice.
    """
    if isinstance(event, Opened):
        if file is not None:
            raise ValueError("a case is opened once")
        return _opened(event)
    if file is None:
        raise ValueError("the first event of a case opens it")
    change = _CHANGES[type(event)](file, event)
    return replace(file, version=file.version + 1, **change)


def fold(events: Iterable[DeskEvent], file: CaseFile | None = None) -> CaseFile | None:
    """The file that events add up to, after those that are in `file` already. None where there are none."""
    return reduce(apply, events, file)


def _opened(event: Opened) -> CaseFile:
    return CaseFile(
        case=event.case,
        decision=event.decision,
        decisions=(event.decision.digest,),
        referrals=MappingProxyType({}),
        holders=(event.holder,),
        stepped=frozenset(),
        conferences=(),
        overrides=(),
        answered=frozenset(),
        opened_at=event.at,
        received_on=event.case.as_of,
        review=event.review,
        closed_at=None,
        past=0,
        version=1,
    )


def _decided(file: CaseFile, event: Decided) -> dict[str, Any]:
    decision = event.decision
    return {
        "case": standing_on(file.case, decision.as_of),
        "decision": decision,
        "decisions": (*file.decisions, decision.digest),
    }


def _requested(file: CaseFile, event: Requested) -> dict[str, Any]:
    return _with(file, event.referral)


def _moved(file: CaseFile, event: Moved) -> dict[str, Any]:
    return _with(file, file.referrals[event.referral].moved(event.move))


def _due_set(file: CaseFile, event: DueSet) -> dict[str, Any]:
    return _with(file, file.referrals[event.referral].model_copy(update={"due": event.due}))


def _about_set(file: CaseFile, event: AboutSet) -> dict[str, Any]:
    changed = {"about": event.about, "rules": event.rules}
    return _with(file, file.referrals[event.referral].model_copy(update=changed))


def _with(file: CaseFile, referral: Referral) -> dict[str, Any]:
    return {"referrals": MappingProxyType({**file.referrals, referral.id: referral})}


def _held(file: CaseFile, event: Held) -> dict[str, Any]:
    return {"holders": (*file.holders, event.holder)}


def _overridden(file: CaseFile, event: Overridden) -> dict[str, Any]:
    return {"overrides": (*file.overrides, event)}


def _stepped(file: CaseFile, event: Stepped) -> dict[str, Any]:
    return {"stepped": file.stepped | {(event.step, event.subject, event.round)}}


def _learnt(file: CaseFile, event: Learnt) -> dict[str, Any]:
    if event.entry in file.case.history:  # told twice on one day: a case holds each fact once
        return {}
    return {"case": file.case.model_copy(update={"history": (*file.case.history, event.entry)})}


def _facts_changed(file: CaseFile, event: FactsChanged) -> dict[str, Any]:
    return {"case": event.facts.joined_to(file.case)}


def _conference_recorded(file: CaseFile, event: ConferenceRecorded) -> dict[str, Any]:
    return {
        "conferences": (*file.conferences, event.conference),
        "case": event.conference.facts.joined_to(file.case),
        "review": event.conference.next_review,
        "answered": file.answered.union(event.answered),
    }


def _review_set(file: CaseFile, event: ReviewSet) -> dict[str, Any]:
    return {"review": event.day}


def _closed(file: CaseFile, event: Closed) -> dict[str, Any]:
    return {"closed_at": event.at}


def _reopened(file: CaseFile, event: Reopened) -> dict[str, Any]:
    return {"closed_at": None, "review": event.review, "past": len(file.referrals), "answered": frozenset()}


_CHANGES: Mapping[type, Callable[[CaseFile, Any], dict[str, Any]]] = {
    Decided: _decided,
    Requested: _requested,
    Moved: _moved,
    DueSet: _due_set,
    AboutSet: _about_set,
    Held: _held,
    Overridden: _overridden,
    Stepped: _stepped,
    Learnt: _learnt,
    FactsChanged: _facts_changed,
    ConferenceRecorded: _conference_recorded,
    ReviewSet: _review_set,
    Closed: _closed,
    Reopened: _reopened,
}
