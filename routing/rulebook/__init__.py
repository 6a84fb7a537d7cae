"""Rulebooks: rules as patterns over a case graph, in packs that build on one another, checked when they are loaded."""

from routing.rulebook.book import Rulebook
from routing.rulebook.packs import bundled_names
from routing.rulebook.rule import Rule

__all__ = ["Rule", "Rulebook", "bundled_names"]
