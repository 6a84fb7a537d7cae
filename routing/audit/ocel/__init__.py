"""What happened at the desk and in the log as an object-centric event log: OCEL 2.0, for process mining."""

from routing.audit.ocel.as_json import write_json
from routing.audit.ocel.as_sqlite import write_sqlite
from routing.audit.ocel.event_log import EventLog, LogEvent, LogObject
from routing.audit.ocel.gathered import event_log
from routing.audit.ocel.types import EVENT_TYPES, OBJECT_TYPES

__all__ = [
    "EVENT_TYPES",
    "OBJECT_TYPES",
    "EventLog",
    "LogEvent",
    "LogObject",
    "event_log",
    "write_json",
    "write_sqlite",
]
