"""The log keeps what was decided: whole, in order, once, with the rulebook that it was decided by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from routing import Case, Router, Rulebook
from routing.log import Decided, DecisionLog, LogError, Override, Redacted, verify
from routing.log.merkle import leaf_hash, root, verify_consistency, verify_inclusion
from routing.log.record import leaf_of
from routing.rulebook.archive import Archive
from routing.store import EventStore, StoreDamaged
from tests.log.logs import KEY, NOW, ORIGIN, archive, begun, case, decision, filled, router

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield begun(store)


def test_a_decision_comes_back_to_the_byte(log: DecisionLog) -> None:
    number = log.append(case(), decision(), NOW)
    assert log.record(number).decision().to_json() == decision().to_json()


def test_a_logged_case_decided_again_by_its_logged_rulebook_gives_the_same_decision(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        number = begun(store).append(case(), decision(), NOW)
    with EventStore.open(store_url) as store:
        log = DecisionLog(store)
        record = log.record(number)
        book = log.rulebooks.rulebook(record.header["rulebook"]["digest"])
        assert Router(book).route(record.case()).to_json() == decision().to_json()


def test_published_cases_come_back_with_all_their_facts(log: DecisionLog) -> None:
    setagaya = Router(log.keep_rulebook(Archive.of("setagaya"), NOW))
    given = [Case.load(path) for path in sorted((ROOT / "examples/kinuta").glob("*.yaml"))]
    for one in given:
        log.append(one, setagaya.route(one), NOW)
    assert [record.case() for record in log.records()] == [one.canonical() for one in given]
    assert [setagaya.route(r.case()).to_json() for r in log.records()] == [
        r.decision().to_json() for r in log.records()
    ]


def test_the_places_that_offices_were_chosen_by_are_logged_with_the_decision(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, availability={"b": 0, "a": 2})
    log.append(case(), decision(), NOW)
    assert log.record(1).availability() == {"a": 2, "b": 0}
    assert log.record(2).availability() is None


def test_records_are_numbered_from_1_and_none_is_left_out(log: DecisionLog) -> None:
    filled(log, 5)
    assert [record.number for record in log.records()] == [1, 2, 3, 4, 5]
    assert [record.number for record in log.records(after=2, until=4)] == [3, 4]
    assert log.size == 5


def test_what_stands_for_ever_holds_no_fact_of_the_case(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=Override("support_center", "health_center", "chief", "too far away"))
    header = dict(log.record(1).header)
    assert len(header.pop("fields")) == len(log.record(1).openings)
    assert header == {
        "schema": "log/1",
        "kind": "decision",
        "number": 1,
        "at": "2026-04-01T09:00:00.000000Z",
        "as_of": "2026-04-01",
        "rulebook": decision().rulebook.model_dump(),
        "engine": {"name": "native", "version": "0.1.0", "verified_by": []},
        "retention": "standard",
    }


def test_a_value_is_committed_to_with_a_salt_of_its_own_each_time(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    log.append(case(), decision(), NOW)
    fields = [field for record in log.records() for field in record.header["fields"]]
    assert len(set(fields)) == len(fields)


def test_an_override_is_part_of_the_record_or_a_record_about_it(log: DecisionLog) -> None:
    override = Override("support_center", "health_center", "chief", "the family moved")
    log.append(case(), decision(), NOW, override=override)
    assert log.override(1, override, NOW) == 2
    for number in (1, 2):
        values = log.record(number).values
        assert values["/override/to"] == "health_center"
        assert values["/override/reason"] == "the family moved"
    assert log.record(2).header["about"] == 1


def test_only_a_decision_can_be_overridden(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    log.override(1, Override(None, "health_center", "chief", "x"), NOW)
    with pytest.raises(LogError, match="record 2 is of the kind `override`, not `decision`"):
        log.override(2, Override(None, "health_center", "chief", "x"), NOW)
    with pytest.raises(LogError, match="it has no `case`"):
        log.record(2).case()


def test_a_command_that_is_given_twice_is_logged_once(log: DecisionLog) -> None:
    assert log.append(case(), decision(), NOW, command="c-1") == 1
    assert log.append(case(2), decision(2), NOW) == 2
    assert log.append(case(), decision(), NOW, command="c-1") == 1
    assert log.size == 2
    assert verify(log, rulebooks=False).findings == []


def test_many_decisions_are_logged_at_once_or_not_at_all(log: DecisionLog) -> None:
    assert log.extend([Decided(case(n), decision(n)) for n in (1, 2, 3)], NOW, command="c-1") == 3
    assert log.extend([Decided(case(n), decision(n)) for n in (1, 2, 3)], NOW, command="c-1") == 3
    with pytest.raises(LogError, match="another case"):
        log.extend([Decided(case(4), decision(4)), Decided(case(5), decision(6))], NOW)
    with pytest.raises(LogError, match="no decision"):
        log.extend([], NOW)
    assert [record.decision() for record in log.records()] == [decision(1), decision(2), decision(3)]
    assert log.append(case(), decision(), NOW) == 4
    assert verify(log, rulebooks=False).findings == []


def test_a_decision_about_another_case_is_refused(log: DecisionLog) -> None:
    with pytest.raises(LogError, match="another case"):
        log.append(case(2), decision(1), NOW)
    assert log.size == 0


def test_a_decision_whose_rulebook_is_not_kept_is_refused(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        log = DecisionLog(store)
        with pytest.raises(LogError, match="the rulebook of the decision is not in the log"):
            log.append(case(), decision(), NOW)
        with pytest.raises(LogError, match="does not hold the rulebook"):
            log.rulebooks.rulebook(decision().rulebook.digest)


def test_a_rulebook_is_kept_once(log: DecisionLog) -> None:
    log.keep_rulebook(archive(), NOW)
    DecisionLog(log.trail._store).keep_rulebook(archive(), NOW)
    assert list(log.rulebooks.digests()) == [router().rulebook.digest]


@pytest.mark.parametrize("name", ["generic", "setagaya"])
def test_the_files_of_a_bundled_rulebook_make_it_again(name: str) -> None:
    again = Archive.of_data(Archive.of(name).to_data()).rulebook()
    assert again.digest == Rulebook.load(name).digest


def test_an_instant_without_a_time_zone_is_refused(log: DecisionLog) -> None:
    with pytest.raises(ValueError, match="time zone"):
        log.append(case(), decision(), dt.datetime(2026, 4, 1))
    assert log.size == 0


def test_a_record_that_is_not_there_is_told(log: DecisionLog) -> None:
    filled(log, 1)
    for number in (0, -1, 2):
        with pytest.raises(LogError, match="the log has no record"):
            log.record(number)


def test_each_record_is_proved_to_be_in_the_log_at_each_size(store_url: str) -> None:
    with EventStore.open(store_url) as store:
        log = begun(store)
        filled(log, 9)
        leaves = [record.leaf for record in log.records()]
        for size in range(10):
            assert log.root(size) == root(leaves[:size])
            for number in range(1, size + 1):
                proof = log.prove_inclusion(number, size)
                assert verify_inclusion(leaves[number - 1], number - 1, size, proof.hashes, root(leaves[:size]))
            for old in range(size + 1):
                proof = log.prove_consistency(old, size)
                assert verify_consistency(old, size, root(leaves[:old]), proof.root, proof.hashes)


def test_there_is_no_proof_beyond_the_log(log: DecisionLog) -> None:
    filled(log, 2)
    for attempt in (lambda: log.prove_inclusion(3), lambda: log.prove_consistency(3), lambda: log.root(3)):
        with pytest.raises(LogError, match=r"the (log|first 2 records)"):
            attempt()


def test_a_leaf_is_bound_to_what_it_is() -> None:
    assert leaf_of({"a": 1}) == leaf_hash(b'referral-routing log/1\n{"a":1}')


def test_a_log_is_written_on_where_another_process_left_it(log: DecisionLog) -> None:
    other = DecisionLog(log.trail._store)
    for number in range(1, 8):
        (log if number % 2 else other).append(case(number), decision(number), NOW)
    assert verify(log, rulebooks=False).findings == []
    assert [record.values["/case/case"] for record in log.records()] == [f"K-{n}" for n in range(1, 8)]


def test_an_encrypted_log_keeps_and_proves_the_same(tmp_path: Path) -> None:
    readable = []
    for name, key in (("open", None), ("encrypted", KEY)):
        (tmp_path / name).mkdir()
        with EventStore.open(f"sqlite:///{tmp_path / name}/log.db", key) as store:
            log = begun(store)
            filled(log, 3)
            log.redact(2, ["/"], "officer", "asked", NOW)
            assert verify(log, rulebooks=False).findings == []
        content = b"".join(path.read_bytes() for path in (tmp_path / name).iterdir())
        # words, since what is shorter may stand in random bytes by chance
        readable.append([word for word in (b"support_center", b"somewhere") if word in content])
    assert readable == [[b"support_center", b"somewhere"], []]


def test_a_checkpoint_is_kept_and_names_the_root(log: DecisionLog) -> None:
    filled(log, 3)
    first = log.checkpoint(ORIGIN, KEY, NOW)
    filled(log, 2)
    second = log.checkpoint(ORIGIN, KEY, NOW)
    assert [text for text, _ in log.checkpoints()] == [first, second]
    assert [(c.size, c.root) for _, c in log.checkpoints()] == [(3, log.root(3)), (5, log.root(5))]


def test_a_log_whose_tree_was_changed_is_not_signed_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.db"
    with EventStore.open(url) as store:
        log = begun(store)
        filled(log, 4)
        log.checkpoint(ORIGIN, KEY, NOW)
        outside(url, "UPDATE derived SET data = zeroblob(length(data)) WHERE version = 4")
        filled(log, 1)
        with pytest.raises(LogError, match="does not hold any longer what its checkpoint of 4 records says"):
            log.checkpoint(ORIGIN, KEY, NOW)


def test_a_log_that_is_shorter_than_its_checkpoint_is_not_signed_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.db"
    with EventStore.open(url) as store:
        log = begun(store)
        filled(log, 2)
        log.checkpoint(ORIGIN, KEY, NOW)
        outside(url, "UPDATE streams SET version = 1 WHERE stream = 'log'")
        with pytest.raises(LogError, match="checkpoint of 2 records"):
            log.checkpoint(ORIGIN, KEY, NOW)


def test_two_who_sign_at_once_sign_one_after_the_other(log: DecisionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(log, 2)
    store = log.trail._store
    append, other = store.append, DecisionLog(store)
    waiting = [True]

    def late(*given: Any, **named: Any) -> Any:
        if waiting:
            waiting.clear()
            other.checkpoint(ORIGIN, bytes(32), NOW)
        return append(*given, **named)

    monkeypatch.setattr(store, "append", late)
    log.checkpoint(ORIGIN, KEY, NOW)
    assert [checkpoint.size for _, checkpoint in log.checkpoints()] == [2, 2]


def test_whoever_is_never_first_is_told_so(log: DecisionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.log.trail.TRIES", 0)
    monkeypatch.setattr("routing.log.checkpoints.TRIES", 0)
    for attempt in (lambda: log.append(case(), decision(), NOW), lambda: log.checkpoint(ORIGIN, KEY, NOW)):
        with pytest.raises(LogError, match="other writers were always first"):
            attempt()
    assert log.size == 0


def test_a_tree_that_lacks_a_part_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.db"
    with EventStore.open(url) as store:
        log = begun(store)
        filled(log, 4)
        outside(url, "DELETE FROM derived WHERE version = 4")
        with pytest.raises(StoreDamaged, match="the tree of the log lacks a part"):
            log.root()
        with pytest.raises(StoreDamaged):
            DecisionLog(store).append(case(), decision(), NOW)
        assert any("the tree beside records 1 to 4" in finding for finding in verify(log, rulebooks=False).findings)


def test_the_values_of_an_export_without_values_are_not_there(log: DecisionLog) -> None:
    from routing.log import export, read_records

    filled(log, 2)
    records = list(read_records(export(log)))
    with pytest.raises(Redacted, match="record 1"):
        records[0].case()
    assert list(read_records(export(log, values=True)))[1].decision() == decision(2)


def outside(url: str, statement: str) -> None:
    """What somebody does to the database who does not use the store, and has taken its triggers away."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for trigger in ("events_are_not_changed", "events_are_not_deleted", "events_have_no_gap"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.exec_driver_sql(statement)
    engine.dispose()
