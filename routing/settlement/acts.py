"""What never waits for settlement: acting at once, and statutory reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from routing.settlement.consequences import Act, Report
from routing.settlement.offices import Offices
from routing.settlement.slot import Slot

Entry = dict[str, Any]


def immediate(acts: Sequence[Act]) -> list[Entry]:
    """The immediate acts: the same act by the same kinds once, about everybody it concerns."""
    if not acts:
        return []
    merged: dict[tuple[str, tuple[str, ...], bool], tuple[set[str], set[str]]] = {}
    for act in acts:
        about, rules = merged.setdefault((act.action, tuple(sorted(act.to)), act.jointly), (set(), set()))
        about |= act.about
        rules |= act.rules
    return [
        {
            "about": sorted(about),
            "action": action,
            "jointly": jointly,
            "rules": sorted(rules),
            "to": to,
        }
        for (action, to, jointly), (about, rules) in sorted(merged.items())
    ]


def addressed(reports: Iterable[Report], offices: Offices) -> list[tuple[Report, Slot]]:
    """Every report with the office that receives it, or with the slot that is empty."""
    return [(report, offices.find("receive", (report.to,), report.about, report.rules)) for report in reports]


def duties(reports: Sequence[tuple[Report, Slot]]) -> list[Entry]:
    """The duties: the same report to the same office once, due when the earliest is.

    Two are the same when they rest on the same law; reports under different laws stay apart, each with its deadline.
    """
    if not reports:
        return []
    merged: dict[tuple[object, ...], list[tuple[Report, Slot]]] = {}
    for report, slot in reports:
        laws = tuple(sorted({told.law for told in report.basis}))
        merged.setdefault((*slot.address, report.consent, laws), []).append((report, slot))
    return sorted([_duty(same) for same in merged.values()], key=_order)


def _duty(same: list[tuple[Report, Slot]]) -> Entry:
    _, slot = same[0]
    dated = sorted([(r.due, r.within or "") for r, _ in same if r.due is not None])
    due, within = dated[0] if dated else (None, None)
    basis = {told.text: told.entry for report, _ in same for told in report.basis}
    return {
        "about": sorted({id for report, _ in same for id in report.about}),
        "agency": slot.agency,
        "basis": [basis[text] for text in sorted(basis)],
        "consent": same[0][0].consent,
        "due": due,
        "rules": sorted({rule for report, _ in same for rule in report.rules}),
        "to": slot.kind,
        "within": within or None,
    }


def _order(duty: Entry) -> tuple[object, ...]:
    laws = tuple((basis["law"], basis["article"] or "") for basis in duty["basis"])
    return (duty["to"], duty["agency"] or "", duty["consent"], laws)
