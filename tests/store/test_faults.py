"""A full disk, a locked file, a server that goes away: one typed error, nothing half written, and on it goes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, Pool, event

from routing.store import (
    Appended,
    EventStore,
    Message,
    NewEvent,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreUnreachable,
    StoreVersionError,
)
from tests.postgres import PostgresServer
from tests.store.writers import ROOT, whole, write

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
SECRET = "住所は世田谷区砧"
LARGE = NewEvent("opened", {"note": SECRET * 500})


@pytest.fixture
def few_pages() -> Iterator[None]:
    """SQLite files may take 60 pages, as on a disk that is nearly full."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 60")

    event.listen(Engine, "connect", limit)
    yield
    event.remove(Engine, "connect", limit)


@pytest.fixture
def little_disk() -> Iterator[Path]:
    """A disk of one megabyte, where the server can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="disk"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no file system of one megabyte can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def noise() -> NewEvent:
    """Data that cannot be compressed, as a server does with what is long."""
    return NewEvent("opened", {"note": SECRET + os.urandom(4000).hex()})


def filled(store: EventStore) -> int:
    """How many events were appended, one at a time, until there was no room."""
    acknowledged: list[Appended] = []
    with pytest.raises(StoreFull, match="is full") as told:
        fill(store, acknowledged)
    assert SECRET not in str(told.value)
    return len(acknowledged)


def fill(store: EventStore, acknowledged: list[Appended]) -> None:
    for version in range(10_000):
        acknowledged.append(store.append("case/K-001", [noise()], expected=version, at=NOW, command=f"c{version}"))


@pytest.mark.usefixtures("few_pages")
def test_a_store_that_may_not_grow_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store:
        version = filled(store)
        assert version > 2
        assert [event.version for event in store.read("case/K-001")] == list(range(1, version + 1))
        assert store.carried_out(f"c{version}") is None
        assert store.append("case/K-002", [NewEvent("opened", {})], expected=0, at=NOW).version == 1


def test_a_store_on_a_full_disk_is_readable_and_goes_on_once_there_is_room(little_disk: Path) -> None:
    ballast = little_disk / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    with EventStore.open(f"sqlite:///{little_disk}/store.db") as store:
        version = filled(store)
        assert store.version("case/K-001") == len(store.read("case/K-001")) == version > 0
        ballast.unlink()
        store.append("case/K-001", [noise()], expected=version, at=NOW, command=f"c{version}")
    with EventStore.open(f"sqlite:///{little_disk}/store.db") as store:
        assert [event.version for event in store.read("case/K-001")] == list(range(1, version + 2))


def test_a_server_whose_disk_is_full_says_so_and_goes_on_once_there_is_room(
    postgres: PostgresServer, little_disk: Path
) -> None:
    space = little_disk / "space"
    space.mkdir()
    os.chown(space, postgres.folder.stat().st_uid, postgres.folder.stat().st_gid)
    little_disk.chmod(0o755)
    postgres.run(f"CREATE TABLESPACE little LOCATION '{space}'")
    try:
        url = f"{postgres.url()}%20-cdefault_tablespace%3Dlittle"
        ballast = little_disk / "ballast"
        ballast.write_bytes(b"x" * 300_000)
        with EventStore.open(url) as store:
            version = filled(store)
            assert store.version("case/K-001") == len(store.read("case/K-001")) == version > 0
            ballast.unlink()
            store.append("case/K-001", [noise()], expected=version, at=NOW, command=f"c{version}")
            assert store.version("case/K-001") == version + 1
        postgres.run(f"DROP SCHEMA {postgres.schema_of(url)} CASCADE")
    finally:
        postgres.run("DROP TABLESPACE little")


def append_to(store: EventStore, stream: str) -> Appended | str:
    """What an append did, or what its writer was told."""
    try:
        return store.append(stream, [LARGE], expected=0, at=NOW)
    except StoreBusy as told:
        return told.message


def test_a_file_that_another_process_holds_is_busy_for_all_who_wait_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.store.sqlite.WAIT", 0.05)
    streams = [f"case/{n}" for n in range(4)]
    with EventStore.open(f"sqlite:///{tmp_path}/store.db") as store, ThreadPoolExecutor(4) as pool:
        holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        told = list(pool.map(lambda stream: append_to(store, stream), streams))
        assert told == ["the store is locked by another process"] * 4
        assert list(store.everything()) == [], "a reader does not wait"
        holder.execute("ROLLBACK")
        holder.close()
        assert append_to(store, "case/0") == Appended("case/0", 0, 1, 1)


def test_a_server_that_another_process_holds_is_busy_and_nothing_is_written(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.store.postgresql.WAIT", 0.05)
    url = postgres.url()
    with EventStore.open(url) as store:
        with psycopg.connect(url) as holder:
            holder.execute("LOCK TABLE events")
            assert append_to(store, "case/0") == "the store is busy"
        assert append_to(store, "case/0") == Appended("case/0", 0, 1, 1)


def test_a_user_of_the_server_needs_no_right_to_change_events(postgres: PostgresServer) -> None:
    url = postgres.url()
    with EventStore.open(url) as store:
        store.append("case/0", [LARGE], expected=0, at=NOW)
    page = (ROOT / "docs/reference/store.md").read_text(encoding="utf-8")
    rights = page.partition("```sql")[2].partition("```")[0]
    with psycopg.connect(url) as owner:
        owner.execute("CREATE ROLE clerk LOGIN")
        owner.execute(f"GRANT USAGE ON SCHEMA {postgres.schema_of(url)} TO clerk")
        owner.execute(rights.replace(" TO desk", " TO clerk"))
    as_clerk = url.replace("desk@", "clerk@")
    message = Message("agency", "written", {})
    with EventStore.open(as_clerk) as store:
        store.append("case/0", [LARGE], expected=1, at=NOW, command="c", messages=[message], wake=NOW)
        (pending,) = store.outbox(1, NOW)
        store.delivered(pending.id, NOW)
    with psycopg.connect(as_clerk) as clerk, pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute("UPDATE events SET type = 'closed'")
    with psycopg.connect(url) as owner:
        owner.execute("REVOKE INSERT ON events FROM clerk")
    with EventStore.open(as_clerk) as store, pytest.raises(StoreError, match="the user may not do that"):
        store.append("case/0", [LARGE], expected=2, at=NOW)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(StoreVersionError, match="no SQLite database"):
        EventStore.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"Dear Sir or Madam, " * 100


def test_a_damaged_file_is_an_error_of_the_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with EventStore.open(url) as store:
        store.append("case/K-001", [LARGE] * 50, expected=0, at=NOW)
    content = bytearray((tmp_path / "store.db").read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    (tmp_path / "store.db").write_bytes(content)
    with pytest.raises(StoreDamaged), EventStore.open(url) as store:
        store.read("case/K-001")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///no/such/folder/store.db", "cannot be opened"),
        ("sqlite://", "in memory would forget"),
        ("sqlite:///:memory:", "in memory would forget"),
        ("sqlite:///file::memory:?uri=true", "in memory would forget"),
        ("sqlite:///file:desk?uri=true&mode=memory", "in memory would forget"),
        ("mysql://user:secret@host/desk", "no URL of a kind"),
        ("desk.db", "no URL of a kind"),
        ("postgresql://user:secret@/desk?host=/no/such/folder", "cannot be reached"),
        ("postgresql://user:secret@127.0.0.1:1/desk", "cannot be reached"),
    ],
)
def test_a_url_that_leads_nowhere_is_one_line_without_its_password(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as told:
        EventStore.open(url)
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_database_that_the_server_does_not_have_cannot_be_reached(postgres: PostgresServer) -> None:
    with pytest.raises(StoreUnreachable, match="refused the connection"):
        EventStore.open(postgres.url().replace("/postgres?", "/desk?"))


def test_a_server_that_was_restarted_meanwhile_is_found_again(postgres: PostgresServer) -> None:
    with EventStore.open(postgres.url()) as store:
        store.append("case/K-001", [LARGE], expected=0, at=NOW)
        postgres.stop()
        postgres.start()
        assert store.append("case/K-001", [LARGE], expected=1, at=NOW).version == 2


@pytest.mark.parametrize(
    ("database", "question", "answer"),
    [
        ("sqlite", "PRAGMA synchronous", 2),  # FULL
        ("sqlite", "PRAGMA journal_mode", "wal"),
        ("postgresql", "SHOW synchronous_commit", "on"),
    ],
)
def test_what_is_acknowledged_has_reached_the_disk(
    database: str, question: str, answer: object, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    if database == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = f"{server.url()}%20-csynchronous_commit%3Doff"  # as a server that is set so
    answers = set()

    def ask(connection: Any, _record: object, _proxy: object) -> None:
        answers.add(connection.cursor().execute(question).fetchone()[0])

    event.listen(Pool, "checkout", ask)
    try:
        with EventStore.open(url) as store:
            store.append("case/K-001", [LARGE], expected=0, at=NOW)
    finally:
        event.remove(Pool, "checkout", ask)
    assert answers == {answer}


def test_a_server_that_is_killed_while_threads_write_loses_nothing_and_doubles_nothing(
    postgres: PostgresServer,
) -> None:
    done: list[str] = []
    broken: list[str] = []

    def work(thread: int) -> None:
        for n in range(12):
            command = f"t{thread}-{n}"
            while command not in done:
                try:
                    write(store, "case/K-001", command)
                    done.append(command)
                except (StoreUnreachable, StoreBusy) as told:
                    broken.append(told.message)
                    time.sleep(0.01)

    with EventStore.open(postgres.url()) as store:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for how in (signal.SIGQUIT, signal.SIGINT):  # a crash, then an orderly restart
            count = len(done)
            while len(done) < count + 8:
                time.sleep(0.002)
            postgres.stop(how)
            postgres.start()
        for thread in threads:
            thread.join()
        assert broken, "nobody noticed"
        assert sorted(whole(store)) == sorted(done)


FORKING = """
import os, sys
from routing.store import EventStore, StoreError
with EventStore.open(sys.argv[1]) as store:
    if os.fork() == 0:
        try:
            store.version("case/K-001")
        except StoreError as told:
            print(told.message, flush=True)
        store.close()
        os._exit(0)
    os.wait()
    print(store.version("case/K-001"))
"""


def test_a_store_opened_before_a_fork_is_refused_in_the_child(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FORKING, f"sqlite:///{tmp_path}/store.db"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines() == ["the store was opened before the process was forked", "0"]
