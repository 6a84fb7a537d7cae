"""A proof that somebody was given on paper is believed where it holds against a checkpoint, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from routing.log import Checkpoint, DecisionLog, LogError, read_note
from routing.log.proof_file import consistency, inclusion, verify_proof
from routing.store import EventStore
from tests.log.logs import KEY, NOW, ORIGIN, checked, filled


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield checked(store)


def test_a_proof_on_paper_is_believed_against_the_checkpoint_it_is_about(log: DecisionLog) -> None:
    (first,) = [checkpoint for _, checkpoint in log.checkpoints()]
    filled(log, 3)
    second = read_note(log.checkpoint(ORIGIN, KEY, NOW))
    for proof, about in (
        (inclusion(log, 2, 4), [first]),
        (inclusion(log, 2, values=True), [second]),
        (consistency(log, 4), [first, second]),
    ):
        read = json.loads(json.dumps(proof))
        assert verify_proof(read, about).findings == []
        assert verify_proof(read, [Checkpoint(ORIGIN, about[0].size, bytes(32))]).findings != []


@pytest.mark.parametrize(
    "change",
    [
        {"hashes": []},
        {"size": 9},
        {"root": "00" * 32},
        {"record": {"schema": "log/1", "number": 2, "kind": "decision", "at": "", "fields": []}},
    ],
)
def test_a_changed_proof_on_paper_is_not_believed(change: dict[str, Any], log: DecisionLog) -> None:
    proof = {**inclusion(log, 2), **change}
    assert "record 2 is not shown to be one of" in verify_proof(proof, []).findings[0]


def test_a_changed_proof_of_growth_is_not_believed(log: DecisionLog) -> None:
    proof = {**consistency(log, 3), "old": 2}
    assert verify_proof(proof, []).findings == ["the first 2 records are not shown to be the beginning of 4"]


def test_a_changed_value_beside_a_proof_is_told(log: DecisionLog) -> None:
    proof = inclusion(log, 2, values=True)
    proof["beside"]["open"][0][2] = "K-9"
    assert verify_proof(proof, []).findings == [
        "record 2 has a value beside it that is not the one it was written with"
    ]


@pytest.mark.parametrize(
    "change", [{"format": "x"}, {"size": "4"}, {"hashes": ["00"]}, {"hashes": [4]}, {"root": None}, {"old": "3"}]
)
def test_what_is_no_proof_is_refused(change: dict[str, Any], log: DecisionLog) -> None:
    with pytest.raises(LogError, match="no proof of a decision log"):
        verify_proof({**consistency(log, 3), **change}, [])
