"""What a replication was, as rows: worked out from the files of the desk and the jobs of the counters alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter as Tally
from collections.abc import Iterator

from routing.conference.simulation.columns import Row, Rows
from routing.conference.simulation.openings import DAY
from routing.conference.simulation.ward import Ward
from routing.desk.events import Stepped
from routing.desk.file import CaseFile
from routing.desk.referral import DESK, Referral

_ANSWERS = frozenset({"received", "accepted", "rejected"})
_MENTAL = ("mental.", "isolation.hikikomori")
AGES = (30, 60, 90)
END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)
"""When a case is closed that is open."""


def tables_of(ward: Ward, replication: int) -> dict[str, Rows]:
    """The tables of one replication, without `measures`."""
    return {
        "replications": [{"replication": replication, **balance(ward)}],
        "cases": [{"replication": replication, **row} for row in _cases(ward)],
        "referrals": [{"replication": replication, **row} for row in _referrals(ward)],
        "agencies": [{"replication": replication, **row} for row in _agencies(ward)],
        "backlog": [{"replication": replication, **row} for row in _backlog(ward)],
        "meetings": [{"replication": replication, **row} for row in _meetings(ward)],
    }


def balance(ward: Ward) -> dict[str, int]:
    """Where all cases are at the end: those that came are resolved, withdrawn or open."""
    open_now = sum(file.open for file in ward.files.values())
    return {
        "arrivals": sum(command.before == 0 for command in ward.journal),
        "resolved": sum(not file.open for file in ward.files.values()) - len(ward.withdrawn),
        "open": open_now,
        "withdrawn": len(ward.withdrawn),
    }


def _first_day(ward: Ward) -> dt.datetime:
    return ward.instant(ward.scenario.warm_up * DAY)


def _days(since: dt.datetime, until: dt.datetime | None) -> float | None:
    return None if until is None else round((until - since).total_seconds() / DAY, 6)


def _cases(ward: Ward) -> Iterator[Row]:
    zero, end = _first_day(ward), ward.instant(ward.scenario.until * DAY)
    met: Tally[str] = Tally(contact.case for contact in ward.contacts)
    doors = {id: (file.case.received_by, file.case.received_at) for id, file in ward.files.items()}
    at_door = Tally(c.case for c in ward.contacts if (c.kind, c.office) == doors[c.case])
    reminded: Tally[str] = Tally()
    for command in ward.journal:
        reminded[command.case] += sum(isinstance(e, Stepped) and e.do == "remind" for e in command.events)
    for id, file in ward.files.items():
        day = _days(zero, file.opened_at) or 0.0
        asked = list(file.referrals.values())
        opened = file.opened_at
        yield {
            "case": id,
            "district": file.case.district,
            "kind": ward.generator.kind(id).id,
            "counted": 0 <= day < ward.scenario.days,
            "day": day,
            "needs": len(file.case.needs),
            "days_to_contact": _days(opened, min((t for r in asked if (t := _answered(r))), default=None)),
            "days_to_lead": _days(
                opened, min((t for r in asked if r.role == "lead" and (t := _taken(r))), default=None)
            ),
            "days_to_owner": _days(opened, _all_owned(file)),
            "days_open": _days(opened, file.closed_at),
            "outcome": "open" if file.open else "withdrawn" if id in ward.withdrawn else "resolved",
            **{f"unresolved_{age}": _unresolved(file, age, end) for age in AGES},
            "referrals": len(asked),
            "answered": sum(_answered(r) is not None for r in asked),
            "bounced": sum(any(m.state in ("rejected", "failed") for m in r.moves) for r in asked),
            "contacts": met[id],
            "door_contacts": at_door[id],
            "advice": any(r.role == "advice" for r in asked),
            "conference": any(r.role == "conference" for r in asked),
            "conferences": len(file.conferences),
            "reminders": reminded[id],
            "adult_child": _adult_child(file),
        }


def _answered(referral: Referral) -> dt.datetime | None:
    return next((move.at for move in referral.moves if move.state in _ANSWERS and move.by != DESK), None)


def _taken(referral: Referral) -> dt.datetime | None:
    return next((move.at for move in referral.moves if move.state == "accepted"), None)


def _all_owned(file: CaseFile) -> dt.datetime | None:
    """When the last need that was open at first was taken on; None: one never was."""
    first: dict[str, dt.datetime] = {}
    for referral in file.referrals.values():
        if referral.role == "owner" and referral.need is not None and (at := _taken(referral)) is not None:
            first[referral.need] = min(at, first.get(referral.need, at))
    wanted = [need.id for need in file.case.needs if need.open]
    return max(first[need] for need in wanted) if wanted and all(need in first for need in wanted) else None


def _unresolved(file: CaseFile, age: int, end: dt.datetime) -> bool | None:
    """Whether a case was open so many days after it came; None: that day is not reached."""
    then = file.opened_at + dt.timedelta(days=age)
    if then > end:
        return None
    return file.closed_at is None or file.closed_at > then


def _adult_child(file: CaseFile) -> bool:
    """Whether a child of 20 to 64 with a mental concern lives with a parent of 65 or more."""
    ages = {person.id: person.age or 0 for person in file.case.persons}
    minds = {need.person for need in file.case.needs if need.code.startswith(_MENTAL)}
    together = {(r.start, r.end) for r in file.case.relations if r.type == "LIVES_WITH"}
    return any(
        r.type == "PARENT_OF"
        and ages[r.start] >= 65
        and 20 <= ages[r.end] < 65
        and r.end in minds
        and ((r.start, r.end) in together or (r.end, r.start) in together)
        for r in file.case.relations
    )


def _referrals(ward: Ward) -> Iterator[Row]:
    zero = _first_day(ward)
    for id, file in ward.files.items():
        codes = {need.id: need.code for need in file.case.needs}
        for referral in file.referrals.values():
            asked = referral.requested_at
            yield {
                "case": id,
                "referral": referral.id,
                "role": referral.role,
                "kind": referral.to,
                "office": referral.agency,
                "code": codes.get(referral.need) if referral.need is not None else None,
                "source": referral.source,
                "day": _days(zero, asked),
                "days_to_answer": _days(asked, _answered(referral)),
                "days_to_acceptance": _days(asked, _taken(referral)),
                "days_to_end": None if referral.open else _days(asked, referral.since),
                "state": referral.state,
                "reason": referral.moves[-1].reason,
            }


def _agencies(ward: Ward) -> Iterator[Row]:
    """The agencies on the days that count."""
    start = ward.scenario.warm_up * DAY
    end = start + ward.scenario.days * DAY
    first, last = ward.instant(start), ward.instant(end)
    asked = [r for file in ward.files.values() for r in file.referrals.values() if first <= r.requested_at < last]
    for (kind, office), counter in sorted(ward.counters.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        jobs = [job for job in counter.jobs if start <= job.begun < end]
        hours_open = counter.openings.open_between(start, end) / 3600
        worked = sum(job.length for job in jobs) / 3600
        here = [r for r in asked if (r.to, r.agency) == (kind, office)]
        yield {
            "kind": kind,
            "office": office,
            "staff": counter.staff,
            "hours_open": round(hours_open, 6),
            "hours_worked": round(worked, 6),
            "hours_overtime": round(sum(job.overtime for job in jobs) / 3600, 6),
            "load": round(worked / (hours_open * counter.staff), 6) if hours_open else None,
            "jobs": len(jobs),
            "hours_waited": round(sum(job.begun - job.asked for job in jobs) / 3600 / len(jobs), 6) if jobs else None,
            "asked": len(here),
            "accepted": sum(_taken(r) is not None for r in here),
            "declined": sum(any(move.state == "rejected" for move in r.moves) for r in here),
        }


def _backlog(ward: Ward) -> Iterator[Row]:
    """Every week, by district and kind of household: the cases that are open, how old they are, and how many of them
    have a need that nobody took on."""
    scenario, zero = ward.scenario, _first_day(ward)
    owned = {id: _all_owned(file) for id, file in ward.files.items()}
    kinds = [kind.id for kind in scenario.households.kinds]
    files: dict[tuple[str, str], list[CaseFile]] = {(one.id, kind): [] for one in scenario.districts for kind in kinds}
    for id, file in ward.files.items():
        files[file.case.district or "", ward.generator.kind(id).id].append(file)
    for day in range(0, scenario.days + scenario.follow + 1, 7):
        now = zero + dt.timedelta(days=day)
        for (district, kind), came in files.items():
            here = [file for file in came if file.opened_at <= now < (file.closed_at or END_OF_TIME)]
            ages = [age for file in here if (age := _days(file.opened_at, now)) is not None]
            unowned = [file for file in here if (at := owned[file.id]) is None or at > now]
            yield {
                "day": day,
                "district": district,
                "kind": kind,
                "open": len(here),
                "unowned": len(unowned),
                "mean_age": round(sum(ages) / len(ages), 6) if ages else None,
                "oldest": max(ages, default=None),
            }


def _meetings(ward: Ward) -> Iterator[Row]:
    """Every case that a meeting took up."""
    for (kind, office), agenda in sorted(ward.agendas.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        for one in agenda.taken_up:
            yield {
                "kind": kind,
                "office": office,
                "day": round(one.at / DAY - ward.scenario.warm_up, 6),
                "case": one.what,
                "days_waited": round((one.at - one.since) / DAY, 6),
            }
