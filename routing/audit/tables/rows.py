"""The rows of the flat tables, from cases at the desk and records of the decision log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from routing.audit.naming import Ids, Naming, own_ids
from routing.audit.ocel.event_log import EventLog, LogEvent
from routing.audit.ocel.gathered import Cases
from routing.audit.ocel.happened import CaseTrail
from routing.audit.ocel.logged import enter_record
from routing.decision import Decision
from routing.desk import DeskEvent, Referral, fold
from routing.desk.events import Decided, Opened
from routing.desk.states import TAKEN
from routing.log import Record
from routing.log.fields import decision_of

Row = dict[str, Any]
Column = str
"""The type of a column: `text`, `number`, `flag`, `day` or `instant`."""

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "decisions": {
        "decision": "text", "source": "text", "event": "text", "case": "text", "at": "instant", "as_of": "day",
        "rulebook": "text", "rulebook_version": "text", "rulebook_digest": "text", "engine": "text",
        "fail_safe": "flag", "holder_kind": "text", "holder_agency": "text", "lead_kind": "text",
        "lead_agency": "text", "lead_tier": "text", "backup": "text", "owners": "number", "supports": "number",
        "duties": "number", "immediate": "number", "gaps": "number", "blocked": "number", "withheld": "number",
        "questions": "number",
    },
    "owners": {
        "decision": "text", "source": "text", "event": "text", "case": "text", "need": "text", "code": "text",
        "kind": "text", "agency": "text", "tier": "text",
    },
    "referrals": {
        "referral": "text", "case": "text", "role": "text", "kind": "text", "agency": "text", "need": "text",
        "code": "text", "source": "text", "decision": "text", "requested_at": "instant", "due": "instant",
        "answered_at": "instant", "taken_at": "instant", "state": "text", "state_since": "instant", "moves": "number",
    },
    "events": {
        "event": "text", "source": "text", "case": "text", "number": "number", "at": "instant", "type": "text",
        "referral": "text", "need": "text", "decision": "text", "kind": "text", "agency": "text", "by_kind": "text",
        "by_agency": "text",
    },
}  # fmt: skip
"""The tables with their columns. A table is empty where nothing is to be said."""
_ANSWERS = frozenset({"received", "accepted", "rejected", "in-progress", "on-hold", "failed", "completed"})


@dataclass
class Tables:
    """The rows of each table, in the order of `COLUMNS`."""

    decisions: list[Row] = field(default_factory=list)
    owners: list[Row] = field(default_factory=list)
    referrals: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


def tables(cases: Cases, records: Iterable[Record] = (), named: Naming = own_ids) -> Tables:
    """The tables of some cases and of some records.

    An event of a case is one row of `events`, and so is a record of the log; a referral is one row of `referrals` as
    it stands now; a decision is one row of `decisions` each time it was made or logged, and one row of `owners` for
    each need that it gives to somebody. A logged decision of which something was redacted is an event alone.
    """
    made, ids = Tables(), Ids(named)
    for case, events in cases:
        _enter_case(made, ids, case, list(events))
    for record in records:
        _enter_record(made, ids, record)
    return made


def _enter_case(made: Tables, ids: Ids, case: str, events: list[DeskEvent]) -> None:
    log = EventLog()
    trail = CaseTrail(log, ids, case)
    for number, event in enumerate(events, 1):
        trail.enter(number, event)
        made.events.append(_event_row(log, log.events[-1], "desk", number))
        if isinstance(event, Opened | Decided):
            _enter_decision(made, ids, event.decision, "desk", log.events[-1])
    file = fold(events)
    if file is not None:
        codes = {need.id: need.code for need in file.case.needs}
        made.referrals.extend(_referral_row(ids, case, one, codes) for one in file.referrals.values())


def _enter_record(made: Tables, ids: Ids, record: Record) -> None:
    log = EventLog()
    enter_record(log, ids, record)
    made.events.append(_event_row(log, log.events[-1], "log", record.number))
    if record.kind == "decision" and None not in record.openings:
        _enter_decision(made, ids, decision_of(record.values, record.header), "log", log.events[-1])


def _event_row(log: EventLog, event: LogEvent, source: str, number: int) -> Row:
    found: Row = {"event": event.id, "source": source, "number": number, "at": event.time, "type": event.type}
    for id, qualifier in event.relations:
        about = log.objects[id]
        if about.type == "agency":
            values = {name: value for (name, _), value in about.values.items()}
            before = "by_" if qualifier == "by" else ""
            if qualifier in ("by", "addressee", "holder", "to"):
                found.setdefault(f"{before}kind", values.get("kind"))
                found.setdefault(f"{before}agency", values.get("office"))
        elif about.type in COLUMNS["events"]:
            found.setdefault(about.type, id)
    return found


def _enter_decision(made: Tables, ids: Ids, decision: Decision, source: str, event: LogEvent) -> None:
    which = {
        "decision": ids.decision(decision.digest),
        "source": source,
        "event": event.id,
        "case": ids.case(decision.case),
    }
    lead = decision.lead
    counted = ("owners", "supports", "duties", "immediate", "gaps", "blocked", "withheld", "questions")
    made.decisions.append(
        which
        | {
            "at": event.time,
            "as_of": decision.as_of,
            "rulebook": decision.rulebook.id,
            "rulebook_version": decision.rulebook.version,
            "rulebook_digest": decision.rulebook.digest,
            "engine": decision.engine,
            "fail_safe": decision.fail_safe,
            "holder_kind": decision.holder.to,
            "holder_agency": decision.holder.agency,
            "lead_kind": None if lead is None else lead.to,
            "lead_agency": None if lead is None else lead.agency,
            "lead_tier": None if lead is None else lead.tier,
            "backup": None if decision.backup is None else decision.backup.level,
        }
        | {name: len(getattr(decision, name)) for name in counted}
    )
    for owner in decision.owners:
        need = ids.need(decision.case, owner.need)
        about = {"need": need, "code": owner.code, "kind": owner.to, "agency": owner.agency, "tier": owner.tier}
        made.owners.append(which | about)


def _referral_row(ids: Ids, case: str, referral: Referral, codes: Mapping[str, str]) -> Row:
    return {
        "referral": ids.referral(referral.id),
        "case": ids.case(case),
        "role": referral.role,
        "kind": referral.to,
        "agency": referral.agency,
        "need": None if referral.need is None else ids.need(case, referral.need),
        "code": None if referral.need is None else codes.get(referral.need),
        "source": referral.source,
        "decision": ids.decision(referral.decision),
        "requested_at": referral.requested_at,
        "due": referral.due,
        "answered_at": next(_moved_to(referral, _ANSWERS), None),
        "taken_at": next(_moved_to(referral, TAKEN), None),
        "state": referral.state,
        "state_since": referral.since,
        "moves": len(referral.moves) - 1,
    }


def _moved_to(referral: Referral, states: frozenset[Any]) -> Iterator[dt.datetime]:
    return (move.at for move in referral.moves if move.state in states)
