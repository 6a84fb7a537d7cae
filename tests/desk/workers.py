"""Processes that work at one desk, for the tests: each says what was acknowledged, and can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import routing.store.journal  # noqa: F401  imported before the fork, like the dialects
from routing.desk import Desk
from routing.desk.events import DeskEvent, FactsChanged
from routing.store import EventStore
from tests.desk.desks import CENTER, DAY, NOON, router, told

READY = "ready"
router()  # made before the fork


def learn(desk: Desk, name: str, number: int) -> str:
    """One command on the case K with a key of its own: a school tells of a refusal that nobody told of before."""
    key = f"{name}-{number}"
    desk.learn("K", told({"type": "refused", "by": "school", "office": key}), CENTER, NOON, key)
    return key


def learnt(events: tuple[DeskEvent, ...]) -> list[str]:
    """The keys of the commands of `learn` that happened, in order."""
    return [event.facts.history[0].office or "" for event in events if isinstance(event, FactsChanged)]


class Worker:
    """A process at a desk on the store of a URL: it learns `count` things about the case K, one command each.

    With `ticking` it ticks instead, day after day, and tells which steps it carried out.
    """

    def __init__(self, url: str, name: str, count: int, ticking: bool = False) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
        self._reading, writing = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(
            target=_tick if ticking else _learn, args=(writing, url, name, count)
        )
        self.process.start()
        writing.close()
        assert self._reading.recv() == READY
        self.told: list[str] = []

    def killed(self, after: int, delay: float) -> int | None:
        """Kill it some seconds after it has told of so many things, and give its exit code, -9."""
        while len(self.told) < after:
            self.told.append(self._reading.recv())
        timer = threading.Timer(delay, self.process.kill)
        timer.start()
        return self.ended()

    def ended(self) -> int | None:
        """Wait for its end, and give the exit code."""
        with self._reading:
            try:
                while True:
                    self.told.append(self._reading.recv())
            except (EOFError, ConnectionResetError):
                pass
        self.process.join(60)
        code = self.process.exitcode
        self.process.close()
        return code


def _learn(telling: Connection, url: str, name: str, count: int) -> None:
    with EventStore.open(url) as store:
        desk = Desk(router(), store)
        telling.send(READY)
        for number in range(count):
            telling.send(learn(desk, name, number))


def _tick(telling: Connection, url: str, name: str, count: int) -> None:
    with EventStore.open(url) as store:
        desk = Desk(router(), store)
        telling.send(READY)
        for day in range(count):
            for case, step in desk.tick(NOON + day * DAY).steps:
                telling.send(f"{case} {step.step} {step.subject} {step.round}")
