"""The events of a case at the desk as events and objects of an event log, one for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.audit.naming import Ids, address
from routing.audit.ocel.event_log import EventLog, LogEvent, LogObject, Relation, Value
from routing.case.parts import Need
from routing.decision import Decision
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
from routing.desk.referral import Referral
from routing.desk.states import OWN_REASONS, REASONS

_LISTS = {"owner": "owners", "support": "supports", "inform": "inform", "duty": "duties"}
"""Where a decision names the agencies of a role."""


class CaseTrail:
    """What happened to one case, entered into an event log."""

    def __init__(self, log: EventLog, ids: Ids, case: str) -> None:
        self._log = log
        self._ids = ids
        self._id = case
        self._case = log.object(ids.case(case), "case")
        self._referrals: dict[str, Referral] = {}

    def enter(self, number: int, event: DeskEvent) -> None:
        """Enter the event of this number: what it changes about objects, then itself."""
        self._change(event)
        relations = dict.fromkeys([(self._case.id, "case"), *self._about(event)])
        kind = f"moved:{event.move.state}" if isinstance(event, Moved) else event.type
        attributes = {name: value for name, value in _attributes(event) if value is not None}
        id = self._ids.happened(self._id, number)
        self._log.events.append(LogEvent(id, kind, event.at, attributes, tuple(relations)))

    # ------------------------------------------------------------------ objects

    def _change(self, event: DeskEvent) -> None:
        match event:
            case Opened():
                received = self._agency(event.case.received_by, event.case.received_at)
                holder = address(event.holder.kind, event.holder.agency)
                self._case.begin(received_by=event.case.received_by, holder=holder, status="open")
                self._case.belong(received, "received_by")
            case Requested():
                self._ask(event.referral)
            case Moved():
                self._of_referral(event.referral).change("state", event.at, event.move.state)
            case DueSet():
                self._of_referral(event.referral).change("due", event.at, event.due)
            case Held():
                self._case.change("holder", event.at, address(event.holder.kind, event.holder.agency))
            case Closed() | Reopened():
                self._case.change("status", event.at, "closed" if isinstance(event, Closed) else "open")
        for need in _needs(event):
            self._learn(need, event)

    def _ask(self, referral: Referral) -> None:
        self._referrals[referral.id] = referral
        made = self._of_referral(referral.id)
        made.begin(role=referral.role, source=referral.source, state=referral.moves[0].state, due=referral.due)
        made.belong(self._case.id, "of")
        made.belong(self._agency(referral.to, referral.agency), "to")
        made.belong(self._decision_id(referral.decision), "asked_by")
        if referral.need is not None:
            made.belong(self._need(referral.need), "for")

    def _learn(self, need: Need, event: DeskEvent) -> None:
        known = self._log.objects.get(self._need_id(need.id))
        made = self._log.object(self._need_id(need.id), "need")
        codes = [value for (name, _), value in made.values.items() if name == "code"]
        if known is not None and codes and codes[-1] != need.code:
            made.change("code", event.at, need.code)
        made.begin(code=need.code)
        made.belong(self._case.id, "of")

    def _decision(self, decision: Decision) -> Iterator[Relation]:
        """Enter a decision; what comes back is what an event is about that made it."""
        made = self._log.object(self._decision_id(decision.digest), "decision")
        made.begin(as_of=decision.as_of.isoformat(), engine=decision.engine)
        made.belong(self._case.id, "about")
        yield made.id, "decision"
        for relation in self._parts(decision):
            made.belong(*relation)
            yield relation

    def _parts(self, decision: Decision) -> Iterator[Relation]:
        """Its rulebook, and the agencies that a decision names, each with their role."""
        yield rulebook_object(self._log, self._ids, decision.rulebook.model_dump()), "made_with"
        yield self._agency(decision.holder.to, decision.holder.agency), "holder"
        if decision.lead is not None:
            yield self._agency(decision.lead.to, decision.lead.agency), "lead"
        for qualifier, parts in (
            ("owner", decision.owners),
            ("support", decision.supports),
            ("inform", decision.inform),
        ):
            for part in parts:
                yield self._agency(part.to, part.agency), qualifier
        for duty in decision.duties:
            yield self._agency(duty.to, duty.agency), "duty"

    def _decision_id(self, digest: str) -> str:
        return self._log.object(self._ids.decision(digest), "decision").id

    def _of_referral(self, referral: str) -> LogObject:
        return self._log.object(self._ids.referral(referral), "referral")

    def _need_id(self, need: str) -> str:
        return self._ids.need(self._id, need)

    def _need(self, need: str) -> str:
        return self._log.object(self._need_id(need), "need").id

    def _agency(self, kind: str, office: str | None = None) -> str:
        return agency_object(self._log, kind, office)

    # ------------------------------------------------------------------ what an event is about

    def _about(self, event: DeskEvent) -> Iterator[Relation]:
        match event:
            case Opened():
                yield from self._decision(event.decision)
                yield self._agency(event.case.received_by, event.case.received_at), "received_by"
            case Decided():
                yield from self._decision(event.decision)
            case Requested():
                yield from self._about_referral(event.referral.id, "asked")
                yield self._by(event.referral.moves[0].by.kind, event.referral.moves[0].by.office)
            case Moved():
                yield from self._about_referral(event.referral, "moved")
                yield self._by(event.move.by.kind, event.move.by.office)
            case DueSet() | AboutSet():
                yield self._of_referral(event.referral).id, "referral"
            case Held():
                yield self._agency(event.holder.kind, event.holder.agency), "holder"
            case Overridden():
                yield from self._about_override(event)
            case Stepped():
                yield from self._about_step(event)
            case Learnt():
                if event.entry.by is not None:
                    yield self._by(event.entry.by, event.entry.office)
                if event.entry.need is not None:
                    yield self._need(event.entry.need), "need"
            case ConferenceRecorded():
                yield self._by(event.by.kind, event.by.office)
                for part in event.conference.participants:
                    yield self._agency(part.kind, part.office), "participant"
            case FactsChanged() | Closed() | Reopened():
                yield self._by(event.by.kind, event.by.office)
        for need in _needs(event):
            yield self._need(need.id), "need"

    def _by(self, kind: str, office: str | None) -> Relation:
        return self._agency(kind, office), "by"

    def _about_referral(self, id: str, qualifier: str) -> Iterator[Relation]:
        referral = self._referrals[id]
        yield self._of_referral(id).id, qualifier
        yield self._agency(referral.to, referral.agency), "addressee"
        if referral.need is not None:
            yield self._need(referral.need), "need"

    def _about_override(self, event: Overridden) -> Iterator[Relation]:
        yield self._by(event.by.kind, event.by.office)
        yield self._agency(event.to, event.agency), "to"
        if event.from_kind is not None:
            yield self._agency(event.from_kind, event.from_agency), "from"
        if event.need is not None:
            yield self._need(event.need), "need"

    def _about_step(self, event: Stepped) -> Iterator[Relation]:
        """A step is about a referral, a need or the case, which every event is about."""
        if event.subject in self._referrals:
            yield from self._about_referral(event.subject, "subject")
        elif self._need_id(event.subject) in self._log.objects:
            yield self._need(event.subject), "subject"


def agency_object(log: EventLog, kind: str, office: str | None = None) -> str:
    """The object of an agency kind, or of one of its offices; its id comes back."""
    made = log.object(Ids.agency(kind, office), "agency")
    made.begin(kind=kind, office=office)
    return made.id


def rulebook_object(log: EventLog, ids: Ids, rulebook: dict[str, str]) -> str:
    """The object of a rulebook, given as a decision names it; its id comes back."""
    made = log.object(ids.rulebook(rulebook["digest"]), "rulebook")
    made.begin(rulebook=rulebook["id"], version=rulebook["version"])
    return made.id


def _needs(event: DeskEvent) -> Iterable[Need]:
    """The needs that an event brings."""
    match event:
        case Opened():
            return event.case.needs
        case FactsChanged():
            return event.facts.needs
        case ConferenceRecorded():
            return event.conference.facts.needs
        case _:
            return ()


def _attributes(event: DeskEvent) -> Iterator[tuple[str, Value | None]]:
    """What is said of an event: numbers and codes. Reasons in a person's own words are left out."""
    match event:
        case Opened() | Decided():
            yield "backup", event.decision.backup.level if event.decision.backup is not None else None
            yield "fail_safe", event.decision.fail_safe
            for name in ("owners", "gaps", "blocked", "withheld"):
                yield name, len(getattr(event.decision, name))
        case Requested():
            yield "role", event.referral.role
            yield "source", event.referral.source
        case Moved():
            yield "reason", event.move.reason if event.move.reason in {*REASONS, *OWN_REASONS} else None
        case DueSet():
            yield "due", event.due
        case Held():
            yield "reason", event.holder.reason
        case Overridden():
            yield "place", event.role
        case Stepped():
            yield from (("step", event.step), ("round", event.round), ("do", event.do))
        case Learnt():
            yield "entry", event.entry.type
        case ConferenceRecorded():
            yield "meeting", event.conference.meeting
            yield "participants", len(event.conference.participants)
        case ReviewSet():
            yield "day", event.day.isoformat()
            yield "passed", event.passed is not None
