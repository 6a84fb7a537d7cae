"""durable_rules as `pip install` gives it: the same host, with the memory of the C library as it comes."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.peer_durable_rules import DurableRules


class Usual(DurableRules):
    """A state's memory goes back to the system after each case, and is fetched again for the next."""

    name = "durable_rules"


def make(rules: int = 25) -> Any:
    """The 25 rules."""
    if rules != 25:
        raise ValueError("a ruleset of durable_rules holds about 50 rules with joins")
    return Usual()
