"""A command with a key is carried out once, however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from routing.store import Appended, CommandConflict, EventStore, Message, NewEvent

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
OPENED = NewEvent("opened", {"case": "K-001"})
LETTER = Message("housing", "requested", {"case": "K-001"})


@pytest.fixture
def store(store_url: str) -> Iterator[EventStore]:
    with EventStore.open(store_url) as store:
        yield store


def carry_out(store: EventStore, *, fingerprint: str | None = "open K-001", stream: str = "case/K-001") -> Appended:
    return store.append(
        stream, [OPENED], expected=0, at=NOW, command="c-1", fingerprint=fingerprint, messages=[LETTER], wake=NOW
    )


def test_a_command_sent_again_gives_what_was_done_and_writes_nothing(store: EventStore) -> None:
    assert carry_out(store) == Appended("case/K-001", 0, 1, 1)
    store.append("case/K-001", [OPENED], expected=1, at=NOW, wake=None)
    assert carry_out(store) == Appended("case/K-001", 0, 1, 1, repeated=True)
    assert store.version("case/K-001") == 2
    assert store.waking(NOW, 10) == ()
    assert len(store.outbox(10, NOW)) == 1


def test_a_key_used_for_another_content_is_refused(store: EventStore) -> None:
    carry_out(store)
    with pytest.raises(CommandConflict, match="`c-1`"):
        carry_out(store, fingerprint="close K-001")
    with pytest.raises(CommandConflict):
        carry_out(store, fingerprint=None)
    assert store.version("case/K-001") == 1


def test_a_key_used_for_another_stream_is_refused(store: EventStore) -> None:
    carry_out(store)
    with pytest.raises(CommandConflict):
        carry_out(store, stream="case/K-002")
    assert store.version("case/K-002") == 0


def test_what_a_command_did_can_be_asked(store: EventStore) -> None:
    assert store.carried_out("c-1") is None
    carry_out(store)
    assert store.carried_out("c-1") == Appended("case/K-001", 0, 1, 1, repeated=True)


def test_the_events_say_which_command_they_came_from(store: EventStore) -> None:
    carry_out(store)
    store.append("case/K-001", [OPENED], expected=1, at=NOW)
    assert [event.command for event in store.read("case/K-001")] == ["c-1", None]


def test_a_command_that_failed_can_be_sent_again(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW)
    with pytest.raises(Exception, match="version 1, not 0"):
        carry_out(store)
    done = store.append("case/K-001", [OPENED], expected=1, at=NOW, command="c-1", fingerprint="open K-001")
    assert (done.version, done.repeated) == (2, False)
