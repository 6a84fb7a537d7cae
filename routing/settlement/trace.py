"""The trace of a decision: which rules fired, on whom, and what followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routing.engines.firings import Firing
from routing.settlement.prepared import PreparedRule
from routing.settlement.shown import Shown


def trace(fired: Sequence[Firing], rules: Sequence[PreparedRule], shown: Shown) -> list[dict[str, Any]]:
    """Every firing as a decision shows it, sorted as the firings are: by rule, then by what is bound.

    `rules` are those of the firings, prepared.
    """
    return [
        {
            "bindings": {name: shown[bindings[name]] for name in prepared.names},
            "effects": prepared.shown,
            "provisional": provisional,
            "rule": rule.id,
        }
        for (rule, bindings, provisional, _), prepared in zip(fired, rules, strict=True)
    ]
