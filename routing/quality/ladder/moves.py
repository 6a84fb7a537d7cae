"""What can happen to a case between the steps of the ladder, by what the desk permits: answers, refusals, closure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from routing.desk.commands import close, opened
from routing.desk.entries import Entries
from routing.desk.errors import DeskError
from routing.desk.events import Stepped
from routing.desk.ladder import next_date
from routing.desk.moves import move_referral, transition
from routing.desk.referral import Actor, Referral
from routing.desk.states import State as ReferralState
from routing.desk.stepping import carry_out
from routing.quality.ladder.state import BEGIN, REVIEW, Event, State
from routing.quality.ladder.worlds import World

_ANSWERS: tuple[ReferralState, ...] = ("accepted", "rejected", "failed", "completed", "cancelled")
_MADE: Mapping[str, tuple[ReferralState, ...]] = {
    "lead": _ANSWERS,
    "owner": _ANSWERS,
    "duty": ("received", "cancelled"),
    "conference": ("accepted", "completed", "cancelled"),
}
"""By role: the states a referral is brought to, those that make a difference to who has what. `on-hold` and
`in-progress` leave it where it is; what was entered in error is for the backup team to correct; what becomes of advice
changes nothing for a conference, which is asked for beside it."""


def start(world: World) -> State:
    """A world as its case comes to the desk."""
    return State(world, opened(world.case, world.router, BEGIN, REVIEW).file, BEGIN)


def silence(state: State) -> State | None:
    """The state after nobody did anything until the next steps of the ladder; None where no step is left."""
    book = state.world.router.rulebook
    date = next_date(state.file, book.ladder, book.business_time)
    if not state.pending or date is None:
        return None
    now = max(date, state.now)
    entries = Entries(state.file, now)
    carry_out(entries, state.world.router, REVIEW)
    steps: tuple[Event, ...] = tuple(("step", e.step) for e in entries.events if isinstance(e, Stepped))
    return replace(state, file=entries.file, now=now, way=(*state.way, ("silence",), *dict.fromkeys(steps)))


def moves(state: State) -> Iterator[State]:
    """The states after everything that somebody may do: an agency answers or gives up, the family refuses, the holder
    calls it off or closes the case. Once a conference is asked for, what becomes of it; after it, nothing.
    """
    if state.conferred:
        return
    conference = [referral for referral in state.file.live if referral.role == "conference"]
    for referral in conference or state.file.live:
        for end in _MADE.get(referral.role, ()):
            rule = transition(referral.role, referral.state, end)
            if rule is None:
                continue
            reasons: tuple[str | None, ...] = ("other", "no_consent") if end in ("rejected", "failed") else (None,)
            for reason in reasons:
                yield from _moved(state, referral, end, reason or ("other" if rule.reason else None))
    if not conference:
        yield from _closed(state)


def _moved(state: State, referral: Referral, end: ReferralState, reason: str | None) -> Iterator[State]:
    holder = state.file.holder
    by = Actor(kind=holder.kind, office=holder.agency) if end == "cancelled" else Actor(kind=referral.to)
    entries = Entries(state.file, state.now)
    try:
        move_referral(entries, state.world.router, referral.id, end, by, reason)
    except DeskError:
        return  # the desk does not let it happen
    what = "refused" if reason == "no_consent" else end
    yield _after(state, entries, (what, referral.role, referral.to))


def _closed(state: State) -> Iterator[State]:
    holder = state.file.holder
    entries = Entries(state.file, state.now)
    try:
        close(entries, Actor(kind=holder.kind, office=holder.agency), "over")
    except DeskError:
        return
    over = tuple(part for part in state.alone if part != "lead")  # who closes a case was accountable for it
    yield replace(_after(state, entries, ("closed", "case", holder.kind)), closed_over=over)


def _after(state: State, entries: Entries, event: Event) -> State:
    return replace(state, file=entries.file, way=(*state.way, event), moves=state.moves + 1)
