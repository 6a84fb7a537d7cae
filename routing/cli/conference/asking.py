"""The questions at a table, and the steps that their answers make. An empty answer says nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import click
from pydantic import BaseModel, ValidationError

from routing.cli.outcome import complain
from routing.conference.table import Adopt, Ask, Conclude, Divide, Propose, Seat, TableError, agreement
from routing.conference.table.agency import known
from routing.conference.table.agreement import meets
from routing.conference.table.first_step import check_first
from routing.conference.table.labels import Labels
from routing.desk.errors import told

if TYPE_CHECKING:
    from routing.conference.table import Row, Session
    from routing.rulebook import Rulebook
    from routing.wording.words import Language

S = TypeVar("S", bound=BaseModel)
Say = Callable[..., str]
JAPAN = dt.timezone(dt.timedelta(hours=9))
MOST_FOUND = 20
"""Agencies that a search shows."""
NOBODY = "-"


class Asking:
    """Asks at the terminal, in the words that `say` gives."""

    def __init__(self, say: Say) -> None:
        self.say = say

    # ------------------------------------------------------------------ single answers

    def text(self, question: str, default: str = "") -> str:
        """One line."""
        given: str = click.prompt(question, default=default, show_default=bool(default), prompt_suffix=" > ")
        return given.strip()

    def yes(self, question: str) -> bool:
        """Yes or no; no where nothing is said."""
        return click.confirm(question, default=False)

    def agency(self, question: str, rulebook: Rulebook, default: str = "", nobody: bool = False) -> str:
        """An agency of the rulebook; empty where none is named. `?WORD` looks for one.

        `-` is empty too, unless `nobody` says that it is an answer of its own.
        """
        while True:
            given = self.text(question, default)
            if given.startswith("?"):
                found = list(_search(rulebook, given[1:].strip()))
                for line in found[:MOST_FOUND]:
                    click.echo(f"    {line}")
                if len(found) > MOST_FOUND or not found:
                    click.echo(f"    {self.say('more_found', len(found))}")
                continue
            if given in ("", NOBODY):
                return given if nobody else ""
            try:
                return known(given, rulebook).text
            except TableError as refused:
                complain(refused)

    def lines(self, question: str, check: Callable[[str], None] | None = None) -> tuple[str, ...]:
        """Lines until an empty one."""
        found: list[str] = []
        while given := self.text(question):
            try:
                if check is not None:
                    check(given)
                found.append(given)
            except TableError as refused:
                complain(refused)
        return tuple(found)

    # ------------------------------------------------------------------ steps

    def seats(self, session: Session) -> Iterator[Seat]:
        """The agencies that take part, until an empty answer."""
        while agency := self.agency(self.say("seat"), session.router.rulebook):
            yield _made(Seat, agency=agency)

    def proposal(self, session: Session, language: Language) -> Propose | None:
        """What one participant proposes; None where nobody is named."""
        seats = sorted(session.standing.seats)
        labels, book = Labels(session, language), session.router.rulebook
        for number, seat in enumerate(seats, 1):
            click.echo(f"  {number}  {labels.agency(seat)}")
        chosen = self.text(self.say("who"))
        if not chosen:
            return None
        by = seats[int(chosen) - 1] if chosen.isdecimal() and 1 <= int(chosen) <= len(seats) else chosen
        if by not in seats:
            raise TableError(self.say("not_seated"))
        lead = self.agency(self.say("lead"), book) or None
        owners = {}
        for need in session.open_needs:
            owner = self.agency(self.say("owner", labels.need(need)), book)
            if owner:
                owners[need] = owner
        first = self.lines(self.say("first"), lambda step: check_first(step, book))
        return _made(Propose, by=by, lead=lead, owners=owners, first=first)

    def roles(self, session: Session, language: Language) -> Iterator[Divide]:
        """The roles, need by need: what stands, or what the table is at one on, is offered."""
        labels, book, standing = Labels(session, language), session.router.rulebook, session.standing
        rows = agreement(session.case, standing.seats, standing.proposals, session.decision)
        for row in rows:
            name, _, need = row.subject.partition(":")
            if name not in ("lead", "owner"):
                continue
            stands = standing.divided.get(row.subject)
            offered = stands.to if stands is not None and stands.to else _common(row)
            to = self.agency(self.say("divide", labels.subject(row.subject)), book, offered, True)
            to = "" if to == NOBODY else to
            if to != ((stands.to if stands is not None else None) or ""):
                yield _made(Divide, role=name, need=need or None, to=to or None)
        while support := self.agency(self.say("support"), book):
            yield _made(Divide, role="support", to=support)

    def adopted(self, session: Session) -> Adopt:
        """The first steps that the table agrees on."""
        return _made(
            Adopt, first=self.lines(self.say("first"), lambda step: check_first(step, session.router.rulebook))
        )

    def question(self) -> Ask | None:
        """A question that stays open; None where nothing is said."""
        text = self.text(self.say("question"))
        return _made(Ask, question=text) if text else None

    def conclusion(self) -> Conclude:
        """What meeting it was, when, and when the case is looked at again."""
        several = self.text(self.say("meeting"), "1") == "2"
        held_at = _at(self.text(self.say("held_at")))
        review = self.text(self.say("next_review"))
        agenda = self.lines(self.say("agenda")) or (self.say("agenda_default"),)
        consent = several and self.yes(self.say("consent"))
        plan = several and self.yes(self.say("plan"))
        note = self.text(self.say("note")) or None
        meeting = "multilayer_meeting" if several else "support_meeting"
        return _made(
            Conclude, meeting=meeting, held_at=held_at, next_review=review, agenda=agenda, consent=consent, plan=plan,
            note=note,
        )  # fmt: skip


def _common(row: Row) -> str:
    """The answer that the table is at one on: the most exact wording of it; empty where it is not."""
    answers = [answer for answer, _ in row.said]
    if not answers or not all(meets(one, other) for one, other in combinations(answers, 2)):
        return ""
    return max(answers, key=lambda answer: ("@" in answer, answer))


def _made(model: type[S], **given: object) -> S:
    """A step of what was answered. Raises TableError for what is no answer."""
    try:
        return model(**given)
    except ValidationError as problem:
        raise TableError(told(problem)) from None


def _at(text: str) -> str:
    """A time in Japan unless it says its offset."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return (read if read.tzinfo is not None else read.replace(tzinfo=JAPAN)).isoformat()


def _search(rulebook: Rulebook, word: str) -> Iterator[str]:
    """The agencies that a word is part of: kinds, then offices."""
    wanted = word.casefold()
    for kind, term in rulebook.vocabulary.agency_kinds.items():
        if wanted in f"{kind} {term.ja} {term.en}".casefold():
            yield f"{kind}  {term.ja} / {term.en}"
    for office in rulebook.directory.offices if rulebook.directory is not None else ():
        if wanted in f"{office.id} {office.ja} {office.en}".casefold():
            yield f"{office.kind}@{office.id}  {office.ja} / {office.en}"
