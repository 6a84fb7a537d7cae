"""Conditions of rules put to an SMT solver: witness cases, and proofs that there is none."""

from routing.quality.solver.answers import Answer, Found, Impossible, Unsettled
from routing.quality.solver.solver import Solver
from routing.quality.workshop import WorkshopMissing

__all__ = ["Answer", "Found", "Impossible", "Solver", "Unsettled", "WorkshopMissing"]
