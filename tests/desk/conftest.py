"""A desk of the small town, with a store of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.desk import Desk
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
