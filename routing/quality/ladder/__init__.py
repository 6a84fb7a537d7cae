"""The proof that a ladder leaves no case with nobody, by enumeration of what can go wrong."""

from routing.quality.ladder.proof import DEPTH, Proof, Stuck, prove

__all__ = ["DEPTH", "Proof", "Stuck", "prove"]
