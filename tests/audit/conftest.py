"""A store in which much has happened, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.store import EventStore
from tests.audit.busy_desk import busy
from tests.desk.conftest import quick

__all__ = ["busy_file", "busy_store", "quick"]


@pytest.fixture(scope="session")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store in which much has happened; nothing may be written to it."""
    file = tmp_path_factory.mktemp("busy") / "desk.db"
    busy(file)
    return file


@pytest.fixture(scope="session")
def busy_store(busy_file: Path) -> Iterator[EventStore]:
    """The same, open."""
    with EventStore.open(f"sqlite:///{busy_file}") as store:
        yield store
