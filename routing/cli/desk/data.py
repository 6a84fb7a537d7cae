"""The desk as JSON: files, rows of the board and of the report, what a tick did."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import click

from routing.calendar import in_japan
from routing.desk import BoardRow, CaseFile, Referral, ReportRow, Ticked
from routing.desk.delivery import Delivered

Data = dict[str, Any]


def print_json(data: Data) -> None:
    """Print one object in a line."""
    click.echo(json.dumps(data, ensure_ascii=False))


def case_data(file: CaseFile, next_date: dt.datetime | None) -> Data:
    """A case at the desk: who holds it, its referrals with all their moves, overrides and conferences."""
    holder = file.holder
    return {
        "schema": "desk-case/1",
        "case": file.id,
        "open": file.open,
        "holder": {
            "kind": holder.kind,
            "agency": holder.agency,
            "since": _time(holder.since),
            "reason": holder.reason,
        },
        "held_before": [
            {"kind": one.kind, "agency": one.agency, "since": _time(one.since), "reason": one.reason}
            for one in file.holders[:-1]
        ],
        "decision": file.decision.digest,
        "fail_safe": file.decision.fail_safe,
        "opened_at": _time(file.opened_at),
        "closed_at": _time(file.closed_at),
        "review": file.review.isoformat(),
        "next_date": _time(next_date),
        "referrals": [_referral(referral) for referral in file.referrals.values()],
        "overrides": [one.model_dump(mode="json", exclude={"type"}) for one in file.overrides],
        "conferences": [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in file.conferences],
    }


def _referral(referral: Referral) -> Data:
    return {
        "id": referral.id,
        "role": referral.role,
        "kind": referral.to,
        "agency": referral.agency,
        "need": referral.need,
        "matter": referral.matter,
        "about": list(referral.about),
        "state": referral.state,
        "reason": referral.moves[-1].reason,
        "since": _time(referral.since),
        "due": _time(referral.due),
        "source": referral.source,
        "moves": [
            {
                "state": move.state,
                "at": _time(move.at),
                "by": move.by.model_dump(mode="json"),
                "reason": move.reason,
                "note": move.note,
            }
            for move in referral.moves
        ],
    }


def board_data(rows: tuple[BoardRow, ...], now: dt.datetime) -> Data:
    """The rows of the board."""
    return {"schema": "desk-board/1", "now": _time(now), "rows": [_row(row) for row in rows]}


def _row(row: BoardRow) -> Data:
    return {
        "case": row.case,
        "referral": row.referral,
        "role": row.role,
        "kind": row.kind,
        "agency": row.agency,
        "need": row.need,
        "state": row.state,
        "awaits_answer": row.awaits_answer,
        "since": _time(row.since),
        "due": _time(row.due),
        "overdue_seconds": _seconds(row.overdue_by),
    }


def report_data(rows: tuple[ReportRow, ...], since: dt.datetime, until: dt.datetime) -> Data:
    """The rows of the report; shares are of all that were asked, times are medians in seconds."""
    told = [
        {
            "kind": row.kind,
            "agency": row.agency,
            "code": row.code,
            "asked": row.asked,
            "silent": row.silent,
            "bounced": row.bounced,
            "silence_rate": float(row.silence_rate),
            "bounce_rate": float(row.bounce_rate),
            "first_contact_seconds": _seconds(row.first_contact),
            "owner_seconds": _seconds(row.owner),
        }
        for row in rows
    ]
    return {"schema": "desk-report/1", "since": _time(since), "until": _time(until), "rows": told}


def tick_data(ticked: Ticked) -> Data:
    """What a tick did."""
    steps = [
        {"case": case, "step": step.step, "subject": step.subject, "round": step.round, "do": step.do}
        for case, step in ticked.steps
    ]
    problems = [{"case": case, "error": error} for case, error in ticked.problems]
    return {"schema": "desk-tick/1", "looked_at": ticked.looked_at, "steps": steps, "problems": problems}


def delivery_data(done: Delivered) -> Data:
    """What a delivery did."""
    failed = [{"id": id, "error": error} for id, error in done.failed]
    return {"schema": "desk-delivery/1", "arrived": list(done.arrived), "failed": failed}


def _time(instant: dt.datetime | None) -> str | None:
    return None if instant is None else in_japan(instant).isoformat()


def _seconds(span: dt.timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
