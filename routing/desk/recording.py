"""Recording a conference: its facts join the case, its division of roles becomes referrals and owners."""

from __future__ import annotations

from routing.calendar import day_of, end_of
from routing.desk.agencies import check_agency, persons_of
from routing.desk.asked import Asked, backup_reasons
from routing.desk.commands import check_facts
from routing.desk.conference import Conference, Division
from routing.desk.entries import Entries
from routing.desk.errors import DeskError, NotPermitted
from routing.desk.events import ConferenceRecorded
from routing.desk.file import CaseFile
from routing.desk.moves import is_coordinator, is_holder, move_referral
from routing.desk.redecide import TEAM_ROLES, decide_again
from routing.desk.referral import Actor, Referral
from routing.errors import printable
from routing.router import Router


def record_conference(entries: Entries, router: Router, conference: Conference, by: Actor) -> None:
    """Record a conference that was held.

    Its facts join the case. Every role it gave is asked of that agency in place of the one asked before; an agency
    that sat at the table has accepted with that. The backup team, which had been asked to call it, has done so.
    The router decides again, and what the conference gave to an agency stays there. Raises DeskError, or NotPermitted
    for anybody but the holder and the backup team.
    """
    file = entries.file
    if not (is_holder(file, by) or is_coordinator(by)):
        raise NotPermitted("a conference is recorded by the holder of the case, or by the backup team")
    _check(file, router, conference, entries)
    asked = [r for r in file.live if r.role in TEAM_ROLES]
    reasons = backup_reasons(file.decision, file.case).union(*(r.reasons for r in asked))
    entries.enter(ConferenceRecorded(at=entries.now, by=by, conference=conference, answered=tuple(sorted(reasons))))
    for part in conference.roles:
        check_agency(entries.file, router, part.to, part.agency, _about(entries.file, part), part.role == "lead")
    for referral in asked:
        _held(entries, router, referral)
    for part in conference.roles:
        _give(entries, router, conference, part, by)
    decide_again(entries, router)


def _check(file: CaseFile, router: Router, conference: Conference, entries: Entries) -> None:
    if conference.held_at > entries.now:
        raise DeskError("a conference is recorded after it was held")
    if conference.next_review < day_of(entries.now):
        raise DeskError("the next review lies in the future", help="give today or a later day")
    check_facts(file, conference.facts)
    for participant in conference.participants:
        check_agency(file, router, participant.kind, participant.office, persons_of(file, None))


def _about(file: CaseFile, part: Division) -> tuple[str, ...]:
    everybody = persons_of(file, None)
    if not set(part.about) <= set(everybody):
        raise DeskError(f"case `{printable(file.id)}` has not all the persons that a role is about")
    return tuple(sorted(set(part.about))) or persons_of(file, part.need)


def _held(entries: Entries, router: Router, referral: Referral) -> None:
    """What was asked of the backup team is done: it has called the conference; advice is not needed any longer."""
    if referral.role == "advice":
        entries.cancel(referral, "superseded")
        return
    team = Actor(kind=referral.to, office=referral.agency)
    if referral.awaits_answer:
        move_referral(entries, router, referral.id, "accepted", team)
    if entries.file.referrals[referral.id].state == "on-hold":
        move_referral(entries, router, referral.id, "in-progress", team)
    move_referral(entries, router, referral.id, "completed", team)


def _give(entries: Entries, router: Router, conference: Conference, part: Division, by: Actor) -> None:
    """Ask an agency for the role it was given, in place of whoever has it, unless it has it."""
    file = entries.file
    asked = Asked(
        part.role,
        part.to,
        part.agency,
        _about(file, part),
        need=part.need,
        source="conference",
        due=None if part.due is None else end_of(part.due),
    )
    same = [r for r in file.live if r.role == part.role and r.need == part.need]
    if any(r.key == asked.key and r.taken for r in same):
        return
    for referral in same:
        if part.role != "support" or referral.key == asked.key:
            entries.cancel(referral, "superseded")
    referral = entries.request(asked, by)
    present = any((p.kind, p.office) == (part.to, part.agency) for p in conference.participants)
    if present:
        move_referral(entries, router, referral.id, "accepted", Actor(kind=part.to, office=part.agency))
