"""The facts a part of a decision rests on by itself, beside those that rules read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.explain.facts import Fact
from routing.explain.why_parts import Part

if TYPE_CHECKING:
    from routing.case import Case

_REPORTED = {"repeated_refusal": "refused", "hops": "hop"}
"""What the history of a case calls a reason of the backup team, where it is another word."""
_TURNED_DOWN = ("declined", "refused")


def own_facts(part: Part, case: Case) -> Iterator[Fact]:
    """The facts of a case that a part rests on, whatever rules say."""
    entry = part.entry
    match part.kind:
        case "owner" | "gap" | "blocked":
            yield Fact("needs", (entry["need"],))
            if part.kind == "owner" and not part.rules:
                yield from _leading(entry["to"], None, case)
        case "lead" | "support" | "inform" if not part.rules:
            yield from _leading(entry["to"], part.about, case)
        case "holder":
            yield Fact("case", ("received_by",))
            if entry["reason"] == "receiver_declined":
                yield from _reported("declined", case, case.received_by)
        case "withheld":
            said = {consent.person for consent in case.consents}
            yield from (Fact("consents", (person,)) for person in part.about if person in said)
        case "backup":
            code: str = entry["code"]
            yield from _reported(_REPORTED.get(code, code), case, None)
            if code in ("gap", "blocked"):
                open_needs = (need for need in case.needs if need.open and _mentions(entry["detail"], need.code))
                yield from (Fact("needs", (need.id,)) for need in open_needs)


def _mentions(detail: str, code: str) -> bool:
    return code in detail.replace(":", " ").split()


def _leading(kind: str, about: tuple[str, ...] | None, case: Case) -> Iterator[Fact]:
    """The involvements by which an agency leads for somebody already."""
    for one in case.involvements:
        if one.agency == kind and one.status == "active" and one.role == "lead" and (not about or one.person in about):
            yield Fact("involvements", (one.person, one.status, one.agency, one.office or ""))


def _reported(type: str, case: Case, by: str | None) -> Iterator[Fact]:
    """What agencies and persons reported, in the history or as an involvement that came to nothing."""
    said = [entry for entry in case.history if entry.type == type and by in (None, entry.by)]
    if said:
        yield Fact("history", (type,))
    yield from (Fact("needs", (entry.need,)) for entry in said if entry.need is not None)
    for one in case.involvements if type in _TURNED_DOWN else ():
        if one.status == type and by in (None, one.agency):
            yield Fact("involvements", (one.person, one.status, one.agency, one.office or ""))
