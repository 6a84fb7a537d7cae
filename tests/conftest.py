"""What several tests share; what is loaded is not garbage, and what is bulk is not measured."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.postgres import NO_SERVER, PostgresServer, binaries


def pytest_collection_finish() -> None:
    # the rulebooks that are loaded by now stay to the end: nothing is gained by looking through them again and again
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    # `no_cover` of pytest-cov does this too, but not in the processes of pytest-xdist, where it traces twice
    tracer, for_threads = sys.gettrace(), threading.gettrace()
    if tracer is None or item.get_closest_marker("unmeasured") is None:
        return (yield)
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    try:
        return (yield)
    finally:
        threading.settrace(for_threads)  # type: ignore[arg-type]
        sys.settrace(tracer)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL server, one for each process of the tests."""
    folder = binaries()
    if folder is None:
        pytest.skip(NO_SERVER)
    server = PostgresServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new event store: a test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url()
