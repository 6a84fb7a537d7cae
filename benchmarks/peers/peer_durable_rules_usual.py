"""durable_rules as a host program uses it, and the C library's memory as it comes."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.peer_durable_rules import DurableRules, only_25


def make(rules: int = 25) -> Any:
    """The 25 rules."""
    only_25(rules)
    return DurableRules()
