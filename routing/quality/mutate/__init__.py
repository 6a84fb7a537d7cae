"""Mutation testing of rules: small faults put into a rule on purpose, and whether its tests notice them."""

from routing.quality.mutate.measure import RuleTally, Survivor, Tally, mutate
from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.witness import Witness

__all__ = ["Mutant", "RuleTally", "Survivor", "Tally", "Witness", "mutate"]
