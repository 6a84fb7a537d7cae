"""A desk of the small town, with a store of its own."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.case import Case
from routing.case.parts import Need
from routing.desk import Actor, Desk, Facts
from routing.router import Router
from routing.rulebook.serving import serving
from routing.store import EventStore
from tests.desk.command import HEAT, OPENED, Command
from tests.desk.desks import router, store

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory: a commit there waits for no disk."""


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder for databases that need not outlive a power cut."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def desk(quick: Path) -> Iterator[Desk]:
    with store(quick) as events:
        yield Desk(router(), events)


@pytest.fixture
def command(quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`routing desk` on a store that is not there yet."""
    monkeypatch.setenv("ROUTING_DESK_DB", f"sqlite:///{quick / 'desk.db'}")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("ROUTING_STORE_KEY", raising=False)
    return Command(capsys)


@pytest.fixture(scope="session")
def opened_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with the case `kinuta-heat`, opened on 3 August 2026 at 10:00 in Japan, as a file."""
    file = tmp_path_factory.mktemp("heat") / "desk.db"
    with EventStore.open(f"sqlite:///{file}") as store:
        Desk(Router(serving("setagaya")), store).open(Case.load(HEAT), OPENED)
    return file.read_bytes()


@pytest.fixture(scope="session")
def late_store(opened_store: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same, where the council was to see to the need `n2` by 3 August."""
    file = tmp_path_factory.mktemp("late") / "desk.db"
    file.write_bytes(opened_store)
    due = Need(id="n2", person="a", code="isolation.alone", due=dt.date(2026, 8, 3))
    with EventStore.open(f"sqlite:///{file}") as store:
        by = Actor(kind="support_center", office="kinuta-anshin")
        Desk(Router(serving("setagaya")), store).learn("kinuta-heat", Facts(needs=(due,)), by, OPENED)
    return file.read_bytes()


@pytest.fixture
def heat(command: Command, quick: Path, opened_store: bytes) -> Command:
    """The same, with the case `kinuta-heat` in the store."""
    (quick / "desk.db").write_bytes(opened_store)
    return command


@pytest.fixture
def late(command: Command, quick: Path, late_store: bytes) -> Command:
    """`routing desk` with that case, of which one referral is overdue from 4 August on."""
    (quick / "desk.db").write_bytes(late_store)
    return command
