"""Explanations: why a decision is as it is, why an agency has no part in it, what if, and what to ask."""

from routing.explain.changes import Change, changed
from routing.explain.questions import Answer, Question, questions
from routing.explain.smallest import Counterfactual, Proposal, Smallest, smallest_change
from routing.explain.what_if import Difference, WhatIf, what_if
from routing.explain.why import Explanation, Why, why
from routing.explain.why_not import Chance, WhyNot, why_not

__all__ = [
    "Answer",
    "Chance",
    "Change",
    "Counterfactual",
    "Difference",
    "Explanation",
    "Proposal",
    "Question",
    "Smallest",
    "WhatIf",
    "Why",
    "WhyNot",
    "changed",
    "questions",
    "smallest_change",
    "what_if",
    "why",
    "why_not",
]
