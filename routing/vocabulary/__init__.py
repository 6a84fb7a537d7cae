"""The words of welfare as data: what a case can say, in codes with Japanese and English labels."""

from routing.vocabulary.terms import AgencyKind, Domain, EventType, NeedCode, PersonProperty, Relation
from routing.vocabulary.vocabulary import Vocabulary, core

__all__ = [
    "AgencyKind",
    "Domain",
    "EventType",
    "NeedCode",
    "PersonProperty",
    "Relation",
    "Vocabulary",
    "core",
]
