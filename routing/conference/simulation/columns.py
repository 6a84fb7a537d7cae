"""The tables that a simulation gives, column by column; each row is one thing in one replication."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Row = dict[str, Any]
Rows = list[Row]

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "replications": {
            "replication": "int32",
            "arrivals": "int32",
            "resolved": "int32",
            "open": "int32",
            "withdrawn": "int32",
        },
        "cases": {
            "replication": "int32",
            "case": "string",
            "district": "string",
            "kind": "string",
            "counted": "bool",
            "day": "double",
            "needs": "int32",
            "days_to_contact": "double",
            "days_to_lead": "double",
            "days_to_owner": "double",
            "days_open": "double",
            "outcome": "string",
            "unresolved_30": "bool",
            "unresolved_60": "bool",
            "unresolved_90": "bool",
            "referrals": "int32",
            "answered": "int32",
            "bounced": "int32",
            "contacts": "int32",
            "door_contacts": "int32",
            "advice": "bool",
            "conference": "bool",
            "conferences": "int32",
            "reminders": "int32",
            "adult_child": "bool",
        },
        "referrals": {
            "replication": "int32",
            "case": "string",
            "referral": "string",
            "role": "string",
            "kind": "string",
            "office": "string",
            "code": "string",
            "source": "string",
            "day": "double",
            "days_to_answer": "double",
            "days_to_acceptance": "double",
            "days_to_end": "double",
            "state": "string",
            "reason": "string",
        },
        "agencies": {
            "replication": "int32",
            "kind": "string",
            "office": "string",
            "staff": "int32",
            "hours_open": "double",
            "hours_worked": "double",
            "hours_overtime": "double",
            "load": "double",
            "jobs": "int32",
            "hours_waited": "double",
            "asked": "int32",
            "accepted": "int32",
            "declined": "int32",
        },
        "backlog": {
            "replication": "int32",
            "day": "int32",
            "district": "string",
            "kind": "string",
            "open": "int32",
            "unowned": "int32",
            "mean_age": "double",
            "oldest": "double",
        },
        "meetings": {
            "replication": "int32",
            "kind": "string",
            "office": "string",
            "day": "double",
            "case": "string",
            "days_waited": "double",
        },
        "measures": {
            "replication": "int32",
            "measure": "string",
            "by": "string",
            "group": "string",
            "value": "double",
        },
    }
)
"""Times are in days of 24 hours, `day` counted from the first day that counts; hours are hours of one member of staff.
An empty value: it did not happen, or cannot be known by the end."""
