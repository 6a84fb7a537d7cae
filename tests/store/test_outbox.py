"""Messages: written with their events, given to one sender at a time, sent at least once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.store import EventStore, Message, NewEvent, StoreError, VersionConflict

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPENED = NewEvent("opened", {})


@pytest.fixture
def store(store_url: str) -> Iterator[EventStore]:
    with EventStore.open(store_url) as store:
        yield store


def letters(count: int) -> list[Message]:
    return [Message(f"agency-{n}", "requested", {"n": n, "note": "至急"}) for n in range(count)]


def test_a_message_comes_out_as_it_was_put_in(store: EventStore) -> None:
    store.append("case/K-001", [OPENED, OPENED], expected=0, at=NOW, messages=letters(1))
    (pending,) = store.outbox(10, NOW)
    assert (pending.stream, pending.version, pending.at, pending.attempt) == ("case/K-001", 2, NOW, 1)
    assert pending.message == letters(1)[0]


def test_messages_come_in_the_order_in_which_they_were_written_and_no_more_than_asked(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(3))
    assert [pending.message.to for pending in store.outbox(2, NOW)] == ["agency-0", "agency-1"]
    assert [pending.message.to for pending in store.outbox(2, NOW)] == ["agency-2"]


def test_a_message_is_not_given_out_before_its_instant(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    assert store.outbox(10, NOW - timedelta(microseconds=1)) == ()


def test_a_refused_append_leaves_no_message(store: EventStore) -> None:
    with pytest.raises(VersionConflict):
        store.append("case/K-001", [OPENED], expected=1, at=NOW, messages=letters(1))
    assert store.outbox(10, NOW) == ()


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    (first,) = store.outbox(10, NOW, lease=MINUTE)
    assert store.outbox(10, NOW + MINUTE - timedelta(microseconds=1)) == ()
    (again,) = store.outbox(10, NOW + MINUTE)
    assert (again.id, again.attempt, again.message) == (first.id, 2, first.message)


def test_a_delivered_message_is_never_given_out_again_and_says_nothing_more(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    (pending,) = store.outbox(10, NOW)
    store.delivered(pending.id, NOW)
    store.delivered(pending.id, NOW + MINUTE)
    store.failed(pending.id, NOW, NOW)
    assert store.outbox(10, NOW + timedelta(days=99)) == ()


def test_what_a_delivered_message_said_is_gone_from_the_file(tmp_path: Path) -> None:
    said = Message("agency", "requested", {"note": "Kinuta 8-15-3 " * 300})
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=[said])
    assert b"Kinuta 8-15-3" in (tmp_path / "store.db").read_bytes()
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        (pending,) = store.outbox(10, NOW)
        store.delivered(pending.id, NOW)
    assert b"Kinuta 8-15-3" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_limit_of_nothing_gives_nothing(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1), wake=NOW)
    for limit in (0, -1):
        assert store.outbox(limit, NOW) == store.waking(NOW, limit) == ()


def test_no_more_messages_are_claimed_than_a_statement_can_hold(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.store.outbox.MOST", 2)
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(3))
    assert [len(store.outbox(10**6, NOW)) for _ in range(3)] == [2, 1, 0]


def test_a_failed_message_is_given_out_again_from_the_instant_named(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    (pending,) = store.outbox(10, NOW)
    store.failed(pending.id, NOW, NOW + 3 * MINUTE)
    assert store.outbox(10, NOW + 2 * MINUTE) == ()
    assert [again.attempt for again in store.outbox(10, NOW + 3 * MINUTE)] == [2]


def test_a_sender_whose_lease_ended_cannot_take_the_message_from_the_next(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    (slow,) = store.outbox(10, NOW, lease=MINUTE)
    store.outbox(10, NOW + MINUTE, lease=MINUTE)
    store.failed(slow.id, NOW + MINUTE, NOW + MINUTE, attempt=slow.attempt)
    assert store.outbox(10, NOW + MINUTE) == ()


def test_senders_at_work_at_once_never_hold_the_same_message(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(40))

    def send(_: int) -> list[int]:
        held = []
        while claimed := store.outbox(3, NOW):
            held += [pending.id for pending in claimed]
        return held

    with ThreadPoolExecutor(4) as pool:
        held = [id for ids in pool.map(send, range(4)) for id in ids]
    assert len(held) == len(set(held)) == 40


@pytest.mark.parametrize("message", [Message("", "k", {}), Message("a", "", {}), Message("a", "k", {"a": {1}})])
def test_a_message_that_cannot_be_kept_is_refused_with_its_events(message: Message, tmp_path: object) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        with pytest.raises(StoreError):
            store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=[message])
        assert store.version("case/K-001") == 0


def test_what_is_not_to_be_kept_is_withdrawn_with_the_append_that_says_so(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(3))
    store.append("case/K-002", [OPENED], expected=0, at=NOW, messages=letters(2))
    store.append("case/K-001", [OPENED], expected=1, at=NOW, messages=letters(2), keep=lambda m: m.to != "agency-1")
    given = [(pending.stream, pending.version, pending.message.to) for pending in store.outbox(10, NOW)]
    assert given == [
        ("case/K-001", 1, "agency-0"),
        ("case/K-001", 1, "agency-2"),
        ("case/K-002", 1, "agency-0"),
        ("case/K-002", 1, "agency-1"),
        ("case/K-001", 2, "agency-0"),
        ("case/K-001", 2, "agency-1"),
    ]


def test_a_message_that_was_withdrawn_while_it_was_sent_is_not_tried_again(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    (pending,) = store.outbox(10, NOW)
    store.append("case/K-001", [OPENED], expected=1, at=NOW, keep=lambda message: False)
    store.failed(pending.id, NOW, NOW, pending.attempt)
    assert store.outbox(10, NOW + timedelta(days=9)) == ()


def test_a_refused_append_withdraws_nothing(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, messages=letters(1))
    with pytest.raises(VersionConflict):
        store.append("case/K-001", [OPENED], expected=0, at=NOW, keep=lambda message: False)
    assert len(store.outbox(10, NOW)) == 1
