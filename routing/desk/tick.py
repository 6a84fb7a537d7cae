"""The tick: everything that has fallen due in any case is carried out, each step once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from routing.desk.entries import Entries
from routing.desk.events import DeskEvent, Stepped
from routing.desk.file import CaseFile
from routing.desk.ledger import Ledger, checked
from routing.desk.shelf import STREAM
from routing.desk.stepping import carry_out
from routing.errors import RoutingError
from routing.store import StoreDamaged, StoreError

AT_ONCE = 500
"""How many cases a tick asks the store for at a time."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: how many cases it looked at, the steps it carried out, by case, and what it could not do.

    `problems` are cases, each with the error in words; the next tick tries them again.
    """

    looked_at: int
    steps: tuple[tuple[str, Stepped], ...]
    problems: tuple[tuple[str, str], ...]


def tick(ledger: Ledger, now: dt.datetime, review_every: str, only: Callable[[str], bool] | None = None) -> Ticked:
    """Carry out what is due by now, in the cases that `only` says yes to where it is given.

    A case that cannot be worked on does not hold up the others.
    """
    now = checked(now)
    looked_at = 0
    seen: set[str] = set()
    steps: list[tuple[str, Stepped]] = []
    problems: list[tuple[str, str]] = []
    while True:
        # what could not be worked on stays due and stands first, so more than what was seen is asked for
        waking = ledger.store.waking(now, len(seen) + AT_ONCE)
        fresh = [stream.removeprefix(STREAM) for stream in waking if stream not in seen]
        if not fresh:
            return Ticked(looked_at, tuple(steps), tuple(problems))
        seen.update(waking)
        due = [case for case in fresh if only is None or only(case)]
        looked_at += len(due)
        for case in due:
            try:
                steps += [(case, step) for step in _tick_case(ledger, case, now, review_every)]
            except RoutingError as problem:
                if isinstance(problem, StoreError) and not isinstance(problem, StoreDamaged):
                    raise  # the store itself fails, and so it would for the next case
                problems.append((case, str(problem).splitlines()[0]))


def _tick_case(ledger: Ledger, case: str, now: dt.datetime, review_every: str) -> list[Stepped]:
    done: list[DeskEvent] = []

    def decide(file: CaseFile | None) -> Entries:
        entries = Entries(file or ledger.shelf.taken(case), now)
        if entries.file.open:
            carry_out(entries, ledger.router, review_every)
        done[:] = entries.events
        return entries

    ledger.carry_out(case, ("tick", {}), now, None, decide)
    return [event for event in done if isinstance(event, Stepped)]
