"""A small log for the tests: the generic rulebook, cases about one person, and who writes."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import routing.store.journal  # noqa: F401  imported before the fork, like the dialects
from routing import Case, Decision, Router
from routing.log import DecisionLog
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.children import READY, Child

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
KEY = bytes(range(32))
ORIGIN = "test.example/log"


@cache
def archive() -> Archive:
    return Archive.of("generic")


@cache
def router() -> Router:
    return Router(archive().rulebook())


def case(number: int = 1, **changed: Any) -> Case:
    """A case about one old person with two needs, one of which has an id made from its content."""
    data: dict[str, Any] = {
        "case": f"K-{number}",
        "as_of": "2026-04-01",
        "municipality": "somewhere",
        "received_by": "support_center",
        "persons": [{"id": "a", "age": 82, "sex": "F", "attributes": {"lives_alone": True}}],
        "needs": [
            {"person": "a", "code": "care.dementia_suspected"},
            {"id": "n1", "person": "a", "code": "debt.arrears"},
        ],
    }
    return Case.from_dict({**data, **changed})


@cache
def decision(number: int = 1) -> Decision:
    return router().route(case(number))


def begun(store: EventStore) -> DecisionLog:
    """A log that holds the rulebook."""
    log = DecisionLog(store)
    log.keep_rulebook(archive(), NOW)
    return log


def filled(log: DecisionLog, count: int) -> None:
    for number in range(1, count + 1):
        log.append(case(number), decision(number), NOW)


def checked(store: EventStore) -> DecisionLog:
    """A log of four decisions with a checkpoint about them."""
    log = begun(store)
    filled(log, 4)
    log.checkpoint(ORIGIN, KEY, NOW)
    return log


class Writer(Child):
    """A process that logs decisions, and tells the number of each as soon as it is acknowledged."""

    def __init__(self, url: str, count: int) -> None:
        super().__init__(_write, url, count, case().to_json(), decision().to_json())


def _write(telling: Any, url: str, count: int, given: str, made: str) -> None:
    with EventStore.open(url) as store:
        log = DecisionLog(store)
        one, about_it = Case.parse(given), Decision.model_validate_json(made)
        telling.send(READY)
        for _ in range(count):
            telling.send(log.append(one, about_it, NOW))
