"""What is counted of a decision in comparing groups: each outcome with what it means for a case, and for a person."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from routing.audit.decided import DecidedCase
from routing.audit.gaps import unowned
from routing.desk.waiting import first_contact, first_owner

Flag = Callable[[DecidedCase, str | None], bool]
"""Whether an outcome is there: for a person by id, or for the case as a whole (None)."""


def _escalated(one: DecidedCase, person: str | None) -> bool:
    """The backup team is asked, by the decision or meanwhile at the desk; of every person of the case."""
    asked = one.file.referrals.values() if one.file is not None else ()
    return one.decision.backup is not None or any(each.role in ("advice", "conference") for each in asked)


def _withheld(one: DecidedCase, person: str | None) -> bool:
    """Something may not be told to an agency for want of consent: about the person, or about anybody."""
    return any(person is None or person in part.about for part in one.decision.withheld)


def _gap(one: DecidedCase, person: str | None) -> bool:
    """No rule routes an open need: of the person, or of anybody."""
    return _unowned(one, person, "gap")


def _blocked(one: DecidedCase, person: str | None) -> bool:
    """Nobody can take an open need: of the person, or of anybody."""
    return _unowned(one, person, "blocked")


def _unowned(one: DecidedCase, person: str | None, wanted: str) -> bool:
    about = {need.id: need.about for need in one.case.needs}
    return any(kind == wanted and (person is None or person in about.get(need, ())) for need, kind in unowned(one))


def _override(one: DecidedCase, person: str | None) -> bool:
    """A person decided otherwise; of every person of the case."""
    return bool(one.overruled)


def _provisional(one: DecidedCase, person: str | None) -> bool:
    """A rule fired that an unknown fact could undo; of every person of the case."""
    return any(entry.provisional for entry in one.decision.trace)


def _no_contact(one: DecidedCase, person: str | None) -> bool:
    """No agency has answered yet; of every person of the case."""
    return one.file is not None and first_contact(one.file) is None


def _no_owner(one: DecidedCase, person: str | None) -> bool:
    """No agency has taken the case, or one of its needs, on yet; of every person of the case."""
    return one.file is not None and first_owner(one.file) is None


OUTCOMES: Mapping[str, Flag] = {
    "escalated": _escalated,
    "withheld": _withheld,
    "gap": _gap,
    "blocked": _blocked,
    "override": _override,
    "provisional": _provisional,
}
AT_DESK: Mapping[str, Flag] = {"no_contact": _no_contact, "no_owner": _no_owner}
"""Outcomes that only a desk knows: `no_` and the name of a time that has not come to an end."""
TIMES = ("contact", "owner")


def hours(one: DecidedCase, which: str) -> float:
    """Hours from the opening of a case to the first answer (`contact`) or until it was taken on (`owner`), by the
    calendar; infinite where that has not come yet, or the case never came to a desk."""
    if one.file is None:
        return math.inf
    time = first_contact(one.file) if which == "contact" else first_owner(one.file)
    return math.inf if time is None else time.total_seconds() / 3600
