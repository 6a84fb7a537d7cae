"""What lies beside an event: it comes and goes in the transaction of events, and is bound to its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from routing.store import EventStore, NewEvent, StoreDamaged, StoreError, VersionConflict

NOW = datetime(2026, 4, 1, tzinfo=UTC)
KEY = bytes(range(32))


def event(n: int) -> NewEvent:
    return NewEvent("kept", {"n": n}, {"secret": n}, bytes([n]))


def test_what_lies_beside_events_is_read_by_their_versions(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        store.append("s", [event(1), NewEvent("plain", {}), event(3)], expected=0, at=NOW)
        assert store.erasable("s", [1, 2, 3, 4]) == {1: {"secret": 1}, 3: {"secret": 3}}
        assert store.derived("s", {1, 3}) == {1: b"\x01", 3: b"\x03"}
        assert store.erasable("t", [1]) == {}


def test_an_append_erases_what_lies_beside_earlier_events_of_its_stream(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        store.append("s", [event(1), event(2), event(3)], expected=0, at=NOW)
        store.append("t", [event(1)], expected=0, at=NOW)
        store.append("s", [event(4)], expected=3, at=NOW, erase={1: None, 2: {"left": 0}})
        assert store.erasable("s", [1, 2, 3, 4]) == {2: {"left": 0}, 3: {"secret": 3}, 4: {"secret": 4}}
        assert store.erasable("t", [1]) == {1: {"secret": 1}}
        assert [recorded.data for recorded in store.read("s")] == [{"n": n} for n in (1, 2, 3, 4)]


def test_an_append_that_is_refused_erases_nothing(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        store.append("s", [event(1)], expected=0, at=NOW)
        with pytest.raises(VersionConflict):
            store.append("s", [event(2)], expected=0, at=NOW, erase={1: None})
        assert store.erasable("s", [1]) == {1: {"secret": 1}}


def test_erasing_waits_for_nobody_who_reads_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url) as store:
        store.append("s", [event(1)], expected=0, at=NOW)
        engine = create_engine(url)
        with engine.connect() as reader:
            reader.execute(text("SELECT * FROM events")).all()
            store.append("s", [event(2)], expected=1, at=NOW, erase={1: None})
        engine.dispose()
        assert store.erasable("s", [1]) == {}


def test_what_lies_beside_an_event_is_encrypted_and_bound_to_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url, KEY) as store:
        store.append("s", [event(1), event(2)], expected=0, at=NOW)
        assert b"secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE erasable SET data = (SELECT data FROM erasable WHERE version = 1) WHERE version = 2")
            )
        engine.dispose()
        assert store.erasable("s", [1]) == {1: {"secret": 1}}
        with pytest.raises(StoreDamaged):
            store.erasable("s", [2])


def test_at_most_1_000_versions_are_asked_for_at_once(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        assert store.derived("s", range(1000)) == {}
        with pytest.raises(StoreError, match="at most 1000 versions"):
            store.derived("s", range(1001))


def test_a_stream_is_read_part_by_part(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        store.append("s", [event(n) for n in range(1, 6)], expected=0, at=NOW)
        assert [recorded.version for recorded in store.read("s", after=1, limit=2)] == [2, 3]
        assert store.read("s", limit=0) == ()
