"""The trace of a decision: which rules fired, on whom, and what followed."""

from __future__ import annotations

from collections.abc import Sequence

from routing.engines.firings import Firing
from routing.settlement.prepared import PreparedRule
from routing.settlement.shown import Shown


def trace(fired: Sequence[Firing], rules: Sequence[PreparedRule], shown: Shown) -> str:
    """Every firing as a decision shows it, in JSON, sorted as the firings are: by rule, then by what is bound.

    `rules` are those of the firings, prepared.
    """
    show = shown.__getitem__
    entries = [rule.told[firing[2]](show, firing[1]) for firing, rule in zip(fired, rules)]  # noqa: B905  # as many
    return f"[{','.join(entries)}]"
