"""The decision: who leads, who is accountable now, who does what by when, and why.

A decision is a frozen pydantic model that anybody can read back from its JSON. One that settlement has just made is
the JSON of its fields; it becomes a model once somebody reads a field of it.
"""

from routing.decision.decision import Decision
from routing.decision.parts import (
    Addressee,
    Backup,
    BasisRef,
    Blocked,
    Bound,
    BoundFinding,
    BoundRelationship,
    DutyRef,
    Excluded,
    FindingRef,
    Gap,
    Holder,
    ImmediateAct,
    Lead,
    Name,
    Owner,
    Question,
    Reason,
    Rejected,
    RulebookRef,
    TraceEntry,
    Withheld,
)
from routing.decision.settled import Settled
from routing.decision.unread import fired_by, settled_of, unread, written

__all__ = [
    "Addressee",
    "Backup",
    "BasisRef",
    "Blocked",
    "Bound",
    "BoundFinding",
    "BoundRelationship",
    "Decision",
    "DutyRef",
    "Excluded",
    "FindingRef",
    "Gap",
    "Holder",
    "ImmediateAct",
    "Lead",
    "Name",
    "Owner",
    "Question",
    "Reason",
    "Rejected",
    "RulebookRef",
    "Settled",
    "TraceEntry",
    "Withheld",
    "fired_by",
    "settled_of",
    "unread",
    "written",
]
