"""What is made of an absent fact where a rule says itself what it takes it for: `p.age IS NULL`, `coalesce(p.age, 65)`.

A decision takes such a rule at its word. Whoever asks what an answer could change must not: the answer takes the place
of what the rule supposes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routing.engines.possible import EITHER, Open, unknowns
from routing.pattern import syntax as s


@dataclass(frozen=True, slots=True)
class Absence:
    """One way to take absent facts. `is_null` is the truth of `IS NULL` (or `IS NOT NULL`, the second argument) of a
    value that may be open, `first` the value of `coalesce`. `judged` are the parts of a condition for which matching
    it, as it stands, does not tell how it could turn out."""

    is_null: Callable[[object, bool], object]
    first: Callable[[Sequence[object]], object]
    judged: Callable[[s.Expression], bool]


def _as_written_null(value: object, negated: bool) -> object:
    absent = value is None or (isinstance(value, Open) and not value.some)
    return absent is not negated


def _as_written_first(values: Sequence[object]) -> object:
    definite = [value for value in values if not isinstance(value, Open) or value.some]
    return next((value for value in definite if value is not None), None)


def _open_null(value: object, negated: bool) -> object:
    if isinstance(value, Open) and not value.some:
        return Open(value.unknown, EITHER)
    return (value is None) is not negated


def _open_first(values: Sequence[object]) -> object:
    found = []
    for value in values:
        if value is not None:
            found.append(value)
            if not isinstance(value, Open) or value.some:
                break
    if len(found) < 2:
        return found[0] if found else None
    return Open(unknowns(found), some=not isinstance(found[-1], Open) or found[-1].some)


AS_WRITTEN = Absence(_as_written_null, _as_written_first, lambda e: False)
"""As language.md has it: the author of a rule has said what an unknown counts for, and nothing stays open."""
STILL_OPEN = Absence(
    _open_null,
    _open_first,
    lambda e: isinstance(e, s.IsNull) or (isinstance(e, s.Call) and e.name.lower() == "coalesce"),
)
"""An absent fact may turn out to be anything, whatever the rule takes it for meanwhile."""
