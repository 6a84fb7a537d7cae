"""What an agency may know of a case: what is asked of it, as far as consent or law permits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routing.errors import printable
from routing.letters.asked import Asked, asked_of
from routing.letters.disclosing import Disclosing
from routing.letters.parts import bare, of_some, plain_event
from routing.letters.recipient import ReceivingAgency, SheetRefused
from routing.letters.view import KIN, PLAIN_EVENTS, UNTOLD, View
from routing.letters.view import Ground as Basis

if TYPE_CHECKING:
    from routing.case import Case
    from routing.case.parts import Consent, Event, History, Involvement, Relation
    from routing.decision import Decision
    from routing.router import Router

RELEASE = "ask for consent, or take the case to a meeting under a secrecy duty; see `withheld` in the decision"


def view_of_agency(router: Router, case: Case, decision: Decision, recipient: ReceivingAgency) -> View:
    """The view of an agency. Raises SheetRefused where nothing is asked of it or nothing may be told to it."""
    known = case.canonical()
    asked = asked_of(decision, recipient, frozenset(person.id for person in known.persons))
    if not (asked.roles or asked.duties or asked.acts):
        raise SheetRefused(
            f"the decision asks nothing of the agency kind `{printable(recipient.kind)}`\nhelp: see `routing why-not`"
        )
    judged = Disclosing(router, known, decision, recipient)
    needs: dict[str, set[str]] = {}
    about: dict[str, Basis | None] = {}
    for person in sorted(asked.about):
        ground = judged.of_person(person, needs)
        if ground is not None:
            about[person] = ground
    reported = judged.by_law(asked, needs)
    about.update({person: about.get(person, "law") for person in sorted(reported)})
    if not about:
        raise SheetRefused(f"nothing may be told to the agency kind `{recipient.kind}` yet\nhelp: {RELEASE}")
    return View(recipient, _told(known, judged, about, needs, asked), dict(sorted(about.items())))


def _told(
    case: Case,
    judged: Disclosing,
    about: Mapping[str, Basis | None],
    needs: Mapping[str, set[str]],
    asked: Asked,
) -> Case:
    """The case with what may be told, about these persons, these needs of theirs, and who harms those reported."""
    whole = frozenset(person for person in about if judged.everything(person))
    relations = tuple(one for one in case.relations if _plain(one, about, judged) or _harm(one, asked, whole))
    named = {*about, *(end for one in relations for end in (one.start, one.end))}
    told = tuple(of_some(need, needs[need.id]) for need in case.needs if needs.get(need.id))
    ours = {need.id: frozenset(need.about) for need in case.needs if need.id in needs}
    return case.model_copy(
        update={
            **UNTOLD,
            "persons": tuple(
                bare(person, case.age_of(person) if person.id in about else None)
                for person in case.persons
                if person.id in named
            ),
            "relations": relations,
            "needs": told,
            "events": tuple(plain_event(event) for event in case.events if _plain_event(event, whole)),
            "involvements": tuple(one for one in case.involvements if _involved(one, about, whole, judged)),
            "consents": tuple(_said(one) for one in case.consents if one.person in about and judged.holds(one)),
            "history": tuple(one for one in case.history if _reported(one, ours, whole)),
        }
    )


def _plain(one: Relation, about: Mapping[str, Basis | None], judged: Disclosing) -> bool:
    """Whether a relation may be told: family of a person it may know of, about whom something may reach it."""
    if one.type not in KIN or not (one.start in about or one.end in about):
        return False
    return all(end in about or not judged.barred(end) for end in (one.start, one.end))


def _harm(one: Relation, asked: Asked, whole: frozenset[str]) -> bool:
    """Whether it may know who harms a person: a statutory report without it would be none, or the person agreed."""
    reports = (duty for duty in asked.duties if duty.consent == "not_required")
    return one.type == "HARMS" and (one.end in whole or any(one.end in duty.about for duty in reports))


def _plain_event(event: Event, whole: frozenset[str]) -> bool:
    return event.type in PLAIN_EVENTS and bool(event.about) and whole.issuperset(event.about)


def _involved(one: Involvement, about: Mapping[str, Basis | None], whole: frozenset[str], judged: Disclosing) -> bool:
    """Whether it may know that an agency is at work with a person: the person agreed to all, or it is itself."""
    return one.person in whole or (one.person in about and one.agency == judged.kind)


def _said(one: Consent) -> Consent:
    return one.model_copy(update={"by": None, "to": None, "items": None})


def _reported(one: History, needs: Mapping[str, frozenset[str]], whole: frozenset[str]) -> bool:
    """Whether what agencies found may be told: of persons who agreed to all, and of no need that is kept back."""
    persons = needs.get(one.need, frozenset()) if one.need is not None else {one.person}
    if one.person is not None and one.person not in whole:
        return False
    return bool(persons) and whole.issuperset(persons)
