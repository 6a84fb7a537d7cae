"""Explanations: why a decision is as it is, and why an agency or a rule has no part in it."""

from routing.explain.why import Explanation, Why, why

__all__ = ["Explanation", "Why", "why"]
