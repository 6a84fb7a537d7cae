"""What a person may know of a case: what concerns them alone, and who belongs to their family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.errors import RoutingError, did_you_mean, listed, printable
from routing.letters.parts import bare, one_of_several
from routing.letters.recipient import LetterRefused, PersonConcerned
from routing.letters.view import KIN, PLAIN_EVENTS, UNTOLD, View
from routing.settlement.consent import CHILD_AT_MOST

if TYPE_CHECKING:
    from routing.case import Case
    from routing.case.parts import Event, Need, Relation
    from routing.decision import Decision
    from routing.vocabulary import Vocabulary

ABUSE = "abuse"
"""The domain of needs that tell of abuse or violence."""
SELF_NEGLECT = "abuse.self_neglect"
"""The one of them that nobody else has done."""


def view_of_person(case: Case, decision: Decision, recipient: PersonConcerned, vocabulary: Vocabulary) -> View:
    """The view of a person.

    Raises RoutingError where the case has no such person, LetterRefused where a letter would tell what the person must
    not know, or nothing.
    """
    known, id = case.canonical(), recipient.person
    ids = [person.id for person in known.persons]
    if id not in ids:
        hint = did_you_mean(id, ids, f"its persons are {listed(ids)}")
        raise RoutingError(f"there is no person `{printable(id)}` in the case\nhelp: {hint}")
    if any(excluded.person == id for excluded in decision.excluded):
        told = f"nothing about others in the case may reach the person `{printable(id)}`, not even that there is a case"
        raise LetterRefused(f"{told}\nhelp: a meeting under a secrecy duty decides who speaks with this person")
    alone = _alone(known, id, vocabulary)
    suffered = [one for one in alone.relations if one.type == "HARMS"]
    concerns = [*alone.needs, *alone.involvements, *alone.events, *alone.consents, *suffered]
    if not concerns:
        told = f"nothing in the case concerns the person `{printable(id)}` alone"
        raise LetterRefused(f"{told}\nhelp: a letter would only tell of others")
    return View(recipient, alone, {id: None})


def _alone(case: Case, id: str, vocabulary: Vocabulary) -> Case:
    """The case as if there were this person alone: of others nothing but that they are family."""
    shielded = read_by_others(case, id)
    relations = tuple(one for one in case.relations if _plain(one, id, shielded))
    family = {end for one in relations for end in (one.start, one.end)}
    needs = tuple(one_of_several(need, id) for need in case.needs if _own_need(need, id, shielded, vocabulary))
    own = {need.id for need in needs}
    return case.model_copy(
        update={
            **UNTOLD,
            "persons": tuple(p if p.id == id else bare(p) for p in case.persons if p.id == id or p.id in family),
            "relations": relations,
            "needs": needs,
            "events": tuple(event for event in case.events if _own_event(event, id)),
            "involvements": tuple(one for one in case.involvements if one.person == id),
            "consents": tuple(one for one in case.consents if one.person == id and one.by in (None, id)),
            "history": tuple(
                entry
                for entry in case.history
                if entry.person in (id, None) and (entry.need in own or (entry.person == id and entry.need is None))
            ),
        }
    )


def read_by_others(case: Case, id: str) -> bool:
    """Whether somebody else reads what is written to a person: the family of a child, a guardian."""
    age = next(case.age_of(person) for person in case.persons if person.id == id)
    child = age is not None and age <= CHILD_AT_MOST
    return child or any(one.type == "GUARDIAN_OF" and one.end == id for one in case.relations)


def _own_need(need: Need, id: str, shielded: bool, vocabulary: Vocabulary) -> bool:
    """Whether a need may be told to a person who has it. Abuse is told to the one who suffers it, alone."""
    if id not in need.about:
        return False
    term = vocabulary.needs.get(need.code)
    if need.code == SELF_NEGLECT or (term is not None and term.domain != ABUSE):
        return True
    return need.about == (id,) and not shielded


def _own_event(event: Event, id: str) -> bool:
    return event.about == (id,) and event.type in PLAIN_EVENTS


def _plain(one: Relation, id: str, shielded: bool) -> bool:
    """Whether a relation is plain to a person. Harm is plain to the one who suffers it, alone."""
    if id not in (one.start, one.end):
        return False
    return one.type in KIN or (one.type == "HARMS" and one.end == id and not shielded)
