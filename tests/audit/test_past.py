"""Logged decisions as cases and decisions, with what people decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from routing.audit.errors import AuditError
from routing.audit.past import past
from routing.log import DecisionLog, Override, Record, Redacted, export, read_overrides, read_records
from routing.store import EventStore
from tests.log.logs import NOW, begun, case, decision

EARLY = Override("support_center", "health_center", "chief", "the family moved")
LATE = Override("health_center", "welfare_office", "director", "nobody was there")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield begun(store)


def test_a_logged_decision_is_told_with_all_that_it_was_made_from(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, availability={"office": 2})
    (one,) = past(log.records)
    assert (one.number, one.at, one.rulebook, one.whole) == (1, NOW, decision().rulebook.digest, True)
    assert one.case == case().canonical()
    assert one.decision == decision()
    assert one.availability == {"office": 2}
    assert one.overrides == ()


def test_overrides_come_with_their_decision_in_the_order_they_were_made(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=EARLY)
    log.append(case(2), decision(2), NOW)
    log.override(2, LATE, NOW)
    log.override(1, LATE, NOW)
    log.override(2, EARLY, NOW)
    assert [one.overrides for one in past(log.records)] == [(EARLY, LATE), (LATE, EARLY)]


def test_only_decisions_are_told_of(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    log.override(1, LATE, NOW)
    log.redact(1, ["/case/persons/0/age"], "officer", "asked", NOW)
    log.append(case(2), decision(2), NOW)
    assert [one.number for one in past(log.records)] == [1, 4]


def test_what_was_redacted_is_asked_for_in_vain(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    log.redact(1, ["/case/persons/0/age"], "officer", "asked", NOW)
    (one,) = past(log.records)
    assert not one.whole
    for asked in (lambda: one.case, lambda: one.decision, lambda: one.availability):
        with pytest.raises(Redacted, match="record 1 is redacted; what and why is said by: 2"):
            asked()


@pytest.mark.parametrize("path", ["/override/from", "/override/to", "/override/role", "/override/reason", "/"])
def test_an_override_whose_words_were_redacted_is_left_out(path: str, log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    log.override(1, LATE, NOW)
    log.override(1, EARLY, NOW)
    log.redact(2, [path], "officer", "asked", NOW)
    (one,) = past(log.records)
    assert one.overrides == (EARLY,)
    assert one.whole


def test_an_override_from_nobody_is_told(log: DecisionLog) -> None:
    from_nobody = Override(None, "health_center", "chief", "nobody led")
    log.append(case(), decision(), NOW, override=from_nobody)
    (one,) = past(log.records)
    assert one.overrides == (from_nobody,)


def test_an_export_tells_the_same_as_the_log(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=EARLY)
    log.append(case(2), decision(2), NOW, availability={"office": 0})
    log.override(2, LATE, NOW)
    lines = list(export(log, values=True))
    assert list(past(lambda: read_records(lines))) == list(past(log.records))
    assert list(past(lambda: read_records(lines), lambda: read_overrides(lines))) == list(past(log.records))


def test_an_export_without_values_is_refused(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    lines = list(export(log))
    with pytest.raises(AuditError, match="record 1 has no values beside it"):
        list(past(lambda: read_records(lines)))


def test_overrides_can_be_found_without_reading_all(log: DecisionLog) -> None:
    for number in range(1, 4):
        log.append(case(number), decision(number), NOW)
    log.override(3, LATE, NOW)
    log.redact(1, ["/case/persons/0/age"], "officer", "asked", NOW)
    log.override(2, EARLY, NOW)
    assert [record.number for record in log.overrides()] == [4, 6]
    assert [one.overrides for one in past(log.records, log.overrides)] == [(), (EARLY,), (LATE,)]


def test_a_value_of_a_case_that_looks_like_an_override_is_none(log: DecisionLog) -> None:
    log.append(case(attributes={"kind": "override"}), decision(), NOW)
    log.override(1, LATE, NOW)
    lines = list(export(log, values=True))
    assert b'"kind":"override"' in lines[1]
    assert [record.number for record in read_overrides(lines)] == [2]


def test_a_log_may_be_larger_than_memory(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    record = log.record(1)

    def endless() -> Iterator[Record]:
        return (Record({**record.header, "number": number}, record.openings) for number in count(1))

    assert [one.number for one in islice(past(endless, tuple), 5)] == [1, 2, 3, 4, 5]
