"""The case conferences of the backup team: when it meets, which cases it takes up, and what it decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from routing.conference.simulation.agenda import Agenda
from routing.conference.simulation.openings import DAY
from routing.conference.simulation.scenario import Calendar
from routing.conference.simulation.ward import Office, Ward
from routing.desk.conference import Conference, Division, Participant
from routing.desk.file import CaseFile
from routing.desk.recording import record_conference
from routing.desk.referral import Actor

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr")
REVIEW = dt.timedelta(days=30)


def dates(calendar: Calendar, start: dt.date, days: int) -> Iterator[dt.date]:
    """The days of the meetings among so many from a start on. Which fall on a holiday is settled by whoever plans."""
    for number in range(days):
        day = start + dt.timedelta(days=number)
        right_week = calendar.cadence == "weekly" or (day.day - 1) // 7 + 1 == calendar.week
        if day.weekday() == _WEEKDAYS.index(calendar.weekday) and right_week:
            yield day


def moments(calendar: Calendar, start: dt.date, days: int) -> Iterator[int]:
    """When the meetings begin, in seconds from the start."""
    at = dt.time.fromisoformat(calendar.at)
    for day in dates(calendar, start, days):
        yield (day - start).days * DAY + at.hour * 3600 + at.minute * 60


def agenda(ward: Ward, team: Office) -> Agenda[str]:
    """The agenda of a backup team, which meets from now on."""
    scenario = ward.scenario
    found: Agenda[str] = Agenda(
        ward.env, moments(scenario.conference, scenario.start, scenario.until), scenario.conference.slots
    )
    wanted, discuss = partial(_still_wanted, ward, team), partial(_discuss, ward, team)
    ward.env.process(found.meet(wanted, discuss))
    return found


def _still_wanted(ward: Ward, team: Office, case: str) -> bool:
    file = ward.files[case]
    return file.open and any(r.role == "conference" and (r.to, r.agency) == team for r in file.live)


def _discuss(ward: Ward, team: Office, case: str) -> None:
    """One case is taken up: whoever is at the table takes on what nobody has, and is busy for as long as it takes."""
    file, calendar = ward.files[case], ward.scenario.conference
    roles = tuple(_roles(ward, file))
    present = _present(ward, file, team, roles)
    if len(present) < 2:  # exclusions keep everybody else away: the team cannot meet alone
        ward.agendas[team].add(case)
        return
    for agency in present:
        ward.env.process(ward.counter(agency).work(round(calendar.minutes.value * 60)))
    held = Conference(
        meeting="support_meeting",
        held_at=ward.now,
        agenda=("division of roles",),
        participants=tuple(Participant(kind=kind, office=office, secrecy="statutory") for kind, office in present),
        roles=roles,
        next_review=ward.day() + REVIEW,
    )
    by = Actor(kind=team[0], office=team[1])
    ward.command(case, lambda entries: record_conference(entries, ward.router, held, by))


def _roles(ward: Ward, file: CaseFile) -> Iterator[Division]:
    """What nobody has taken on goes to whom the rules propose, else to the agency where the family came."""
    everybody = tuple(person.id for person in file.case.persons)
    door: Office = (file.case.received_by, file.case.received_at)
    lead = file.decision.lead
    if not any(r.role == "lead" and r.taken for r in file.live):
        wanted = ((lead.to, lead.agency),) if lead is not None else ()
        for kind, office in (*wanted, (file.holder.kind, file.holder.agency), door):
            if kind != "backup_team" and ward.permits(file.id, (kind, office), everybody, holding=True):
                yield Division(role="lead", to=kind, agency=office)
                break
    owners = {owner.need: (owner.to, owner.agency) for owner in file.decision.owners}
    for need in file.case.needs:
        if need.open and file.taken_by(need.id) is None:
            for kind, office in (owners.get(need.id, door), door):
                if ward.permits(file.id, (kind, office), need.about):
                    yield Division(role="owner", to=kind, agency=office, need=need.id)
                    break


def _present(ward: Ward, file: CaseFile, team: Office, roles: tuple[Division, ...]) -> tuple[Office, ...]:
    attends = ward.scenario.conference.attends
    asked = {"lead": "lead", "owners": "owner", "supports": "support"}
    wanted: list[Office] = [team, (file.holder.kind, file.holder.agency)]
    for group, role in asked.items():
        if group in attends:
            wanted += [(r.to, r.agency) for r in file.live if r.role == role and r.taken]
            wanted += [(part.to, part.agency) for part in roles if part.role == role]
    listed = ward.directory.get(team[1]) if team[1] is not None else None
    if "members" in attends and listed is not None:
        for id in listed.members:
            office = ward.directory.get(id)
            if office is not None:
                wanted.append((office.kind, id))
    wanted.append((file.case.received_by, file.case.received_at))
    everybody = tuple(person.id for person in file.case.persons)
    found = [agency for agency in dict.fromkeys(wanted) if ward.permits(file.id, agency, everybody)]
    return tuple(found)
