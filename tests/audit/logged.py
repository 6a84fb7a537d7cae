"""A small log for the tests of replay: the 25 rules of the benchmark, which load in no time, and cases for them."""

from __future__ import annotations

from functools import cache
from typing import Any

from benchmarks.workload.cases import MUNICIPALITY, cases
from benchmarks.workload.rulebook import RULES
from routing import Case, Decision, Router
from routing.log import DecisionLog
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.log import logs
from tests.log.logs import NOW


@cache
def archive() -> Archive:
    return Archive.of(RULES)


@cache
def router() -> Router:
    return Router(archive().rulebook())


def case(number: int = 1, **changed: Any) -> Case:
    """A case about one old person with two needs, of which one fires a rule."""
    codes = {"n1": "isolation.alone", "n2": "debt.arrears"}
    needs = [{"id": id, "person": "a", "code": code} for id, code in codes.items()]
    return logs.case(number, **{"municipality": MUNICIPALITY, "needs": needs, **changed})


@cache
def decision(number: int = 1) -> Decision:
    return router().route(case(number))


@cache
def households(count: int) -> tuple[Case, ...]:
    return tuple(map(Case.from_dict, cases(8, count)))


def begun(store: EventStore) -> DecisionLog:
    """A log that holds the rulebook."""
    log = DecisionLog(store)
    log.keep_rulebook(archive(), NOW)
    return log
