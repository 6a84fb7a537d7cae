"""What the table decided: the record of a conference, as the desk takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from routing.calendar import day_of
from routing.conference.table.agency import Agency
from routing.conference.table.errors import TableError
from routing.conference.table.yaml_lines import yaml_lines
from routing.desk.conference import Conference, Division, Participant, Secrecy
from routing.desk.errors import told
from routing.errors import printable

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.conference.table.steps import Conclude

_HEAD = "# Record of a case conference about a case of this id: {}. Keep it as the case itself."


def check_conclusion(session: Session) -> None:
    """Raise TableError where a concluded session gives no record of a conference."""
    conclusion = _conclusion(session)
    if conclusion.next_review < day_of(conclusion.held_at):
        raise TableError("the next review lies on the day of the meeting or after it")
    try:
        conclusion.facts.joined_to(session.case)
    except ValidationError as problem:
        raise TableError(f"the facts do not fit the case: {told(problem)}") from None
    record(session)


def record(session: Session) -> Conference:
    """The record of the conference, with the roles that the table gave. The decision gives none of them.

    Raises TableError where the session is not concluded, or the meeting is not lawful as it is said to be.
    """
    conclusion = _conclusion(session)
    secrecy: Secrecy = "consent" if conclusion.meeting == "multilayer_meeting" else "statutory"
    seats = (Agency.of(seat) for seat in sorted(session.standing.seats))
    try:
        return Conference(
            meeting=conclusion.meeting,
            held_at=conclusion.held_at,
            agenda=conclusion.agenda,
            participants=tuple(Participant(kind=seat.kind, office=seat.office, secrecy=secrecy) for seat in seats),
            consent=conclusion.consent,
            plan=conclusion.plan,
            roles=tuple(_division(session, subject) for subject in sorted(session.standing.divided)),
            facts=conclusion.facts,
            next_review=conclusion.next_review,
            note=_note(session, conclusion),
        )
    except ValidationError as problem:
        raise TableError(told(problem)) from None


def record_yaml(session: Session) -> str:
    """The record as the file that `routing desk conference` reads."""
    data = record(session).model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return "\n".join([_HEAD.format(printable(session.case.case)), *yaml_lines(data)]) + "\n"


def _conclusion(session: Session) -> Conclude:
    if session.standing.concluded is None:
        raise TableError("the session is not concluded", help="`conclude` says what meeting it was, and when")
    return session.standing.concluded


def _division(session: Session, subject: str) -> Division:
    """A role as the desk takes it. Who sits at the table under its office is meant by its kind too."""
    step = session.standing.divided[subject]
    agency = Agency.of(step.to or "")
    seated = [seat for seat in map(Agency.of, session.standing.seats) if seat.meets(agency)]
    if agency.office is None and len(seated) == 1:
        agency = seated[0]
    return Division(
        role=step.role, to=agency.kind, agency=agency.office, need=step.need, about=step.about, due=step.due
    )


def _note(session: Session, conclusion: Conclude) -> str | None:
    """The first steps that the table adopted, and what else was noted: a line each."""
    lines = [*session.standing.adopted, *([conclusion.note] if conclusion.note else [])]
    if sum(map(len, lines)) + len(lines) > 2000:
        raise TableError("the first steps and the note are too long for a record", help="2,000 characters in all")
    return "\n".join(lines) or None
