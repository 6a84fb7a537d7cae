"""The schema: made once, upgraded in place, refused where it is somebody else's or newer, and append-only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from routing.store import EventStore, Message, NewEvent, StoreVersionError
from routing.store.tables import METADATA
from tests.postgres import PostgresServer

NOW = datetime(2026, 4, 1, tzinfo=UTC)
OLD = Path(__file__).parent.parent / "data/store"
OPENED = NewEvent("opened", {"case": "K-001"})


@pytest.fixture
def outside(store_url: str) -> Iterator[Engine]:
    """Somebody at the database who does not use the store."""
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


@pytest.fixture
def version1(outside: Engine) -> None:
    """A store of schema version 1 with three events."""
    script = (OLD / f"version1.{outside.dialect.name}.sql").read_text(encoding="utf-8")
    connection = outside.raw_connection()
    try:
        if outside.dialect.name == "sqlite":
            connection.executescript(script)  # type: ignore[attr-defined]
        else:
            connection.cursor().execute(script)
        connection.commit()
    finally:
        connection.close()


def shape(engine: Engine) -> object:
    """All that a schema is: columns, indexes and triggers of each table."""
    look = inspect(engine)
    names = sorted(look.get_table_names())
    columns = {name: {c["name"]: (str(c["type"]), c["nullable"]) for c in look.get_columns(name)} for name in names}
    indexes = {name: sorted(str(index["column_names"]) for index in look.get_indexes(name)) for name in names}
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    if engine.dialect.name == "postgresql":
        triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'events'::regclass AND NOT tgisinternal ORDER BY 1"
    with engine.connect() as connection:
        return columns, indexes, [row[0] for row in connection.execute(text(triggers))]


@pytest.mark.usefixtures("version1")
def test_a_store_of_version_1_is_upgraded_in_place_and_keeps_its_events(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        assert [(e.stream, e.version, e.data) for e in store.everything()] == [
            ("case/K-001", 1, {"case": "K-001"}),
            ("case/K-001", 2, {"to": "received"}),
            ("case/K-002", 1, {"case": "K-002"}),
        ]
        done = store.append("case/K-001", [], expected=0, at=NOW, command="c-1", fingerprint="open")
        assert done.repeated
        store.append("case/K-002", [OPENED], expected=1, at=NOW, wake=NOW, messages=[Message("a", "b", {})])
        assert store.waking(NOW, 10) == ("case/K-002",)
        assert len(store.outbox(10, NOW)) == 1
        assert [event.position for event in store.everything()] == [1, 2, 3, 4]


@pytest.mark.usefixtures("version1")
def test_an_upgraded_store_has_the_schema_of_a_new_one(
    outside: Engine, store_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    EventStore.open(store_url).close()
    new = f"sqlite:///{tmp_path}/new.db"
    if outside.dialect.name == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        new = server.url()
    EventStore.open(new).close()
    fresh = create_engine(new.replace("postgresql:", "postgresql+psycopg:"))
    assert shape(outside) == shape(fresh)
    fresh.dispose()


def test_the_tables_have_the_columns_that_the_queries_name(store_url: str, outside: Engine) -> None:
    EventStore.open(store_url).close()
    look = inspect(outside)
    there = {name: [c["name"] for c in look.get_columns(name)] for name in look.get_table_names()}
    there.pop("sqlite_sequence", None)
    assert {name: sorted(columns) for name, columns in there.items()} == {
        table.name: sorted(table.c.keys()) for table in METADATA.sorted_tables
    }


def test_a_store_is_opened_again_as_it_was_left(store_url: str) -> None:
    for n in range(3):
        with EventStore.open(store_url) as store:
            assert store.version("case/K-001") == n
            store.append("case/K-001", [OPENED], expected=n, at=NOW)


def test_a_store_that_a_newer_release_made_is_refused_and_left_alone(store_url: str, outside: Engine) -> None:
    EventStore.open(store_url).close()
    with outside.begin() as connection:
        connection.execute(text("UPDATE about SET value = '99' WHERE name = 'schema'"))
    before = shape(outside)
    with pytest.raises(StoreVersionError, match="schema version 99; this release knows up to 3"):
        EventStore.open(store_url)
    assert shape(outside) == before


@pytest.mark.parametrize("table", ["CREATE TABLE about (name TEXT, city TEXT)", "CREATE TABLE families (name TEXT)"])
def test_a_database_of_something_else_is_refused_and_left_alone(table: str, store_url: str, outside: Engine) -> None:
    with outside.begin() as connection:
        connection.execute(text(table))
    with pytest.raises(StoreVersionError, match="something else"):
        EventStore.open(store_url)
    assert len(inspect(outside).get_table_names()) == 1


def insert(position: int, version: int, verb: str = "INSERT") -> str:
    return (
        f"{verb} INTO events (position, stream, version, type, at, data) "
        f"VALUES ({position}, 'case/K-001', {version}, 'opened', 0, '')"
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE events SET type = 'closed'",
        "DELETE FROM events",
        "DELETE FROM events WHERE version = 2",
        insert(4, 3),
        insert(3, 4),
        insert(1, 1),
        insert(3, 2),
    ],
)
def test_the_database_itself_refuses_to_change_events(attempt: str, store_url: str, outside: Engine) -> None:
    refused_by_the_database(attempt, store_url, outside)


def test_postgresql_refuses_to_empty_the_table_of_events(postgres: PostgresServer) -> None:
    url = postgres.url()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    refused_by_the_database("TRUNCATE events", url, engine)
    engine.dispose()


def test_sqlite_refuses_to_replace_events(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    engine = create_engine(url)
    refused_by_the_database(insert(1, 1, "INSERT OR REPLACE"), url, engine)
    engine.dispose()


def refused_by_the_database(attempt: str, url: str, outside: Engine) -> None:
    with EventStore.open(url) as store:
        store.append("case/K-001", [OPENED, OPENED], expected=0, at=NOW)
        before = list(store.everything())
        with pytest.raises(DBAPIError, match="append"), outside.begin() as connection:
            connection.execute(text(attempt))
        assert list(store.everything()) == before
