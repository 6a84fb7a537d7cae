"""A Kinuta case at the desk: who should lead is silent, and the ladder ends in a conference that divides the roles."""

import datetime as dt
import tempfile
from pathlib import Path

from routing import Case, Router, Rulebook
from routing.desk import Actor, CaseFile, Conference, Desk, Division, Participant
from routing.store import EventStore

JAPAN = dt.timezone(dt.timedelta(hours=9))
CENTER = Actor(kind="support_center", office="kinuta-anshin")
COUNCIL = Actor(kind="social_council", office="kinuta-shakyo")
TEAM = Actor(kind="backup_team", office="kinuta-backup")


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    """A time of 2026 in Japan. The desk reads no clock: whoever calls it says what time it is."""
    return dt.datetime(2026, month, day, hour, tzinfo=JAPAN)


def show(title: str, file: CaseFile) -> None:
    """Print who holds the case, and where each referral stands."""
    holder = file.holder
    print(f"{title}\n  holder: {holder.kind} {holder.agency} ({holder.reason})")
    for referral in file.referrals.values():
        reason = referral.moves[-1].reason
        what = f"{referral.role} {referral.need or referral.matter or ''}".rstrip()
        why = f" ({reason})" if reason else ""
        print(f"  {referral.id:<14} {what:<20} {referral.agency:<14} {referral.state}{why}")


with tempfile.TemporaryDirectory() as folder, EventStore.open(f"sqlite:///{Path(folder) / 'desk.db'}") as store:
    desk = Desk(Router(Rulebook.load("setagaya")), store)

    file = desk.open(Case.load("examples/kinuta/heat.yaml"), at(8, 3), "intake-1")
    show("Monday 3 August: the case is opened", file)

    for referral, agency in (("kinuta-heat/1", COUNCIL), ("kinuta-heat/2", CENTER)):
        desk.accept(referral, agency, at(8, 3, 11))
        desk.complete(referral, agency, at(8, 3, 16))
    desk.accept("kinuta-heat/5", COUNCIL, at(8, 3, 17))
    print("Both visit her at once, and the council will watch over her. Who leads is not answered.")

    for day in range(3, 19):
        for _, step in desk.tick(at(8, day)).steps:
            print(f"  {step.at.astimezone(JAPAN):%d %B}: step `{step.step}` about {step.subject}: {step.do}")
    show("Tuesday 18 August: the backup team is asked for a conference", desk.file("kinuta-heat"))

    table = [(TEAM.kind, TEAM.office), (CENTER.kind, CENTER.office), (COUNCIL.kind, COUNCIL.office)]
    conference = Conference(
        meeting="support_meeting",  # 支援会議: its members owe secrecy, so that no consent is needed
        held_at=at(8, 20),
        agenda=("who leads", "who visits in the heat"),
        participants=tuple(Participant(kind=kind, office=office, secrecy="statutory") for kind, office in table),
        roles=(
            Division(role="lead", to="social_council", agency="kinuta-shakyo"),
            Division(role="owner", to="support_center", agency="kinuta-anshin", need="n1"),
        ),
        next_review=dt.date(2026, 9, 10),
    )
    file = desk.record_conference("kinuta-heat", conference, TEAM, at(8, 20, 17))
    show("Thursday 20 August: the conference has divided the roles", file)

    print("next date:", desk.next_date("kinuta-heat").astimezone(JAPAN).date(), " review:", file.review)
    for row in desk.report(at(8, 1), at(9, 1)):
        share = f"{row.asked} asked, {row.silent} silent, {row.bounced} came back"
        print(f"  {row.kind:<15} {row.code or 'no single need':<16} {share}, first contact after {row.first_contact}")
