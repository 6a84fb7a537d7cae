"""The view: the part of a case that one recipient may know.

Everything that a letter or a sheet says is taken from the view, and from what the decision and the view have in common
(`routing.letters.upheld`). So no fact outside the view can be read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from routing.letters.recipient import PersonConcerned, Recipient

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.router import Router

KIN = ("LIVES_WITH", "SPOUSE_OF", "SIBLING_OF", "PARENT_OF")
"""The relations that tell no more than who belongs to a household or a family."""

PLAIN_EVENTS = frozenset({"admission", "court_demand", "death", "discharge", "eviction", "refusal", "release", "visit"})
"""Events that happen to a person. All others are kept back: a report or an inquiry tells that somebody reported, which
the law protects (児童虐待防止法 第7条; 高齢者虐待防止法 第8条, from memory), a meeting that people met about them."""

UNTOLD: Mapping[str, object] = {"reported_by": None, "supersedes": None, "household_complete": False, "attributes": {}}
"""The fields of a case that no recipient is told, as they are in every view."""

Ground = Literal["known", "law", "consent"]
"""Why an agency may know of a person: it holds the facts already, a law permits it, or the person agreed."""


@dataclass(frozen=True, slots=True)
class View:
    """What a recipient may know. `case` is the case with nothing else in it.

    `about` are the ids of the persons of whom something may be known, with the ground of it where the recipient is an
    agency. Other persons of `case` are there for their relation to one of these alone: nothing else is known of them.
    """

    recipient: Recipient
    case: Case
    about: Mapping[str, Ground | None] = field(hash=False)

    @property
    def needs(self) -> frozenset[str]:
        """The ids of the needs that may be known."""
        return frozenset(need.id for need in self.case.needs)


def may_know(router: Router, case: Case, decision: Decision, recipient: Recipient) -> View:
    """What a recipient may know of a case, under the decision that the router made about it.

    A person: what concerns them alone, and who belongs to their family. An agency: what the decision asks of it, as far
    as consent or law permits. See docs/decisions/who-may-know.md. Raises LetterRefused or SheetRefused where nothing
    may be known, CaseError where the case does not fit the rulebook.
    """
    from routing.letters.agency_view import view_of_agency
    from routing.letters.person_view import view_of_person

    if isinstance(recipient, PersonConcerned):
        return view_of_person(case, decision, recipient, router.rulebook.vocabulary)
    return view_of_agency(router, case, decision, recipient)
