"""A table: agencies discuss one case, each proposes before the rules speak, and the roles are divided need by need."""

from routing.conference.table.agreement import Row, agreement
from routing.conference.table.behind import Behind, Reasons
from routing.conference.table.errors import TableError
from routing.conference.table.outcome import record, record_yaml
from routing.conference.table.rule_test import rule_test_yaml
from routing.conference.table.session import Session, Standing
from routing.conference.table.steps import Adopt, AnyStep, Ask, Conclude, Divide, Propose, Reveal, Seat, Toggle
from routing.conference.table.supposing import Supposed, supposed
from routing.conference.table.transcript import Transcript, replayed

__all__ = [
    "Adopt",
    "AnyStep",
    "Ask",
    "Behind",
    "Conclude",
    "Divide",
    "Propose",
    "Reasons",
    "Reveal",
    "Row",
    "Seat",
    "Session",
    "Standing",
    "Supposed",
    "TableError",
    "Toggle",
    "Transcript",
    "agreement",
    "record",
    "record_yaml",
    "replayed",
    "rule_test_yaml",
    "supposed",
]
