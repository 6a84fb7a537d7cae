"""Explanations: why a decision is as it is, and why an agency or a rule has no part in it."""

from routing.explain.why import Explanation, Why, why
from routing.explain.why_not import Chance, WhyNot, why_not

__all__ = ["Chance", "Explanation", "Why", "WhyNot", "why", "why_not"]
