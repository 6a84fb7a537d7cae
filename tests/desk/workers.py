"""Processes that work at one desk, for the tests: each says what was acknowledged, and can be killed at any moment."""

from __future__ import annotations

from multiprocessing.connection import Connection

import routing.store.journal  # noqa: F401  imported before the fork, like the dialects
from routing.desk import Desk
from routing.desk.events import DeskEvent, FactsChanged
from routing.store import EventStore
from tests.children import READY, Child
from tests.desk.desks import CENTER, DAY, NOON, router, told

router()  # made before the fork


def learn(desk: Desk, name: str, number: int) -> str:
    """One command on the case K with a key of its own: a school tells of a refusal that nobody told of before."""
    key = f"{name}-{number}"
    desk.learn("K", told({"type": "refused", "by": "school", "office": key}), CENTER, NOON, key)
    return key


def learnt(events: tuple[DeskEvent, ...]) -> list[str]:
    """The keys of the commands of `learn` that happened, in order."""
    return [event.facts.history[0].office or "" for event in events if isinstance(event, FactsChanged)]


class Worker(Child):
    """A process at a desk on the store of a URL: it learns `count` things about the case K, one command each.

    With `ticking` it ticks instead, day after day, and tells which steps it carried out.
    """

    def __init__(self, url: str, name: str, count: int, ticking: bool = False) -> None:
        super().__init__(_tick if ticking else _learn, url, name, count)


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
