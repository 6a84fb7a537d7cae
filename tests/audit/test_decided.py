"""`routing.audit.decided` and `deciding`: the decisions that are counted and compared, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from routing import Rulebook
from routing.audit.decided import LeftOut, logged
from routing.audit.deciding import decided
from routing.log import DecisionLog
from routing.store import EventStore
from routing.vocabulary import core
from tests.desk.desks import router, town, town_case
from tests.log.logs import NOW, begun, case, decision, filled
from tests.settling import DEBT


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    """Decisions about K-1 to K-4, then K-1 again; K-2 is redacted."""
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        made = begun(store)
        filled(made, 4)
        made.append(case(1), decision(1), NOW)
        made.redact(2, ["/case/persons/0/sex"], "officer", "asked", NOW)
        yield made


def numbers(log: DecisionLog, *, every: bool) -> tuple[list[int | None], LeftOut]:
    left_out = LeftOut()
    return [one.record for one in logged(log.records, lambda _: core(), left_out, every=every)], left_out


def test_of_each_case_the_newest_decision_is_taken(log: DecisionLog) -> None:
    assert numbers(log, every=False) == ([3, 4, 5], LeftOut(redacted=1, earlier=1))


def test_every_decision_is_taken_where_it_is_asked_for(log: DecisionLog) -> None:
    assert numbers(log, every=True) == ([1, 3, 4, 5], LeftOut(redacted=1))


def test_a_case_of_another_municipality_with_the_same_id_is_another_case(log: DecisionLog) -> None:
    log.append(case(3, municipality="elsewhere"), decision(3), NOW)
    assert numbers(log, every=False)[0][:2] == [3, 4]


def test_cases_are_decided_as_the_router_decides_them() -> None:
    cases = [town_case(case=f"K{number}", needs={"n1": ("a", DEBT)}) for number in range(3)]
    found = list(decided(cases, town(), LeftOut()))
    assert [one.case for one in found] == cases
    assert [one.decision.to_json() for one in found] == [router().route(one).to_json() for one in cases]


@cache
def elsewhere() -> Rulebook:
    return town(serves=["elsewhere"])


def test_a_case_that_the_rulebook_does_not_take_is_left_out_and_counted() -> None:
    left_out = LeftOut()
    cases = [town_case(case="1"), town_case(case="2", municipality="elsewhere"), town_case(case="3")]
    assert [one.case.case for one in decided(cases, elsewhere(), left_out)] == ["2"]
    assert left_out == LeftOut(refused=2)
