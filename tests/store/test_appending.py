"""Appending: versions, positions, and what a writer is told who comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from routing.store import Appended, EventStore, Json, NewEvent, StoreError, VersionConflict
from routing.store.content import LONGEST

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
OPENED = NewEvent("opened", {"case": "K-001"})
MOVED = NewEvent("moved", {"to": "received", "note": "電話\u0000", "n": [1, 2.5, None, True, 2**80]})


@pytest.fixture
def store(store_url: str) -> Iterator[EventStore]:
    with EventStore.open(store_url) as store:
        yield store


def test_events_come_back_as_they_were_given(store: EventStore) -> None:
    store.append("case/K-001", [OPENED, MOVED], expected=0, at=NOW)
    first, second = store.read("case/K-001")
    assert (first.type, first.data, first.version, first.position) == ("opened", OPENED.data, 1, 1)
    assert (second.type, second.data, second.version, second.position) == ("moved", MOVED.data, 2, 2)


def test_the_instant_is_kept_to_the_microsecond_whatever_its_zone(store: EventStore) -> None:
    tokyo = datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=9)))
    store.append("case/K-001", [OPENED], expected=0, at=tokyo)
    (event,) = store.read("case/K-001")
    assert event.at == tokyo
    assert event.at.utcoffset() == timedelta(0)


def test_an_append_says_what_it_did(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW)
    assert store.append("case/K-002", [OPENED, MOVED], expected=0, at=NOW) == Appended("case/K-002", 0, 2, 3)


def test_positions_have_no_gap_across_streams(store: EventStore) -> None:
    for n in range(6):
        store.append(f"case/{n % 2}", [MOVED], expected=n // 2, at=NOW)
    assert [(e.position, e.stream, e.version) for e in store.everything()] == [
        (1, "case/0", 1), (2, "case/1", 1), (3, "case/0", 2), (4, "case/1", 2), (5, "case/0", 3), (6, "case/1", 3),
    ]  # fmt: skip


def test_who_expects_another_version_is_told_which_it_is_and_writes_nothing(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW)
    for expected in (0, 2):
        with pytest.raises(VersionConflict, match="`case/K-001` is at version 1") as told:
            store.append("case/K-001", [MOVED], expected=expected, at=NOW, command=f"c{expected}")
        assert (told.value.expected, told.value.actual) == (expected, 1)
    assert len(list(store.everything())) == 1
    assert store.carried_out("c0") is None


def test_a_stream_can_be_read_from_a_version_on(store: EventStore) -> None:
    store.append("case/K-001", [OPENED, MOVED, MOVED], expected=0, at=NOW)
    assert [event.version for event in store.read("case/K-001", after=1)] == [2, 3]
    assert store.read("case/K-001", after=3) == ()
    assert store.read("case/other") == ()


def test_the_events_of_one_type_can_be_read_alone(store: EventStore) -> None:
    store.append("case/K-001", [OPENED, MOVED, OPENED, MOVED, MOVED], expected=0, at=NOW)
    store.append("case/K-002", [MOVED], expected=0, at=NOW)
    assert [event.version for event in store.read("case/K-001", kind="moved")] == [2, 4, 5]
    assert [event.version for event in store.read("case/K-001", after=2, limit=1, kind="moved")] == [4]
    assert store.read("case/K-001", kind="closed") == ()


def test_what_is_written_as_json_already_is_kept_as_it_is(store: EventStore) -> None:
    given = NewEvent("opened", Json('{"note":"電話","case":"K-001"}'.encode()), Json(b'{"beside":[1]}'))
    store.append("case/K-001", [given], expected=0, at=NOW)
    (event,) = store.read("case/K-001")
    assert event.data == {"note": "電話", "case": "K-001"}
    assert store.erasable("case/K-001", [1]) == {1: {"beside": [1]}}


def test_what_is_written_already_is_held_to_the_same_length(store: EventStore) -> None:
    long = Json(b'{"x":"' + b"x" * LONGEST + b'"}')
    with pytest.raises(StoreError, match=f"take {LONGEST + 8} bytes; at most {LONGEST} are kept"):
        store.append("case/K-001", [NewEvent("opened", long)], expected=0, at=NOW)
    assert store.version("case/K-001") == 0


def test_the_version_of_a_stream_is_the_number_of_its_events(store: EventStore) -> None:
    assert store.version("case/K-001") == 0
    store.append("case/K-001", [OPENED, MOVED], expected=0, at=NOW)
    assert store.version("case/K-001") == 2


def test_everything_is_read_page_by_page_and_at_most_as_much_as_asked(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.store.journal.PAGE", 3)
    store.append("case/K-001", [MOVED] * 8, expected=0, at=NOW)
    assert [event.position for event in store.everything(after=1, limit=None)] == [2, 3, 4, 5, 6, 7, 8]
    assert [event.position for event in store.everything(limit=4)] == [1, 2, 3, 4]
    assert [event.position for event in store.everything(limit=3)] == [1, 2, 3]
    assert list(store.everything(after=8)) == list(store.everything(limit=0)) == []


def test_streams_are_listed_by_how_they_begin(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.store.journal.PAGE", 2)
    names = ["case/B", "case/a", "case/あ", "case/𠮷", "casf", "cas", "case%", "case_"]
    for name in names:
        store.append(name, [OPENED], expected=0, at=NOW)
    assert list(store.streams("case/")) == ["case/B", "case/a", "case/あ", "case/𠮷"]
    assert list(store.streams()) == sorted(names)


def test_streams_wake_in_the_order_of_their_instants(store: EventStore) -> None:
    for name, hours in (("late", 2), ("early", 1), ("later", 3), ("never", None)):
        wake = None if hours is None else NOW + timedelta(hours=hours)
        store.append(name, [OPENED], expected=0, at=NOW, wake=wake)
    assert store.waking(NOW + timedelta(hours=2), limit=10) == ("early", "late")
    assert store.waking(NOW + timedelta(hours=9), limit=1) == ("early",)


def test_each_append_says_anew_when_a_stream_wakes(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW, wake=NOW)
    store.append("case/K-001", [MOVED], expected=1, at=NOW)
    assert store.waking(NOW, limit=10) == ()


def test_an_append_without_events_moves_the_date_only(store: EventStore) -> None:
    store.append("case/K-001", [OPENED], expected=0, at=NOW)
    assert store.append("case/K-001", [], expected=1, at=NOW, wake=NOW) == Appended("case/K-001", 1, 1, 0)
    assert store.waking(NOW, limit=10) == ("case/K-001",)
    with pytest.raises(StoreError, match="begins with an event"):
        store.append("case/K-002", [], expected=0, at=NOW)


def test_an_instant_without_a_zone_is_refused(store: EventStore) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.append("case/K-001", [OPENED], expected=0, at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "data",
    [{"a": (1,)}, {"a": float("nan")}, {1: "a"}, {"a": NOW}, {"a": "\ud800"}, ["a"], {"a": "x" * 17_000_000}],
    ids=["tuple", "nan", "key", "date", "surrogate", "list", "huge"],
)  # fmt: skip
def test_what_would_not_come_back_the_same_is_refused_without_quoting_it(data: object, tmp_path: object) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        with pytest.raises(StoreError, match="the data of an event") as told:
            store.append("case/K-001", [NewEvent("opened", data)], expected=0, at=NOW)  # type: ignore[arg-type]
        assert len(str(told.value)) < 150
        assert store.version("case/K-001") == 0


@pytest.mark.parametrize("name", ["", "a\nb", "a\0", "x" * 256, "\ud800", "\U0010ffff"])
def test_a_name_that_cannot_be_printed_or_is_too_long_is_refused(name: str, tmp_path: object) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        for stream, type_, command in ((name, "opened", "c"), ("s", name, "c"), ("s", "opened", name)):
            with pytest.raises(StoreError, match="1 to 255 characters"):
                store.append(stream, [NewEvent(type_, {})], expected=0, at=NOW, command=command)
