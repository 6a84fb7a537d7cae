"""`kill -9` of a process that writes, at random points: what it acknowledged is there, and nothing is half there."""

from __future__ import annotations

import random
import signal

import pytest

from routing.store import EventStore
from tests.store.writers import Writer, whole


def killed_while_writing(url: str, times: int, seed: int) -> None:
    """Start a writer, kill it a moment after it has written a little or nothing, look; again on the same store."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    seen = 0
    with EventStore.open(url) as store:
        for n in range(times):
            writer = Writer(url, f"w{n}", 100_000)
            assert writer.killed(after=chance.randrange(4), delay=chance.uniform(0, 0.1)) == -signal.SIGKILL
            acknowledged += writer.told
            new = list(store.everything(after=seen, limit=None))
            assert {event.data["command"] for event in new} >= set(writer.told)
            seen += len(new)
        commands = whole(store)
    assert set(acknowledged) <= set(commands)
    # at most the command that was being written when the kill came is there without having been acknowledged
    assert len(commands) - len(acknowledged) <= times
    assert acknowledged


@pytest.mark.unmeasured
def test_a_writer_that_is_killed_10_times_leaves_each_acknowledged_append_whole(tmp_path: object) -> None:
    killed_while_writing(f"sqlite:///{tmp_path}/store.db", times=10, seed=20260401)


@pytest.mark.soak
def test_a_writer_that_is_killed_200_times_leaves_each_acknowledged_append_whole(tmp_path: object) -> None:
    killed_while_writing(f"sqlite:///{tmp_path}/store.db", times=200, seed=20260402)


@pytest.mark.soak
def test_a_writer_to_a_server_that_is_killed_50_times_leaves_each_acknowledged_append_whole(
    request: pytest.FixtureRequest,
) -> None:
    killed_while_writing(request.getfixturevalue("postgres").url(), times=50, seed=20260403)
