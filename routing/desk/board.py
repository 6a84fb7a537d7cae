"""The board: every open referral, whose turn it is, and how late it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from routing.desk.clock import deadline
from routing.desk.file import CaseFile
from routing.desk.referral import Referral, Role
from routing.desk.states import State


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An open referral. `since` is when it came to its state, `due` from when it is overdue, None: it has no deadline,
    or rests, or is a report that was received. `overdue_by` is how long it has been overdue, None where it is not.
    """

    case: str
    referral: str
    role: Role
    kind: str
    agency: str | None
    need: str | None
    state: State
    awaits_answer: bool
    since: dt.datetime
    due: dt.datetime | None
    overdue_by: dt.timedelta | None


def board_rows(files: Iterable[CaseFile], now: dt.datetime) -> tuple[BoardRow, ...]:
    """The rows of the board of these cases, by agency, then the nearest deadline first and those without one last."""
    rows = [_row(file, referral, now) for file in files for referral in file.live]
    return tuple(sorted(rows, key=_order))


def _row(file: CaseFile, referral: Referral, now: dt.datetime) -> BoardRow:
    due = deadline(referral)
    return BoardRow(
        file.id,
        referral.id,
        referral.role,
        referral.to,
        referral.agency,
        referral.need,
        referral.state,
        referral.awaits_answer,
        referral.since,
        due,
        now - due if due is not None and due <= now else None,
    )


def _order(row: BoardRow) -> tuple[str, str, bool, float, str, int]:
    due = row.due.timestamp() if row.due is not None else 0.0
    number = int(row.referral.rpartition("/")[2])
    return (row.kind, row.agency or "", row.due is None, due, row.case, number)
