"""The store beside a model of it: a dictionary of lists, and whatever order of calls there is."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from routing.store import CommandConflict, EventStore, Message, NewEvent, VersionConflict
from tests.postgres import PostgresServer

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LEASE = timedelta(minutes=5)

streams = st.sampled_from(["case/a", "case/b", "log"])
keys = st.sampled_from(["k1", "k2", "k3", None])
fingerprints = st.sampled_from(["f1", "f2"])
hours = st.integers(0, 5)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text("aé\0砧𠮷"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab"), inner, max_size=2),
    max_leaves=3,
)
event_lists = st.lists(st.dictionaries(st.text("xy", max_size=2), json, max_size=2), max_size=3)


class StoreAndModel(RuleBasedStateMachine):
    """Each call is made on both; what they answer must agree."""

    url: str | None = None
    server: PostgresServer | None = None
    key: bytes | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.address = self.server.url() if self.server else f"sqlite:///{Path(self.folder.name) / 'store.db'}"
        self.store = EventStore.open(self.address, self.key)
        self.events: list[tuple[str, int, dict[str, Any]]] = []
        self.wakes: dict[str, int | None] = {}
        self.commands: dict[str, tuple[str, str, int, int]] = {}
        self.messages: dict[int, int | None] = {}  # hours from NOW to when each is due, None once delivered

    def version(self, stream: str) -> int:
        return sum(1 for name, _, _ in self.events if name == stream)

    @rule(
        stream=streams, data=event_lists, off=st.sampled_from([0, 0, 0, 1, -1]), key=keys, fingerprint=fingerprints,
        wake=st.none() | hours, messages=st.integers(0, 2),
    )  # fmt: skip
    def append(
        self, stream: str, data: list[dict[str, Any]], off: int, key: str | None, fingerprint: str, wake: int | None,
        messages: int,
    ) -> None:  # fmt: skip
        version = self.version(stream)
        if not data and not version + off:
            return

        def call() -> Any:
            return self.store.append(
                stream,
                [NewEvent("happened", item) for item in data],
                expected=version + off,
                at=NOW,
                command=key,
                fingerprint=fingerprint,
                wake=None if wake is None else NOW + timedelta(hours=wake),
                messages=[Message("agency", "told", {"n": n}) for n in range(messages)],
            )

        known = self.commands.get(key) if key else None
        if known and known[:2] == (stream, fingerprint):
            done = call()
            assert (done.repeated, done.before, done.version) == (True, *known[2:])
        elif known:
            with pytest.raises(CommandConflict):
                call()
        elif off:
            with pytest.raises(VersionConflict):
                call()
        else:
            done = call()
            assert (done.repeated, done.before, done.version) == (False, version, version + len(data))
            self.events += [(stream, version + n, item) for n, item in enumerate(data, start=1)]
            assert done.position == (len(self.events) if data else 0)
            self.wakes[stream] = wake
            self.messages |= {len(self.messages) + n: 0 for n in range(1, messages + 1)}
            if key:
                self.commands[key] = (stream, fingerprint, version, version + len(data))

    @rule()
    def open_it_again(self) -> None:
        self.store.close()
        self.store = EventStore.open(self.address, self.key)

    @rule(hour=hours, limit=st.integers(1, 2))
    def wake(self, hour: int, limit: int) -> None:
        due = sorted((wake, stream) for stream, wake in self.wakes.items() if wake is not None and wake <= hour)
        woken = self.store.waking(NOW + timedelta(hours=hour), limit)
        assert list(woken) == [stream for _, stream in due][:limit]

    @precondition(lambda self: self.messages)
    @rule(hour=hours, limit=st.integers(1, 3), outcome=st.sampled_from(["delivered", "failed", "silent"]))
    def send(self, hour: int, limit: int, outcome: str) -> None:
        now = NOW + timedelta(hours=hour)
        due = sorted((due, id) for id, due in self.messages.items() if due is not None and due <= hour)[:limit]
        claimed = self.store.outbox(limit, now, lease=timedelta(hours=1))
        assert [pending.id for pending in claimed] == [id for _, id in due]
        for pending in claimed:
            if outcome == "delivered":
                self.store.delivered(pending.id, now)
            elif outcome == "failed":
                self.store.failed(pending.id, now, now + timedelta(hours=2))
            self.messages[pending.id] = {"delivered": None, "failed": hour + 2, "silent": hour + 1}[outcome]

    @rule(stream=streams, after=st.integers(0, 3))
    def read(self, stream: str, after: int) -> None:
        expected = [(version, data) for name, version, data in self.events if name == stream and version > after]
        assert [(event.version, event.data) for event in self.store.read(stream, after)] == expected

    @invariant()
    def the_same_events_in_the_same_order(self) -> None:
        there = [(event.position, event.stream, event.version, event.data) for event in self.store.everything()]
        assert there == [(position, *event) for position, event in enumerate(self.events, start=1)]
        assert list(self.store.streams()) == sorted({stream for stream, _, _ in self.events})

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def run(server: PostgresServer | None, key: bytes | None, examples: int, steps: int) -> None:
    machine = type("Machine", (StoreAndModel,), {"server": server, "key": key})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, print_blob=False
        ),
    )


@pytest.mark.unmeasured
def test_sqlite_behaves_like_a_dictionary_of_lists() -> None:
    run(None, None, examples=8, steps=25)


@pytest.mark.unmeasured
def test_postgresql_behaves_like_a_dictionary_of_lists(postgres: PostgresServer) -> None:
    run(postgres, bytes(32), examples=4, steps=25)


@pytest.mark.soak
def test_sqlite_behaves_like_a_dictionary_of_lists_for_long() -> None:
    run(None, bytes(32), examples=100, steps=50)


@pytest.mark.soak
def test_postgresql_behaves_like_a_dictionary_of_lists_for_long(postgres: PostgresServer) -> None:
    run(postgres, None, examples=40, steps=50)
