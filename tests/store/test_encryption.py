"""With a key no personal data can be read in the files, and none can be changed or moved unseen."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from routing.store import (
    KEY_VARIABLE,
    CommandConflict,
    EventStore,
    Message,
    NewEvent,
    StoreDamaged,
    StoreKeyError,
    key_from_environment,
    key_from_file,
)
from tests.postgres import PostgresServer

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
KEY = bytes(range(32))
OTHER = bytes(32)
MARKER = "Kinuta 8-15-3"
NOTE = NewEvent("opened", {"note": MARKER, "姓": "砧の家族"})


def fill(store: EventStore) -> None:
    told = Message("housing", "requested", {"note": MARKER})
    digest = hashlib.sha256(MARKER.encode()).hexdigest()
    store.append("case/K-001", [NOTE, NOTE], expected=0, at=NOW, command="c", fingerprint=digest, messages=[told])
    store.append("case/K-002", [NOTE], expected=0, at=NOW)


def change(url: str, *statements: str) -> None:
    """Change what lies in the database, past the triggers, as somebody with the file could."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER events_are_not_changed"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with a key and some events."""
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url, KEY) as store:
        fill(store)
    return url


def test_events_and_messages_come_back_with_the_key(store_url: str) -> None:
    with EventStore.open(store_url, KEY) as store:
        fill(store)
    with EventStore.open(store_url, KEY) as store:
        assert [event.data for event in store.everything()] == [NOTE.data] * 3
        assert store.outbox(10, NOW)[0].message.body == {"note": MARKER}


def test_no_file_holds_what_was_written(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db", KEY) as store:
        fill(store)
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"case/K-001" in content
    assert MARKER.encode() not in content
    assert "砧の家族".encode() not in content
    assert KEY not in content


def test_without_a_key_the_file_holds_what_was_written(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        fill(store)
        assert MARKER.encode() in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_no_table_of_the_server_holds_what_was_written(postgres: PostgresServer) -> None:
    url = postgres.url()
    with EventStore.open(url, KEY) as store:
        fill(store)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        rows = [
            bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
            for table in ("events", "outbox", "commands", "about")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
            for value in row
        ]
    engine.dispose()
    assert any(b"case/K-001" in value for value in rows)
    assert [value for value in rows if MARKER.encode() in value] == []


def test_the_fingerprint_of_a_command_cannot_be_guessed_without_the_key(url: str) -> None:
    guess = hashlib.sha256(MARKER.encode()).hexdigest()
    kept = Path(url.removeprefix("sqlite:///")).read_bytes()
    for words in (guess, f"case/K-001\nc\n{guess}"):
        assert hashlib.sha256(words.encode()).hexdigest().encode() not in kept
    assert guess.encode() not in kept


def test_a_repeated_command_is_known_by_its_fingerprint_under_the_key(url: str) -> None:
    digest = hashlib.sha256(MARKER.encode()).hexdigest()
    with EventStore.open(url, KEY) as store:
        assert store.append("case/K-001", [NOTE], expected=0, at=NOW, command="c", fingerprint=digest).repeated
        with pytest.raises(CommandConflict):
            store.append("case/K-001", [NOTE], expected=0, at=NOW, command="c", fingerprint="other")


def test_two_events_of_the_same_words_look_different(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        kept = [row[0] for row in connection.execute(text("SELECT data FROM events"))]
    engine.dispose()
    assert len({data[13:] for data in kept}) == 3


@pytest.mark.parametrize(("key", "message"), [(OTHER, "not the one the store was made with"), (None, "is encrypted")])
def test_a_wrong_key_and_no_key_are_refused_when_the_store_is_opened(key: bytes | None, message: str, url: str) -> None:
    with pytest.raises(StoreKeyError, match=message):
        EventStore.open(url, key)


def test_a_key_for_a_store_with_plain_events_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url) as store:
        fill(store)
    with pytest.raises(StoreKeyError, match="is not encrypted, and events lie in it"):
        EventStore.open(url, KEY)


def test_a_store_without_events_takes_a_key_from_then_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    EventStore.open(url).close()
    EventStore.open(url, KEY).close()
    with pytest.raises(StoreKeyError):
        EventStore.open(url)


@pytest.mark.parametrize("byte", [0, 1, 12, 13, 20, -1])
def test_one_changed_byte_is_detected_wherever_it_is(byte: int, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        data = bytearray(connection.execute(text("SELECT data FROM events WHERE position = 1")).scalar_one())
    engine.dispose()
    data[byte] ^= 1
    change(url, f"UPDATE events SET data = x'{data.hex()}' WHERE position = 1")
    with EventStore.open(url, KEY) as store:
        with pytest.raises(StoreDamaged, match="not what was written at their place"):
            store.read("case/K-001")
        assert len(store.read("case/K-002")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = (SELECT data FROM events WHERE position = 3) WHERE position = 1",
        "UPDATE events SET data = (SELECT data FROM events WHERE position = 2) WHERE position = 1",
        "UPDATE events SET type = 'closed' WHERE position = 1",
        "UPDATE events SET at = at + 1 WHERE position = 1",
        "UPDATE events SET data = x'' WHERE position = 1",
        "UPDATE events SET data = CAST('{}' AS BLOB) WHERE position = 1",
    ],
)
def test_data_that_were_moved_or_given_another_type_or_instant_are_refused(statement: str, url: str) -> None:
    change(url, statement)
    with EventStore.open(url, KEY) as store, pytest.raises(StoreDamaged):
        store.read("case/K-001")


def test_a_row_that_was_moved_to_another_stream_is_refused(url: str) -> None:
    change(url, "UPDATE events SET stream = 'case/K-003' WHERE position = 3")
    with EventStore.open(url, KEY) as store, pytest.raises(StoreDamaged):
        store.read("case/K-003")


@pytest.mark.parametrize("statement", ["UPDATE outbox SET recipient = 'police'", "UPDATE outbox SET stream = 'x'"])
def test_a_message_that_was_given_another_addressee_or_stream_is_refused(statement: str, url: str) -> None:
    change(url, statement)
    with EventStore.open(url, KEY) as store, pytest.raises(StoreDamaged):
        store.outbox(10, NOW)


def test_a_damaged_message_does_not_stand_before_the_others(url: str) -> None:
    change(url, "UPDATE outbox SET recipient = 'police'")
    with EventStore.open(url, KEY) as store:
        store.append("case/K-002", [], expected=1, at=NOW, messages=[Message("housing", "requested", {})])
        with pytest.raises(StoreDamaged):
            store.outbox(1, NOW)
        assert [pending.message.to for pending in store.outbox(1, NOW)] == ["housing"]


@pytest.mark.parametrize(
    "value", ["data = x'ff00'", "data = '[]'", "data = CAST('[]' AS BLOB)", "data = 5", "at = 'x'"]
)
def test_plain_data_that_this_library_did_not_write_are_damage_too(value: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url) as store:
        fill(store)
    change(url, f"UPDATE events SET {value} WHERE position = 1", "UPDATE outbox SET body = 'x'")
    with EventStore.open(url) as store:
        with pytest.raises(StoreDamaged, match="cannot be read"):
            store.read("case/K-001")
        with pytest.raises(StoreDamaged, match="cannot be read"):
            store.outbox(10, NOW)


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreKeyError, match="32 bytes, not 5"):
        EventStore.open(f"sqlite:///{tmp_path}/store.db", b"12345")


@pytest.mark.parametrize(
    "content", [KEY, KEY.hex().encode(), KEY.hex().upper().encode() + b"\n", base64.b64encode(KEY)]
)
def test_a_key_is_read_from_a_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(content)
    assert key_from_file(tmp_path / "key") == KEY


@pytest.mark.parametrize("content", [b"", b"password", KEY[:31], KEY.hex().encode()[:-2], b"\xff" * 64])
def test_a_file_without_a_key_is_refused_without_quoting_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(StoreKeyError, match="the key file does not hold a key") as told:
        key_from_file(tmp_path / "key")
    assert "password" not in str(told.value)


def test_a_key_file_that_is_not_there_is_an_error_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(StoreKeyError, match="no such file"):
        key_from_file(tmp_path / "key")


def test_a_key_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert key_from_environment() is None
    assert key_from_environment({KEY_VARIABLE: KEY.hex()}) == KEY
    with pytest.raises(StoreKeyError, match="`ROUTING_STORE_KEY` does not hold a key"):
        key_from_environment({KEY_VARIABLE: "password"})
