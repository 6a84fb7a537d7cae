"""The directly-follows graph of agencies: an arrow for each agency that a case came to straight after another.

After the directly-follows graphs of process mining (van der Aalst, Process Mining, 2016), with agencies as activities.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from routing.audit.naming import address
from routing.audit.ocel.gathered import Cases
from routing.desk import DeskEvent
from routing.desk.events import Closed, Held, Moved, Opened, Reopened, Requested
from routing.desk.states import TAKEN

By = Literal["holder", "referral"]
"""What it is for a case to come to an agency: it holds the case, or it takes on a referral."""
START, END = "(start)", "(end)"
"""Where cases come from, and where they go when they are closed. No code of an agency has brackets."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arrow:
    """How often a case went from one agency straight to another, and of how many cases that is true.

    `days` is the median time from the arrival at the one to the arrival at the other, in days of 24 hours; None for
    the way from the start, which takes none.
    """

    start: str
    end: str
    moves: int
    cases: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """The arrows that are shown, the most frequent first. `hidden` are those of fewer cases than `smallest`."""

    by: By
    arrows: tuple[Arrow, ...]
    hidden: int
    smallest: int

    @property
    def places(self) -> tuple[str, ...]:
        """Where arrows begin or end, each once."""
        return tuple(dict.fromkeys(place for arrow in self.arrows for place in (arrow.start, arrow.end)))


def flow(cases: Cases, by: By = "holder", *, offices: bool = False, smallest: int = 1) -> Flow:
    """How cases moved. Agencies are kinds, or `offices` of them; who is followed by itself has not moved.

    An arrow of fewer cases than `smallest` is not shown. Nothing is said of how many there were, so that no count that
    is shown gives one away that is not.
    """
    found: dict[tuple[str, str], list[tuple[str, dt.timedelta | None]]] = {}
    for case, events in cases:
        for start, end, took in _moves(_arrivals(events, by, offices)):
            found.setdefault((start, end), []).append((case, took))
    arrows = [_arrow(start, end, moves) for (start, end), moves in found.items()]
    shown = sorted((arrow for arrow in arrows if arrow.cases >= smallest), key=lambda a: (-a.moves, a.start, a.end))
    return Flow(by, tuple(shown), len(arrows) - len(shown), smallest)


def _arrow(start: str, end: str, moves: Sequence[tuple[str, dt.timedelta | None]]) -> Arrow:
    times = [took / _DAY for _, took in moves if took is not None]
    days = round(median(times), 1) if times else None
    return Arrow(start, end, len(moves), len({case for case, _ in moves}), days)


def _moves(arrivals: Iterable[tuple[str, dt.datetime]]) -> Iterator[tuple[str, str, dt.timedelta | None]]:
    """From where to where a case went, and how long it had been there."""
    here, since = START, None
    for place, at in arrivals:
        if place != here:
            yield here, place, None if since is None else at - since
            here, since = place, at


def _arrivals(events: Iterable[DeskEvent], by: By, offices: bool) -> Iterator[tuple[str, dt.datetime]]:
    """Where a case came, in order. What is opened again comes back to who held it."""

    def place(kind: str, office: str | None) -> str:
        return address(kind, office if offices else None)

    holder = START
    asked: dict[str, str] = {}
    taken: set[str] = set()
    for event in events:
        match event:
            case Opened() | Held():
                holder = place(event.holder.kind, event.holder.agency)
                if by == "holder" or isinstance(event, Opened):
                    yield holder, event.at
            case Requested(referral=referral):
                asked[referral.id] = place(referral.to, referral.agency)
            case Moved() if by == "referral" and event.move.state in TAKEN and event.referral not in taken:
                taken.add(event.referral)
                yield asked[event.referral], event.at
            case Closed():
                yield END, event.at
            case Reopened():
                yield holder, event.at
