"""The hand-out of one participant: its referral sheet, and what of the table concerns it. Nothing it may not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.case import Case
from routing.conference.table.agency import Agency, known
from routing.conference.table.errors import TableError
from routing.conference.table.handout_parts import headed, listed, notes, picture
from routing.conference.table.handout_style import STYLE
from routing.conference.table.labels import Labels
from routing.conference.table.words import say
from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.errors import listed as listing
from routing.errors import printable
from routing.letters import may_know, recipient_of, sheet
from routing.letters.as_html import PageHtml
from routing.letters.household import Household

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.letters import Page, View
    from routing.wording.words import Language


def handout_for(session: Session, reader: str, language: Language) -> str:
    """The hand-out of a participant as one HTML page, with what it may know of the case by consent or by law.

    It says what of the case a referral sheet says (`routing.letters.sheet`), what the agency proposed, as far as that
    is about what it may know, and what the table gave to it. Not in it are the others: what they proposed, what they
    do, and what was supposed. Raises SheetRefused where the decision asks nothing of the agency or nothing may be told
    to it, TableError before the reveal and where it does not sit at the table.
    """
    decision, rulebook = session.decision, session.router.rulebook
    agency = known(reader, rulebook)
    seats = [seat for seat in session.standing.seats if Agency.of(seat).meets(agency)]
    if len(seats) != 1:
        help = f"at the table: {listing(map(printable, session.standing.seats))}"
        raise TableError(f"`{printable(reader)}` does not name one participant of the table", help=help)
    seat = Agency.of(seats[0])
    recipient = recipient_of(decision, rulebook, seat.kind, agency.office or seat.office)
    view = may_know(session.router, session.case, decision, recipient)
    page = sheet(session.router, session.case, recipient.kind, recipient.office, language, decision)
    made = _HandoutFor(session, seats[0], view, page, language)
    return "\n".join(document(made.title, language, STYLE, made.lines())) + "\n"


class _HandoutFor:
    def __init__(self, session: Session, seat: str, view: View, page: Page, language: Language) -> None:
        self.session = session
        self.seat = seat
        self.view = view
        self.page = page
        self.language = language
        self.labels = Labels(session, language)
        self.title = self._say("hand_out_title")

    def lines(self) -> Iterator[str]:
        yield f"<main>\n<h1>{escaped(self.title)}</h1>"
        yield f'<p class="for">{escaped(self._say("for_agency", self.labels.agency(self.seat)))}</p>'
        yield from PageHtml(self.page).parts()
        drawn = _numbered(self.view, self.language)
        yield from headed("picture", self._say("picture"), picture(drawn, None, self.labels.names))
        yield from headed("proposed", self._say("you_proposed"), listed(self._proposed(), self.language))
        yield from headed("yours", self._say("yours"), listed(self._given(), self.language))
        yield from notes(self.language)
        yield "</main>"

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.language, *parts)

    def _proposed(self) -> Iterator[str]:
        """Its own words; of needs those alone that it may know."""
        proposal = self.session.standing.proposals[self.seat]
        if proposal.lead is not None:
            yield f"{self._say('lead')}: {self.labels.agency(proposal.lead)}"
        for need, to in sorted(proposal.owners.items()):
            if need in self.view.needs:
                yield f"{self._say('owner', self._need(need))} → {self.labels.agency(to)}"
        yield from map(self.labels.first, proposal.first)

    def _given(self) -> Iterator[str]:
        """The roles that the table gave to it, as far as they are about needs it may know."""
        told = []
        for _, step in sorted(self.session.standing.divided.items()):
            if step.to is None or not Agency.of(step.to).meets(Agency.of(self.seat)):
                continue
            due = f" · {self._say('due')} {step.due}" if step.due else ""
            if step.need is None:
                told.append(self._say(f"{step.role}_you") + due)
            elif step.need in self.view.needs:
                told.append(self._say("owner_you", self._need(step.need)) + due)
        yield from told or [self._say("nothing_yours")]

    def _need(self, id: str) -> str:
        """A need by its label alone."""
        return self.labels.names.rulebook.vocabulary.label(self.labels.needs[id], self.language)


def _numbered(view: View, language: Language) -> Case:
    """The case of a view with the persons under the numbers that the sheet gives them, and no other id."""
    order = Household(view, language).order
    names = {id: str(number) for number, id in enumerate(order, 1)}
    names |= {need.id: f"need-{at:012x}" for at, need in enumerate(view.case.needs)}
    names |= {event.id: f"event-{at:012x}" for at, event in enumerate(view.case.events)}
    data = view.case.model_dump(mode="json", by_alias=True, exclude_none=True)
    renamed = {part: [_with_names(entry, fields, names) for entry in data[part]] for part, fields in _IDS.items()}
    return Case.from_dict({**data, **renamed, "case": say("this_case", language)})


_IDS = {
    "persons": ("id",),
    "relations": ("from", "to"),
    "needs": ("id", "person", "persons"),
    "involvements": ("person",),
    "events": ("id", "person", "persons"),
    "consents": ("person", "by"),
    "history": ("person", "need"),
}
"""Where the ids of persons, needs and events stand in the parts of a case."""


def _with_names(part: dict[str, object], fields: tuple[str, ...], names: dict[str, str]) -> dict[str, object]:
    """A part of a case with the ids in it replaced."""

    def other(value: object) -> object:
        return [other(one) for one in value] if isinstance(value, list) else names.get(str(value), value)

    return {key: other(value) if key in fields else value for key, value in part.items()}
