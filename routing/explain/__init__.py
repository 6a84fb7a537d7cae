"""Explanations: why a decision is as it is, why an agency has no part in it, what if a fact were another, what to ask."""

from routing.explain.changes import Change, changed
from routing.explain.questions import Answer, Question, questions
from routing.explain.what_if import Difference, WhatIf, what_if
from routing.explain.why import Explanation, Why, why
from routing.explain.why_not import Chance, WhyNot, why_not

__all__ = [
    "Answer",
    "Chance",
    "Change",
    "Difference",
    "Explanation",
    "Question",
    "WhatIf",
    "Why",
    "WhyNot",
    "changed",
    "questions",
    "what_if",
    "why",
    "why_not",
]
