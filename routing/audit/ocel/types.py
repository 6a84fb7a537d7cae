"""The types of events and objects, with their attributes. Ids and codes alone: no free text, nothing about a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from routing.desk.states import STATES

Kind = Literal["string", "time", "integer", "boolean"]
"""A type of attribute of OCEL 2.0; there are no `float` here."""
Attributes = Mapping[str, Kind]

_DECIDED: Attributes = {
    "backup": "string",
    "fail_safe": "boolean",
    "owners": "integer",
    "gaps": "integer",
    "blocked": "integer",
    "withheld": "integer",
}

EVENT_TYPES: Mapping[str, Attributes] = {
    "opened": _DECIDED,
    "decided": _DECIDED,
    "requested": {"role": "string", "source": "string"},
    **{f"moved:{state}": {"reason": "string"} for state in STATES},
    "due_set": {"due": "time"},
    "about_set": {},
    "held": {"reason": "string"},
    "overridden": {"place": "string"},
    "stepped": {"step": "string", "round": "integer", "do": "string"},
    "learnt": {"entry": "string"},
    "facts_changed": {},
    "conference_recorded": {"meeting": "string", "participants": "integer"},
    "review_set": {"day": "string", "passed": "boolean"},
    "closed": {},
    "reopened": {},
    "logged:decision": {"as_of": "string"},
    "logged:override": {},
    "logged:redaction": {"fields": "integer"},
}
"""What happens, and its attributes. `moved:accepted` and its like: a referral came to that state (FHIR Task)."""

OBJECT_TYPES: Mapping[str, Attributes] = {
    "case": {"received_by": "string", "holder": "string", "status": "string"},
    "referral": {"role": "string", "source": "string", "state": "string", "due": "time"},
    "agency": {"kind": "string", "office": "string"},
    "need": {"code": "string"},
    "decision": {"as_of": "string", "engine": "string"},
    "rulebook": {"rulebook": "string", "version": "string"},
    "log_record": {"number": "integer", "retention": "string", "redacted": "boolean"},
}
"""What events are about. `holder`, `status`, `state` and `due` change over time; the rest does not."""
