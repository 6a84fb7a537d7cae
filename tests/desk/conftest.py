"""A desk of the small town, with a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.desk import Desk
from tests.desk.desks import router, store

pytest.importorskip("sqlalchemy", reason="the event store needs the extra `desk`")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with store(tmp_path) as events:
        yield Desk(router(), events)
