"""What if: the decision about a case, the one with some facts changed, and what made each difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.decision.shifts import ORDER, Shift, entries_of, shifts
from routing.explain.changes import Change, changed
from routing.router import Router

Data = dict[str, Any]
Step = tuple[str, str]
"""A step of settlement, and the agency kind it concerns."""


@dataclass(frozen=True)
class Difference:
    """One difference between the two decisions, and what made it.

    `came` and `went` are the ids of rules behind it that fire, for some binding, only after or only before. `steps`
    are the steps of settlement that decided otherwise: what a candidate `lost_to`, why somebody holds the case, what
    a disclosure lacks. All three are empty where settlement read the changed fact itself, as it does with districts,
    involvements and the ages an office serves.
    """

    shift: Shift
    came: tuple[str, ...]
    went: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class WhatIf:
    """Two decisions side by side. `after` is what routing `case` gives, to the byte.

    `came` and `went` are all rules with a firing that only one of the decisions has.
    """

    changes: tuple[Change, ...]
    case: Case
    before: Decision
    after: Decision
    differences: tuple[Difference, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]

    def to_data(self) -> Data:
        """As plain data, for JSON."""
        return {
            "changes": [change.text for change in self.changes],
            "differences": [
                {
                    "part": one.shift.part,
                    "before": one.shift.old,
                    "after": one.shift.new,
                    "came": list(one.came),
                    "went": list(one.went),
                    "steps": [{"step": step, "to": to} for step, to in one.steps],
                }
                for one in self.differences
            ],
            "came": list(self.came),
            "went": list(self.went),
            "before": self.before.to_data(),
            "after": self.after.to_data(),
        }


def what_if(router: Router, case: Case, changes: Iterable[str | Change]) -> WhatIf:
    """The decision about a case and the one with its facts changed (`routing.explain.changes.FORMS`).

    Raises RoutingError for a change that cannot be made, CaseError where either case cannot be routed.
    """
    made = tuple(Change.parse(one) if isinstance(one, str) else one for one in changes)
    other = changed(case, made, router.rulebook.vocabulary)
    before, after = router.route(case), router.route(other)
    old, new = before.to_data(), after.to_data()
    came, went = _only(new, old), _only(old, new)
    found = sorted(shifts(before, after), key=lambda shift: (shift.danger, ORDER.index(shift.part), str(shift)))
    differences = tuple(_caused(shift, old, new, came, went) for shift in found)
    return WhatIf(made, other, before, after, differences, tuple(sorted(came)), tuple(sorted(went)))


def _only(one: Data, other: Data) -> set[str]:
    """The rules with a firing that only one of two decisions has."""
    there = {(entry["rule"], str(entry["bindings"])) for entry in other["trace"]}
    return {entry["rule"] for entry in one["trace"] if (entry["rule"], str(entry["bindings"])) not in there}


def _caused(shift: Shift, old: Data, new: Data, came: set[str], went: set[str]) -> Difference:
    before, after = _behind(shift, old), _behind(shift, new)
    both = {rule for entry in (*before, *after) for rule in entry.get("rules", ())}
    steps = sorted(set(_steps(after)) ^ set(_steps(before)))
    return Difference(shift, tuple(sorted(both & came)), tuple(sorted(both & went)), tuple(steps))


def _behind(shift: Shift, data: Data) -> list[Data]:
    """What a decision says about a shift: the entries that show it, and those of the candidates that lost there."""
    found = [entry for name in {shift.old, shift.new} - {None} for entry in entries_of(data, shift.part, str(name))]
    if shift.part in ("lead", "owners", "supports", "inform"):  # who loses the lead may come to support, and back
        kinds = {word for text in (shift.old, shift.new) if text for word in text.split(" ")}
        found += [lost for lost in data["rejected"] if lost["to"] in kinds]
    if shift.part in ("gaps", "blocked"):
        codes = {shift.old, shift.new}
        found += [owner for owner in data["owners"] if owner["code"] in codes]
    if shift.part == "holder":
        found += data["excluded"]
    if shift.part == "backup" and data["backup"]:
        found += data["backup"]["reasons"]
    return found


_STEPS = ("lost_to", "missing", "reason")


def _steps(entries: list[Data]) -> Iterator[Step]:
    for entry in entries:
        for field in _STEPS:
            if entry.get(field):
                yield str(entry[field]), str(entry.get("to") or entry.get("code") or "")
        if "detail" in entry:
            yield str(entry["code"]), ""
