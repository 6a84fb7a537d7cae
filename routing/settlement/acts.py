"""What never waits for settlement: acting at once, and statutory reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.settlement.consequences import Act, Report
from routing.settlement.offices import Offices
from routing.settlement.prepared import Told
from routing.settlement.slot import Slot
from routing.settlement.written import day, listed, nullable, quoted


def immediate(acts: Sequence[Act]) -> str:
    """The immediate acts: the same act by the same kinds once, about everybody it concerns."""
    merged: dict[tuple[str, tuple[str, ...], bool], tuple[set[str], set[str]]] = {}
    for act in acts:
        about, rules = merged.setdefault((act.action, tuple(sorted(act.to)), act.jointly), (set(), set()))
        about |= act.about
        rules |= act.rules
    entries = [
        f'{{"about":{listed(about)},"action":"{action}","jointly":{"true" if jointly else "false"},'
        f'"rules":{listed(rules)},"to":{listed(to)}}}'
        for (action, to, jointly), (about, rules) in sorted(merged.items())
    ]
    return "[" + ",".join(entries) + "]"


def addressed(reports: Iterable[Report], offices: Offices) -> list[tuple[Report, Slot]]:
    """Every report with the office that receives it, or with the slot that is empty."""
    return [(report, offices.find("receive", (report.to,), report.about, report.rules)) for report in reports]


def duties(reports: Sequence[tuple[Report, Slot]]) -> str:
    """The duties: the same report to the same office once, due when the earliest is.

    Two are the same when they rest on the same law; reports under different laws stay apart, each with its deadline.
    """
    merged: dict[tuple[tuple[str, str], str, tuple[tuple[str, str], ...]], list[tuple[Report, Slot]]] = {}
    for report, slot in reports:
        laws = tuple(sorted({told.law for told in report.basis}))
        merged.setdefault((slot.address, report.consent, laws), []).append((report, slot))
    entries = [(_order(same), _duty(same)) for same in merged.values()]
    return "[" + ",".join([entry for _, entry in sorted(entries)]) + "]"


def _duty(same: list[tuple[Report, Slot]]) -> str:
    report, slot = same[0]
    dated = sorted([(r.due, r.within or "") for r, _ in same if r.due is not None])
    due, within = dated[0] if dated else (None, None)
    about = listed({id for report, _ in same for id in report.about})
    rules = listed({rule for report, _ in same for rule in report.rules})
    basis = ",".join([told.written for told in _basis(same)])
    return (
        f'{{"about":{about},"agency":{nullable(slot.agency)},"basis":[{basis}],"consent":"{report.consent}",'
        f'"due":{day(due)},"rules":{rules},"to":{quoted(slot.kind)},"within":{nullable(within or None)}}}'
    )


def _basis(same: list[tuple[Report, Slot]]) -> list[Told]:
    """What these reports rest on, each once."""
    told = {told.text: told for report, _ in same for told in report.basis}
    return [told[text] for text in sorted(told)]


def _order(same: list[tuple[Report, Slot]]) -> tuple[object, ...]:
    report, slot = same[0]
    return (*slot.address, report.consent, tuple([told.law for told in _basis(same)]))
