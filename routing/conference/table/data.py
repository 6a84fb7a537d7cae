"""What stands at a table as plain data, for JSON. Before the reveal it says who has proposed, and not what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routing.conference.table.agreement import Row, agreement, in_words
from routing.conference.table.behind import Behind, Reasons
from routing.conference.table.supposing import Supposed, supposed

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.wording.words import Language

Data = dict[str, Any]


def standing_data(session: Session, language: Language) -> Data:
    """What stands, as plain data: `table-state/1`. The explanations are in the language, the rest is codes."""
    standing = session.standing
    data: Data = {
        "schema": "table-state/1",
        "case": session.case.case,
        "language": language,
        "revealed": standing.revealed,
        "participants": [{"agency": seat, "proposed": seat in standing.proposals} for seat in sorted(standing.seats)],
    }
    return data | _after_reveal(session, language) if standing.revealed else data


def _after_reveal(session: Session, language: Language) -> Data:
    standing = session.standing
    rows = agreement(session.case, standing.seats, standing.proposals, session.decision)
    reasons = Reasons(session, language)
    return {
        "agreement": [_row(row, reasons) for row in rows],
        "in_words": [{"first": first, "by": list(by)} for first, by in in_words(standing.proposals)],
        "toggled": list(standing.toggled),
        "supposed": [_supposed(supposed(session, changes)) for changes in standing.supposed],
        "divided": [
            {"subject": subject, "to": step.to, "due": step.due.isoformat() if step.due else None}
            for subject, step in sorted(standing.divided.items())
        ],
        "adopted": list(standing.adopted),
        "questions": list(standing.questions),
        "concluded": standing.concluded is not None,
        "decision": session.decision.to_data(),
    }


def _row(row: Row, reasons: Reasons) -> Data:
    return {
        "subject": row.subject,
        "outcome": row.outcome,
        "rules": row.rules,
        "table": [{"answer": answer, "by": list(by)} for answer, by in row.said],
        "silent": list(row.silent),
        "behind": [_behind(one) for one in reasons.of(row)],
    }


def _behind(one: Behind) -> Data:
    return {
        "answer": one.answer,
        "given": one.given,
        "rules": list(one.rules),
        "says": [*one.because, *one.lines],
    }


def _supposed(one: Supposed) -> Data:
    return {
        "changes": list(one.changes),
        "joined": list(one.joined),
        "parted": list(one.parted),
        "differences": [
            {"part": found.shift.part, "before": found.shift.old, "after": found.shift.new}
            for found in one.found.differences
        ],
    }
