"""Proofs as plain JSON, for whoever holds a checkpoint and not the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from routing.log.decision_log import DecisionLog, Proof
from routing.log.errors import LogError
from routing.log.merkle import EMPTY, verify_consistency, verify_inclusion
from routing.log.merkle.hashing import HASH_BYTES
from routing.log.notes import Checkpoint
from routing.log.record import Record, beside, record_of
from routing.log.verification import Check, Verdict

FORMAT = "routing-log-proof/1"


def inclusion(log: DecisionLog, number: int, size: int | None = None, *, values: bool = False) -> dict[str, Any]:
    """A record with the proof that it is in the log, as plain JSON. Raises `LogError` where it is not."""
    proof = log.prove_inclusion(number, size)
    record = log.record(number)
    shown = {"beside": beside(record.openings, record.redactions)} if values else {}
    return {"format": FORMAT, "record": dict(record.header), **shown, **_written(proof)}


def consistency(log: DecisionLog, old: int, size: int | None = None) -> dict[str, Any]:
    """The proof that the log only grew since it had `old` records, as plain JSON."""
    return {"format": FORMAT, "old": old, "old_root": log.root(old).hex(), **_written(log.prove_consistency(old, size))}


def verify_proof(data: Mapping[str, Any], checkpoints: Iterable[Checkpoint]) -> Verdict:
    """Check a proof against checkpoints: each has to be about what it shows. Raises `LogError` for what is none."""
    proof, old, old_root, record = _read(data)
    verdict = Verdict(proof.size, proof.root)
    known = {proof.size: proof.root}
    if record is None:
        known[old] = old_root
        if not verify_consistency(old, proof.size, old_root, proof.root, proof.hashes):
            verdict.findings.append(f"the first {old} records are not shown to be the beginning of {proof.size}")
    else:
        if not verify_inclusion(record.leaf, record.number - 1, proof.size, proof.hashes, proof.root):
            verdict.findings.append(f"record {record.number} is not shown to be one of {proof.size}")
        verdict.findings += _values(record)
    for checkpoint in checkpoints:
        if known.get(checkpoint.size) == checkpoint.root:
            verdict.checked.append(checkpoint)
        else:
            verdict.findings.append(f"the proof is not about the checkpoint of {checkpoint.size} records")
    return verdict


def _values(record: Record) -> list[str]:
    check = Check(values=False)
    check.values_of(record)
    return check.verdict().findings


def _written(proof: Proof) -> dict[str, Any]:
    return {"size": proof.size, "root": proof.root.hex(), "hashes": [part.hex() for part in proof.hashes]}


def _read(data: Mapping[str, Any]) -> tuple[Proof, int, bytes, Record | None]:
    try:
        if data["format"] == FORMAT and isinstance(data["size"], int):
            hashes = tuple(_hash(part) for part in data["hashes"])
            proof = Proof(data["size"], _hash(data["root"]), hashes)
            if "record" in data:
                return proof, 0, EMPTY, record_of(data["record"], data.get("beside", {}))
            if isinstance(data["old"], int):
                return proof, data["old"], _hash(data["old_root"]), None
    except (KeyError, TypeError, ValueError):
        pass
    raise LogError("this is no proof of a decision log", help="`routing log prove` prints one; keep it as it is")


def _hash(text: str) -> bytes:
    made = bytes.fromhex(text)
    if len(made) != HASH_BYTES:
        raise ValueError("no hash")
    return made
