"""A case as it is taken in: persons, relations, needs, who is involved, what was consented to, what happened so far."""

from routing.case.case import Case
from routing.case.parts import Consent, Event, History, Involvement, Need, Person, Relation, age_at

__all__ = ["Case", "Consent", "Event", "History", "Involvement", "Need", "Person", "Relation", "age_at"]
