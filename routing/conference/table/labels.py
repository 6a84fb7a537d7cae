"""Agencies, subjects and answers of a table in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.conference.table.agency import Agency
from routing.conference.table.agreement import YES
from routing.conference.table.first_step import compared
from routing.conference.table.words import say
from routing.wording.names import Names
from routing.wording.words import code

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.wording.words import Language


class Labels:
    """Says what stands at a table about one case, in one language."""

    def __init__(self, session: Session, language: Language) -> None:
        self.language = language
        self.names = Names(session.router.rulebook, language, session.case.as_of)
        self.needs = {need.id: need.code for need in session.case.needs}

    def agency(self, text: str) -> str:
        """An agency by its office and kind."""
        return self.names.agency(*Agency.of(text))

    def participant(self, text: str) -> str:
        """A participant by its office alone, where it has one."""
        kind, office = Agency.of(text)
        return self.names.office(office) if office else self.names.kind(kind)

    def subject(self, subject: str) -> str:
        """A subject of the agreement table."""
        name, _, rest = subject.partition(":")
        match name:
            case "lead":
                return say("lead", self.language)
            case "owner":
                return say("owner", self.language, self.need(rest))
            case "immediate":
                return say("immediate", self.language, code(rest, self.language))
            case "support":
                return say("support", self.language, self.agency(rest))
        return say(name, self.language, self.names.kind(rest))

    def need(self, id: str) -> str:
        """A need by its label and id."""
        return self.names.need(id, self.needs[id])

    def answer(self, answer: str | None) -> str:
        """What the rules or a participant say to a subject."""
        if answer is None:
            return say("nothing", self.language)
        return say("yes", self.language) if answer == YES else self.agency(answer)

    def first(self, step: str) -> str:
        """A first step: in words of the vocabulary where rules speak of it too."""
        return self.subject(step) if compared(step) else step
