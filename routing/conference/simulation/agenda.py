"""The agenda of a team that meets on a calendar: what waits for a meeting, and what is taken up at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import simpy

from routing.conference.simulation.counter import Process

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TakenUp(Generic[T]):
    """Something that a meeting took up: what it was, since when it had waited, and when the meeting was."""

    what: T
    since: int
    at: int


class Agenda(Generic[T]):
    """What waits for the meetings at given moments. A meeting takes up what has waited longest, a slot each.

    `slots` None: all that waits.
    """

    def __init__(self, env: simpy.Environment, moments: Iterable[int], slots: int | None) -> None:
        self._env = env
        self._moments = moments
        self._slots = slots
        self._waiting: list[tuple[T, int]] = []
        self.taken_up: list[TakenUp[T]] = []

    def add(self, what: T) -> None:
        """Put something on the agenda, now."""
        self._waiting.append((what, int(self._env.now)))

    def meet(self, wanted: Callable[[T], bool], discuss: Callable[[T], None]) -> Process:
        """The meetings still to come. What is not `wanted` any longer takes no slot."""
        env = self._env
        for moment in self._moments:
            if moment < env.now:
                continue
            yield env.timeout(moment - int(env.now))
            waiting = [entry for entry in self._waiting if wanted(entry[0])]
            slots = len(waiting) if self._slots is None else self._slots
            self._waiting = waiting[slots:]
            for what, since in waiting[:slots]:
                self.taken_up.append(TakenUp(what, since, moment))
                discuss(what)
