"""CLIPS by way of clipspy as its documentation shows it, and as it is shipped: it never lets go of a fact.

What a case costs then grows with the cases before it, so its figure says less than the others.
"""

from __future__ import annotations

from typing import Any

from benchmarks.peers.peer_clipspy_usual import Usual


class Shipped(Usual):
    """The same, with nothing mended."""

    name = "clipspy, a call for each fact, as shipped"


def make(rules: int = 25) -> Any:
    """The 25 rules; more would only show the leak."""
    if rules != 25:
        raise ValueError("with its leak it is not measured on more rules")
    return Shipped(rules)
