"""The staff of an office: what is asked of it waits until one of them is free and the office is open."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from routing.conference.simulation.openings import Openings

URGENT, USUAL, ROUTINE = 0, 1, 2
"""What is taken first; of the same rank, what came first."""

Process = Generator[simpy.Event, Any, None]
"""What SimPy runs: it yields the events that it waits for."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that was done: when it was asked for and begun, how long it took, how much after closing."""

    asked: int
    begun: int
    length: int
    overtime: int


class Counter:
    """The staff of one office. A job that has begun is finished, after closing time too: that is overtime.

    `taken` counts the referrals that the office has taken on and not ended, of at most `places`.
    """

    def __init__(self, env: simpy.Environment, staff: int, openings: Openings, places: float = 0) -> None:
        self._env = env
        self._free = simpy.PriorityResource(env, capacity=staff)
        self.staff = staff
        self.openings = openings
        self.places = places
        self.taken = 0
        self.jobs: list[Job] = []

    @property
    def load(self) -> float:
        """The share of places that are taken; above 1 where more were taken on."""
        return self.taken / self.places if self.places else 0.0

    @property
    def waiting(self) -> int:
        """How many jobs wait for a member of staff."""
        return len(self._free.queue)

    def work(self, length: int, rank: int = USUAL) -> Process:
        """A member of staff works on something for so many seconds, as soon as one is free and the office is open."""
        env, asked = self._env, int(self._env.now)
        with self._free.request(priority=rank) as place:
            yield place
            if wait := self.openings.until_open(int(env.now)):
                yield env.timeout(wait)
            begun = int(env.now)
            yield env.timeout(length)
        self.jobs.append(Job(asked, begun, length, self.openings.after_close(begun, length)))
