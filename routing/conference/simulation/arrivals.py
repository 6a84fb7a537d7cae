"""Who comes when: new cases, everyday consultations, and families that withdraw."""

from __future__ import annotations

from routing.conference.simulation.counter import ROUTINE, Process
from routing.conference.simulation.openings import DAY, Openings
from routing.conference.simulation.scenario import District, Routine
from routing.conference.simulation.ward import Office, Ward
from routing.desk.commands import close
from routing.desk.errors import NotPermitted
from routing.desk.referral import Actor

MONTH = DAY * 365 / 12
"""A month of a rate, in seconds."""


def cases(ward: Ward, district: District) -> Process:
    """New cases of a district, at any moment alike while the desk is open, so many a month of the calendar."""
    stream = ward.stream("arrivals", district.id)
    openings = ward.openings(("", None))
    mean = _open_between(ward, openings, district.per_month.value)
    total, number = 0.0, 0
    if mean is None:
        return
    while True:
        total += stream.exponential(mean)
        moment = openings.after_open(total)
        if moment is None or moment >= ward.scenario.until * DAY:
            return
        number += 1
        yield ward.env.timeout(moment - int(ward.env.now))
        if district.start is None or ward.day() >= district.start:
            id = f"{district.id}-{number:05}"
            ward.open(ward.generator.case(id, district.id, ward.day()))
            ward.env.process(_withdrawal(ward, id))


def routine(ward: Ward, district: District, given: Routine) -> Process:
    """Everyday consultations at the office of a kind in a district. They wait behind referrals."""
    agency = _office_in(ward, district.id, given.kind)
    stream = ward.stream("routine", district.id, given.kind)
    openings = ward.openings(agency)
    mean = _open_between(ward, openings, given.per_month.value)
    total = 0.0
    while mean is not None:
        total += stream.exponential(mean)
        moment = openings.after_open(total)
        if moment is None or moment >= ward.scenario.until * DAY:
            return
        yield ward.env.timeout(moment - int(ward.env.now))
        ward.env.process(ward.counter(agency).work(round(given.minutes.value * 60), ROUTINE))


def _open_between(ward: Ward, openings: Openings, per_month: float) -> float | None:
    """The mean open time between two arrivals, such that they are so many a month of the calendar; None: nobody."""
    if per_month <= 0:
        return None
    whole = ward.scenario.until * DAY
    return MONTH / per_month * openings.open_between(0, whole) / whole


def _office_in(ward: Ward, district: str, kind: str) -> Office:
    for office in ward.directory.by_kind.get(kind, ()):
        if office.catchment is not None and district in office.catchment and office.open_on(ward.scenario.start):
            return kind, office.id
    return kind, None


def _withdrawal(ward: Ward, case: str) -> Process:
    """A family does not want to go on: the backup team closes the case, once every statutory report was received."""
    share = ward.scenario.family.withdraw_per_month.value
    if share <= 0:
        return
    months = ward.stream("withdrawal", case).exponential(1 / share)
    if months * MONTH >= ward.scenario.until * DAY:
        return
    yield ward.env.timeout(round(months * MONTH))
    while ward.files[case].open:
        try:
            ward.command(case, lambda entries: close(entries, Actor(kind="backup_team"), "withdrawn"))
            ward.withdrawn.add(case)
        except NotPermitted:
            yield ward.env.timeout(DAY)
