"""What is redacted is gone, cannot be guessed from what stays, and every proof holds as before."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import pickle
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from routing.log import DecisionLog, LogError, Redacted, export, verify, verify_export
from routing.log.canonical import canonical
from routing.log.commitments import Opening
from routing.log.fields import case_fields
from routing.store import EventStore
from tests.log.logs import KEY, NOW, ORIGIN, begun, case, decision, filled, router


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield begun(store)


def redact(log: DecisionLog, *paths: str, number: int = 1) -> set[str]:
    """Redact, and give the paths that went."""
    before = set(log.record(number).values)
    told = log.redacted_with(number, paths)
    log.redact(number, paths, "privacy officer", "asked by the person", NOW)
    gone = before - set(log.record(number).values)
    assert gone == set(told)
    return gone


def test_a_redacted_value_and_its_salt_are_gone_and_every_proof_stays(log: DecisionLog) -> None:
    filled(log, 3)
    note = log.checkpoint(ORIGIN, KEY, NOW)
    proof, root = log.prove_inclusion(2), log.root()
    assert redact(log, "/case/persons/0/age", number=2) == {"/case/persons/0/age"}
    assert log.prove_inclusion(2, 3) == proof
    assert log.root(3) == root
    verdict = verify(log, rulebooks=False)
    assert (verdict.findings, verdict.redacted, len(verdict.checked)) == ([], 1, 1)
    assert note in [text for text, _ in log.checkpoints()]


def test_a_redaction_is_itself_a_record(log: DecisionLog) -> None:
    filled(log, 1)
    number = log.redact(1, ["/case/persons/0/sex"], "privacy officer", "asked by the person", NOW)
    record = log.record(number)
    assert (record.kind, record.header["about"], record.header["by"]) == ("redaction", 1, "privacy officer")
    assert record.header["paths"] == ["/case/persons/0/sex"]
    assert record.values == {"/redaction/reason": "asked by the person"}
    assert "asked" not in json.dumps(dict(record.header))


def test_a_redacted_record_cannot_be_decided_again_and_says_where_it_was_redacted(log: DecisionLog) -> None:
    filled(log, 1)
    redact(log, "/case/persons/0/age")
    redact(log, "/case/persons/0/sex")
    assert str(pickle.loads(pickle.dumps(Redacted(1, (2, 3))))) == str(Redacted(1, (2, 3)))
    for ask in (log.record(1).case, log.record(1).decision, log.record(1).availability):
        with pytest.raises(Redacted, match="said by: 2, 3") as caught:
            ask()
        assert (caught.value.number, caught.value.redactions) == (1, (2, 3))


def test_a_whole_record_can_be_redacted(log: DecisionLog) -> None:
    filled(log, 2)
    redact(log, "/", number=2)
    assert log.record(2).values == {}
    assert verify(log, rulebooks=False).good


def test_an_id_that_is_redacted_goes_wherever_it_stands(log: DecisionLog) -> None:
    filled(log, 1)
    redact(log, "/case/persons/0/id")
    left = log.record(1).values
    assert "/case/needs/0/person" not in left
    assert '"a"' not in json.dumps(list(left.values()))


def test_an_id_made_from_the_content_of_a_need_goes_with_any_part_of_it(log: DecisionLog) -> None:
    filled(log, 1)
    made = next(need.id for need in case().canonical().needs if need.id.startswith("need-"))
    position = next(n for n, need in enumerate(case().canonical().needs) if need.id == made)
    redact(log, f"/case/needs/{position}/status")
    assert made not in json.dumps(list(log.record(1).values.values()))


def test_a_need_that_was_given_an_id_keeps_it(log: DecisionLog) -> None:
    filled(log, 1)
    position = next(n for n, need in enumerate(case().canonical().needs) if need.id == "n1")
    assert f"/case/needs/{position}/id" not in redact(log, f"/case/needs/{position}/urgent")


def test_what_the_decision_repeats_of_a_redacted_text_goes_too(log: DecisionLog) -> None:
    filled(log, 1)
    position = next(n for n, need in enumerate(case().canonical().needs) if need.id == "n1")
    gone = redact(log, f"/case/needs/{position}/code")
    assert "debt.arrears" not in json.dumps(list(log.record(1).values.values()))
    assert "/decision/digest" in gone


def test_the_digest_of_a_decision_goes_with_any_part_of_it(log: DecisionLog) -> None:
    filled(log, 1)
    assert redact(log, "/decision/rejected") == {"/decision/rejected", "/decision/digest"}


def test_the_digest_of_a_decision_goes_with_the_places_it_was_made_with(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, availability={"a": 1})
    assert redact(log, "/availability") == {"/availability", "/decision/digest"}


@pytest.mark.parametrize(
    "path", ["/case/persons/1", "/case/person", "case", "", "/case/persons/0/age/x", "/82", "/秘密"]
)
def test_a_path_that_names_nothing_is_refused_and_nothing_is_deleted(path: str, log: DecisionLog) -> None:
    filled(log, 1)
    before = log.record(1)
    if path != "":
        with pytest.raises(LogError, match="names no field that is still there") as caught:
            log.redact(1, [path], "officer", "reason", NOW)
        assert "秘密" not in str(caught.value)
    else:
        with pytest.raises(LogError, match="nothing was named"):
            log.redact(1, [], "officer", "reason", NOW)
    assert log.record(1) == before
    assert log.size == 1


def test_what_is_redacted_cannot_be_redacted_again(log: DecisionLog) -> None:
    filled(log, 1)
    redact(log, "/case/persons/0/age")
    with pytest.raises(LogError, match="still there"):
        redact(log, "/case/persons/0/age")


def test_the_reason_of_a_redaction_can_be_redacted(log: DecisionLog) -> None:
    filled(log, 1)
    redact(log, "/case/persons/0/age")
    redact(log, "/redaction/reason", number=2)
    assert verify(log, rulebooks=False).good


def test_redactions_that_meet_leave_what_both_wanted_gone(log: DecisionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(log, 1)
    other = DecisionLog(log.trail._store)
    append = log.trail._store.append
    waiting = [True]

    def late(*given: Any, **named: Any) -> Any:
        if waiting and named.get("erase"):
            waiting.clear()
            other.redact(1, ["/case/persons/0/sex"], "officer", "first", NOW)
        return append(*given, **named)

    monkeypatch.setattr(log.trail._store, "append", late)
    log.redact(1, ["/case/persons/0/age", "/case/persons/0/sex"], "officer", "second", NOW)
    left = log.record(1)
    assert not {"/case/persons/0/age", "/case/persons/0/sex"} & set(left.values)
    assert left.redactions == (2, 3)
    assert verify(log, rulebooks=False).findings == []


def test_no_file_of_the_database_holds_a_redacted_text(tmp_path: Path) -> None:
    secret = "K-9471102"
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        log = begun(store)
        given = case(case=secret)
        log.append(given, router().route(given), NOW)
        assert any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
        log.redact(1, ["/case/case"], "officer", "asked", NOW)
        assert not any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_an_export_of_a_redacted_log_is_checked_and_holds_nothing_that_was_redacted(log: DecisionLog) -> None:
    filled(log, 2)
    redact(log, "/case", number=1)
    lines = list(export(log, values=True))
    assert verify_export(lines).good
    assert b"K-1" not in b"".join(lines)
    assert b"K-2" in b"".join(lines)


def attacked(log: DecisionLog, records: int) -> tuple[int, int]:
    """Redact fields of few values, and try all of them against all that is left: how many were redacted, and found."""
    chance = random.Random(1000)
    secrets: list[tuple[int, str, Any]] = []
    for number in range(1, records + 1):
        given = case(
            number,
            persons=[{"id": "a", "age": chance.randrange(131), "sex": chance.choice("FMX")}],
            needs=[{"person": "a", "code": "debt.arrears", "urgent": chance.random() < 0.5, "severity": None}],
        )
        record = log.append(given, router().route(given), NOW)
        values = log.record(record).values
        paths = [path for path in values if path.rpartition("/")[2] in ("age", "sex", "urgent", "status", "code")]
        log.redact(record, [path for path in paths if path.startswith("/case")], "officer", "asked", NOW)
        secrets += [(record, path, values[path]) for path in paths]
    left = b"".join(export(log, values=True))
    found = sum(recovered(left, path, value) for _, path, value in secrets)
    return len(secrets), found


def recovered(left: bytes, path: str, value: Any) -> bool:
    """Whether a dictionary attack on a field that holds this value finds a hash of it in what is left."""
    name = path.rpartition("/")[2]
    spellings = [canonical(value), canonical([path, value]), canonical({name: value}), str(value).encode()]
    spellings.append(b"referral-routing field/1\n" + canonical([path, value]))
    salts = [b"", bytes(32), b"\xff" * 32]
    hashes = [hashlib.sha256(salt + text).hexdigest() for salt, text in itertools.product(salts, spellings)]
    hashes += [hmac.digest(salt, text, "sha256").hex() for salt, text in itertools.product(salts, spellings)]
    return any(found.encode() in left or found[:12].encode() in left for found in hashes)


def test_the_attack_would_find_a_value_that_was_committed_to_without_a_salt() -> None:
    path, value = next(field for field in case_fields(case()) if field[0].endswith("/age"))
    weak = Opening(path, bytes(32), value).commitment().hex().encode()
    assert recovered(b'["' + weak + b'"]', path, value)


def test_a_dictionary_attack_on_redacted_fields_of_few_values_recovers_none(log: DecisionLog) -> None:
    count, found = attacked(log, 5)
    assert count >= 25
    assert found == 0


@pytest.mark.soak
def test_a_dictionary_attack_on_1_000_redacted_fields_of_few_values_recovers_none(log: DecisionLog) -> None:
    count, found = attacked(log, 200)
    assert count >= 1_000
    assert found == 0
