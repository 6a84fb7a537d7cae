"""The desk under everything that people, processes and clocks can do, in any order, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from routing.store import EventStore
from tests.desk.machine import DeskMachine

LOAD = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def run(make_store: Callable[[], EventStore], examples: int, steps: int) -> int:
    """Let the machine work, and give the number of steps it took."""
    taken = itertools.count()

    class Machine(DeskMachine):
        def check_invariants(self, *given: object) -> None:
            next(taken)
            super().check_invariants(*given)  # type: ignore[misc]

    Machine.make_store = staticmethod(make_store)
    run_state_machine_as_test(Machine, settings=settings(max_examples=examples, stateful_step_count=steps, **LOAD))
    return next(taken)


def stores(folder: Path) -> Callable[[], EventStore]:
    numbers = itertools.count()
    return lambda: EventStore.open(f"sqlite:///{folder / str(next(numbers))}.db")


@pytest.mark.unmeasured
def test_whatever_happens_at_the_desk_is_lawful(quick: Path) -> None:
    assert run(stores(quick), examples=7, steps=30) >= 150


@pytest.mark.soak
def test_whatever_happens_in_many_steps_is_lawful(quick: Path) -> None:
    assert run(stores(quick), examples=185, steps=100) >= 16_000


@pytest.mark.soak
def test_whatever_happens_on_a_server_is_lawful(request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgres")
    assert run(lambda: EventStore.open(server.url()), examples=47, steps=100) >= 4_000
