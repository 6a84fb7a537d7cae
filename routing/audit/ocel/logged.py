"""The records of the decision log as events and objects of an event log, one for one, as far as not redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.audit.naming import Ids
from routing.audit.ocel.event_log import EventLog, LogEvent, Relation, Value
from routing.audit.ocel.happened import agency_object, rulebook_object
from routing.log import LogError, Record
from routing.log.fields import DECISION, OVERRIDE


def enter_record(log: EventLog, ids: Ids, record: Record) -> None:
    """Enter a record: what was logged when, and about which case and decision, where that was not redacted."""
    if record.kind != "decision":
        _check_about(record)
    about = _record_object(log, ids, record)
    relations = dict.fromkeys([(about, "record"), *_relations(log, ids, record)])
    attributes: dict[str, Value] = {}
    if record.kind == "decision":
        attributes["as_of"] = str(record.header["as_of"])
    elif record.kind == "redaction":
        attributes["fields"] = len(record.header["erased"])
    time = dt.datetime.fromisoformat(record.header["at"])
    log.events.append(LogEvent(f"log:{record.number}", f"logged:{record.kind}", time, attributes, tuple(relations)))


def _check_about(record: Record) -> None:
    """Raise `LogError` where a record does not say which one it overrides or redacts, or what went."""
    header = record.header
    if type(header.get("about")) is not int or (record.kind == "redaction" and type(header.get("erased")) is not list):
        raise LogError(f"record {record.number} does not say what it is about")


def _record_object(log: EventLog, ids: Ids, record: Record) -> str:
    """The object of the decision's record that a record is about: itself, or the one it overrides or redacts."""
    number = record.number if record.kind == "decision" else int(record.header["about"])
    made = log.object(ids.record(number), "log_record")
    made.begin(number=number)
    if record.kind == "decision":
        made.begin(retention=str(record.header["retention"]), redacted=None in record.openings)
        made.belong(rulebook_object(log, ids, dict(record.header["rulebook"])), "made_with")
        case, digest = _case_and_digest(record)
        if case is not None:
            made.belong(log.object(ids.case(case), "case").id, "about")
        if digest is not None:
            made.belong(log.object(ids.decision(digest), "decision").id, "holds")
    return made.id


def _relations(log: EventLog, ids: Ids, record: Record) -> Iterator[Relation]:
    case, digest = _case_and_digest(record)
    if case is not None:
        yield log.object(ids.case(case), "case").id, "case"
    if digest is not None:
        yield log.object(ids.decision(digest), "decision").id, "decision"
    if record.kind == "decision":
        yield rulebook_object(log, ids, dict(record.header["rulebook"])), "made_with"
    for end in ("from", "to"):
        kind = record.values.get(f"{OVERRIDE}/{end}")
        if kind is not None:
            yield agency_object(log, kind), end


def _case_and_digest(record: Record) -> tuple[str | None, str | None]:
    """The case and the digest of the decision that a record holds; None where it was redacted, or holds none."""
    values = record.values
    return values.get(f"{DECISION}/case"), values.get(f"{DECISION}/digest")
