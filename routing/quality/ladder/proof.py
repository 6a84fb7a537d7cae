"""The proof: every way a case can take, as far as a bound, and whether one of them leaves it with nobody."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from routing.quality.ladder.moves import moves, silence, start
from routing.quality.ladder.state import Event, State
from routing.quality.ladder.worlds import World, worlds
from routing.rulebook.escalation import Escalation
from routing.rulebook.ladder import Ladder

DEPTH = 3
"""How many answers, refusals and closures follow one another on a way; silences between them are not counted."""
MOST_STATES = 4000
"""States of one world that are looked at."""


@dataclass(frozen=True)
class Stuck:
    """A way on which a case is left with nobody: what happened, and what nobody has taken on in the end.

    `alone` has `lead`, `need`, `report`. `world` says what there is.
    """

    world: tuple[str, str]
    way: tuple[Event, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """What the enumeration came to. `stuck` is the shortest such way in each world that has one.

    `states` were looked at; `complete` is False where there were more than the bound.
    """

    stuck: tuple[Stuck, ...]
    states: int
    complete: bool


def prove(ladder: Ladder, escalation: Mapping[str, Escalation], depth: int = DEPTH, most: int = MOST_STATES) -> Proof:
    """Look for a way on which silence, rejection, refusal and closure leave a case with nobody.

    In every world (`worlds`) everything happens that the desk permits, in every order: after each step of the ladder,
    and before the first, any agency that is asked may accept, reject, fail, complete or be called off, the family may
    refuse, the holder may close the case; and nobody may do anything for as long as it takes. The state after each is
    what the desk itself makes of it. Steps that remind or ask for advice are left out: they leave a case where it is.

    A case is left with nobody when no step is left and somebody is still missing (who leads, owns a need, or has
    received a report), and the backup team neither has the case nor is asked to call a conference. At most `depth`
    answers and closures stand on a way; no world is looked at beyond `most` states.
    """
    calling = [replace(step, title=None, basis=()) for step in ladder.steps if step.do == "conference"]
    return _proved(Ladder(tuple(calling)), tuple(sorted(escalation.items(), key=lambda item: item[0])), depth, most)


@functools.lru_cache(maxsize=64)
def _proved(ladder: Ladder, escalation: tuple[tuple[str, Escalation], ...], depth: int, most: int) -> Proof:
    found = [_search(world, depth, most) for world in worlds(ladder, dict(escalation))]
    return Proof(
        tuple(stuck for stuck, _, _ in found if stuck is not None),
        sum(states for _, states, _ in found),
        all(complete for _, _, complete in found),
    )


def _search(world: World, depth: int, most: int) -> tuple[Stuck | None, int, bool]:
    """Breadth first, so that the way that is found is as short as any."""
    first = start(world)
    seen: dict[Hashable, int] = {first.key: 0}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        if (stuck := _stuck(state)) is not None:
            return stuck, len(seen), True
        if not state.file.open or (state.escalated and state.conferred):
            continue  # it is over, or came to a conference once more
        if len(seen) > most:
            return None, len(seen), False
        for after in _next(state, depth):
            key = after.key
            if key not in seen or after.moves < seen[key]:
                seen[key] = after.moves
                waiting.append(after)
    return None, len(seen), True


def _next(state: State, depth: int) -> Iterator[State]:
    """What may come next. How long a conference is under way makes no difference: what is open then begins anew."""
    if not state.escalated and (later := silence(state)) is not None:
        yield later
    if state.escalated or state.moves < depth:
        yield from moves(state)


def _stuck(state: State) -> Stuck | None:
    if state.escalated or not state.alone or (state.file.open and state.pending):
        return None
    return Stuck(state.world.name, state.way, tuple(dict.fromkeys(state.alone)))
