"""The decision log: what was decided on what input by which rulebook, provable, and redactable all the same."""

from routing.log.decision_log import Decided, DecisionLog, Override, Proof
from routing.log.errors import LogError, Redacted
from routing.log.export import export, read_archives, read_overrides, read_records, read_rulebooks, verify_export
from routing.log.notes import Checkpoint, Verifier, read_note
from routing.log.record import Record
from routing.log.verification import Verdict, verify

__all__ = [
    "Checkpoint",
    "Decided",
    "DecisionLog",
    "LogError",
    "Override",
    "Proof",
    "Record",
    "Redacted",
    "Verdict",
    "Verifier",
    "export",
    "read_archives",
    "read_note",
    "read_overrides",
    "read_records",
    "read_rulebooks",
    "verify",
    "verify_export",
]
